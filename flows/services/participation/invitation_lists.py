"""Who is to be invited: bodies, officials, associations and plain addresses, each with side and participant category."""

import re
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from flows.services.lifecycle.bodies import members_on, roles_of
from flows.services.participation.meeting_inputs import split_list
from models.rules.errors import DomainError
from models.rules.governance_counts import sides_of
from models.tables import ActionPlan, Association, Membership, Official, Organisation, TaxonomyTerm
from models.vocabulary import Language, MembershipRole, OfficialRole, OrganisationKind, Side, TaxonomyKind

_ADDRESS = re.compile(r"[^@\s<>,;:]+@[^@\s<>,;:]+\.[A-Za-z0-9-]{2,}")
ASSOCIATIONS = "associations"
# The plan's nine categories in its own order; the codes of its list of participants.
CIVIL_SOCIETY, ELECTED, CIVIL_SERVANTS, CONSULTATIVE, FOCAL_POINTS = "PC1", "PC2", "PC3", "PC5", "PC7"


@dataclass(frozen=True)
class Invitee:
    """One person to invite. `email` is empty when nobody gave an address: then a person must be told."""

    name: str
    email: str
    language: Language = Language.FRENCH
    category: str = ""
    side: Side | None = None
    official_id: int | None = None
    membership_id: int | None = None


def read_invitees(session: Session, *, plan: ActionPlan, text: str, day: date) -> list[Invitee]:
    """Everybody that "SC-LAA, OF-LAA-DG, associations:climate, PC8:desk@radio.example" names, each address once.

    An entry is a body's code (whoever sits in it on `day`), an official's code, "associations" with or without a theme,
    or an address with a participant category before it. DomainError for an entry that names nobody.
    """
    found: dict[str, Invitee] = {}
    for entry in split_list(text):
        for invitee in _read_entry(session, plan, entry, day):
            key = invitee.email.lower() or f"{invitee.name} {invitee.membership_id}"
            found.setdefault(key, invitee)
    return list(found.values())


def categories_of(session: Session, *, plan: ActionPlan) -> list[str]:
    """Codes of the participant categories of this plan, in printed order."""
    query = select(col(TaxonomyTerm.code)).where(
        TaxonomyTerm.plan_id == plan.id, TaxonomyTerm.kind == TaxonomyKind.PARTICIPANT_CATEGORY
    )
    return list(session.exec(query.order_by(col(TaxonomyTerm.position))).all())


def _read_entry(session: Session, plan: ActionPlan, entry: str, day: date) -> list[Invitee]:
    category, colon, address = entry.partition(":")
    if category.strip().lower() == ASSOCIATIONS:
        return _associations(session, plan, theme=address.strip())
    if colon or _ADDRESS.fullmatch(entry):
        return [_by_address(session, plan, entry, category=category.strip() if colon else "", address=address)]
    body = session.exec(
        select(Organisation).where(Organisation.plan_id == plan.id, Organisation.code == entry.upper())
    ).first()
    if body:
        return [_seated(session, body, row, day) for row in members_on(session, body=body, day=day)]
    official = session.exec(select(Official).where(Official.plan_id == plan.id, Official.code == entry.upper())).first()
    if official:
        return [_official(session, official, day)]
    raise DomainError(
        f"“{entry}” names nobody to invite; write the code of a body or an official, “associations”, or a category and an "
        "address such as PC8:redaction@radio.example."
    )


def _by_address(session: Session, plan: ActionPlan, entry: str, *, category: str, address: str) -> Invitee:
    known = categories_of(session, plan=plan)
    if category and category.upper() not in known:
        raise DomainError(f"There is no participant category “{category}”; write one of: {', '.join(known)}.")
    written = (address if category else entry).strip()
    if not _ADDRESS.fullmatch(written):
        raise DomainError(f"“{written}” is not a mail address; write one such as redaction@radio.example.")
    side = next(iter(sides_of([category.upper()])), None)
    return Invitee(name=written, email=written.lower(), category=category.upper(), side=side)


def _associations(session: Session, plan: ActionPlan, *, theme: str) -> list[Invitee]:
    rows = session.exec(select(Association).where(Association.plan_id == plan.id).order_by(col(Association.code))).all()
    chosen = [row for row in rows if not theme or theme.casefold() in (t.casefold() for t in row.themes)]
    if not chosen:
        themes = ", ".join(sorted({t for row in rows for t in row.themes})) or "none is loaded"
        raise DomainError(f"No association of the register has the theme “{theme}”; its themes are: {themes}.")
    return [Invitee(row.name, row.email, Language(row.language), CIVIL_SOCIETY, Side.CIVIL_SOCIETY) for row in chosen]


def _seated(session: Session, body: Organisation, row: Membership, day: date) -> Invitee:
    if row.official_id:
        official = _official(session, session.get_one(Official, row.official_id), day)
        return Invitee(
            official.name, official.email, official.language, _category(body, row), row.side, row.official_id, row.id
        )
    language = Language(row.language)
    return Invitee(row.name, row.email, language, _category(body, row), row.side, membership_id=row.id)


def _category(body: Organisation, row: Membership) -> str:
    if body.kind is OrganisationKind.CONSULTATIVE_BODY:
        return CONSULTATIVE
    if row.role is MembershipRole.FOCAL_POINT:
        return FOCAL_POINTS
    return CIVIL_SOCIETY if row.side is Side.CIVIL_SOCIETY else CIVIL_SERVANTS


def _official(session: Session, official: Official, day: date) -> Invitee:
    roles = roles_of(session, official=official, day=day)
    category = CIVIL_SERVANTS
    if OfficialRole.VICE_PRESIDENT in roles:
        category = ELECTED
    elif OfficialRole.FOCAL_POINT in roles:
        category = FOCAL_POINTS
    email = "" if official.suppressed_because else official.email
    name = official.names.get(official.language.value) or official.name
    return Invitee(name, email, official.language, category, Side.ADMINISTRATION, official.id)
