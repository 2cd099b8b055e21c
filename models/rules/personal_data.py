"""The register of personal data (law 09-08): what is kept about people, for which purpose, how long, and what erasing does.

The terms in months are this project's choice and count from the end of the plan; the controller confirms them.
"""

from dataclasses import dataclass
from datetime import date

from models.rules.deadlines import add_months

PROOF_MONTHS = 60
ADMINISTRATION_MONTHS = 24
SHORT_MONTHS = 12


@dataclass(frozen=True)
class PersonalData:
    """One kind of personal data. `places` are tables and columns; `months` count from the plan's end."""

    code: str
    what: str
    places: tuple[str, ...]
    purpose: str
    months: int
    on_erasure: str


REGISTER = (
    PersonalData(
        "officials",
        "name, address, language and function of officials",
        ("official.name", "official.names", "official.email"),
        "asking the responsible official and writing back",
        ADMINISTRATION_MONTHS,
        "name and address are replaced by a pseudonym; the code of the function stays, so that figures keep their chain",
    ),
    PersonalData(
        "presence",
        "absences and deputies",
        ("absence.note", "absence.named_deputies", "deputy.name", "deputy.email"),
        "not reminding who is away; letting a deputy answer",
        SHORT_MONTHS,
        "emptied or replaced by a pseudonym; the days stay",
    ),
    PersonalData(
        "bodies",
        "members of committees and bodies, their names and addresses",
        ("membership.name", "membership.email"),
        "sending matrices and invitations; checking that both sides sit",
        ADMINISTRATION_MONTHS,
        "name and address are replaced by a pseudonym and the seat ends; its side and dates stay",
    ),
    PersonalData(
        "invitations",
        "people invited to meetings, their answers and attendance",
        ("invitation.name", "invitation.email"),
        "convening meetings and counting who came",
        ADMINISTRATION_MONTHS,
        "name and address are replaced by a pseudonym; category, answer and attendance are still counted",
    ),
    PersonalData(
        "associations",
        "contact addresses of associations",
        ("association.email",),
        "building invitation lists",
        ADMINISTRATION_MONTHS,
        "the address is emptied; the association stays",
    ),
    PersonalData(
        "mails-received-proof",
        "mails from which a published figure, an evidence file or a recommendation was read",
        ("inbound_message.raw", "inbound_message.from_address", "inbound_message.subject"),
        "proving every figure by the mail it came from",
        PROOF_MONTHS,
        "the bytes are kept unaltered until the term, because their SHA-256 is the proof; sender and subject are replaced",
    ),
    PersonalData(
        "mails-received-other",
        "all other mails received",
        ("inbound_message.raw", "inbound_message.comment", "inbound_line.raw_text"),
        "answering who wrote, and deciding what waits",
        SHORT_MONTHS,
        "bytes, subject and comment are emptied; hash, day and class stay",
    ),
    PersonalData(
        "mails-sent",
        "mails we wrote",
        ("outbound_message.envelope_to", "outbound_message.subject"),
        "sending once, and proving what was asked",
        SHORT_MONTHS,
        "bytes are emptied and the address is replaced; Message-ID, kind and state stay",
    ),
    PersonalData(
        "ledger",
        "names and addresses quoted in entries of the ledger",
        ("ledger_entry.before", "ledger_entry.after", "ledger_entry.reason", "ledger_entry.actor"),
        "saying who decided what and why",
        PROOF_MONTHS,
        "the entry stays as a fact; the name and the address in it are replaced by the pseudonym",
    ),
    PersonalData(
        "endorsements",
        "names of endorsers as the published plan prints them",
        ("endorsement.printed_name", "endorsement.verbatim"),
        "keeping the plan word for word; never enriched with contact details",
        0,
        "not erased here: the source is the published plan, and its publisher decides",
    ),
)


def keep_until(code: str, *, plan_end: date) -> date:
    """The last day data of this kind is kept: the plan's end and its months. A KeyError for an unknown kind is a bug."""
    months = {kind.code: kind.months for kind in REGISTER}[code]
    return add_months(plan_end, months)
