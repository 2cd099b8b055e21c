"""After the closing date each member's matrix is frozen with its sources, mailed to its committee once, and reviewed."""

import io
from datetime import date, timedelta
from email import message_from_bytes

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from flows.services.collection.campaigns import open_quarter
from flows.services.committee.committee_reviews import review_committees
from flows.services.reception.replies import receive
from models.rules.committee_review import review_invalid_because
from models.tables import (
    LedgerEntry,
    MatrixVersion,
    Membership,
    Official,
    Organisation,
    OutboundMessage,
    RequestedItem,
    Review,
)
from models.vocabulary import LedgerAction, MessageKind, Side

OPENED, CLOSED, ASKED = date(2026, 10, 1), date(2026, 10, 23), date(2026, 10, 26)


def packs(session: Session) -> list[OutboundMessage]:
    session.rollback()
    query = select(OutboundMessage).where(OutboundMessage.kind == MessageKind.COMMITTEE_PACK)
    return list(session.exec(query.order_by(col(OutboundMessage.id))).all())


def entries(session: Session, action: LedgerAction) -> list[LedgerEntry]:
    session.rollback()
    return list(session.exec(select(LedgerEntry).where(LedgerEntry.action == action)).all())


def test_nothing_is_frozen_or_mailed_before_the_closing_date_has_passed(session, seated, desk_on) -> None:
    open_quarter(desk_on(OPENED), plan="")
    outcome = review_committees(desk_on(OPENED + timedelta(days=3)), plan="")
    assert outcome.counts["frozen"] == 0
    assert packs(session) == []


def test_each_member_s_matrix_is_frozen_and_each_person_gets_one_pack_with_their_region(session, reviewed) -> None:
    matrices = session.exec(select(MatrixVersion)).all()
    assert [m.version for m in matrices] == [1, 1]
    assert len({m.sha256 for m in matrices}) == 2
    sent = packs(session)
    assert sorted(mail.envelope_to for mail in sent) == sorted(reviewed)
    for mail in sent:
        (part,) = [p for p in message_from_bytes(mail.raw).walk() if p.get_filename()]
        assert part.get_filename() == "matrice-2026-Q3-LAA-v1.xlsx"
        book = CalamineWorkbook.from_filelike(io.BytesIO(part.get_payload(decode=True)))
        codes = {str(row[1]) for row in book.get_sheet_by_index(0).to_python()[1:]}
        assert codes == {"MALAA0001", "MALAA0002", "MALAA0003"}


def test_a_second_run_on_the_same_or_the_next_day_does_no_more(session, reviewed, desk_on) -> None:
    for day in (ASKED, ASKED + timedelta(days=1)):
        outcome = review_committees(desk_on(day), plan="")
        assert (outcome.counts["frozen"], outcome.counts["packs"]) == (0, 0)
    assert len(packs(session)) == 3
    assert len(session.exec(select(Review)).all()) == 2


def test_a_preview_names_the_packs_and_changes_nothing(session, seated, desk_on) -> None:
    open_quarter(desk_on(OPENED), plan="")
    outcome = review_committees(desk_on(ASKED), plan="", preview=True)
    assert (outcome.counts["frozen"], outcome.counts["packs"]) == (2, 3)
    assert packs(session) == []
    assert session.exec(select(MatrixVersion)).all() == []


def test_the_frozen_rows_carry_the_figure_and_the_mail_it_came_from(session, seated, desk_on, writer) -> None:
    open_quarter(desk_on(OPENED), plan="")
    official = session.exec(select(Official).where(Official.code == "OF-LAA-01")).one()
    form = writer(official.email, MessageKind.REQUEST)
    code = session.exec(
        select(col(RequestedItem.code)).where(
            RequestedItem.data_request_id == form.row.data_request_id, col(RequestedItem.code).contains("-I")
        )
    ).first()
    result = receive(desk_on(date(2026, 10, 8)), raw=form.reply(f"{code} = 14"), source="test")
    review_committees(desk_on(ASKED), plan="")
    session.rollback()
    rows = [row for matrix in session.exec(select(MatrixVersion)).all() for row in matrix.content["rows"]]
    (row,) = [row for row in rows if row["code"] == code]
    assert (row["value"], row["standing"], row["mail_sha256"]) == ("14", "reported", result.sha256)
    assert row["figure"].startswith("F-")


def test_what_changed_since_is_frozen_as_a_new_version_only_when_asked_for(session, reviewed, desk_on, writer) -> None:
    assert review_committees(desk_on(ASKED), plan="", again=True).counts["frozen"] == 0
    official = session.exec(select(Official).where(Official.code == "OF-LAA-01")).one()
    form = writer(official.email, MessageKind.REQUEST)
    code = session.exec(
        select(col(RequestedItem.code)).where(
            RequestedItem.data_request_id == form.row.data_request_id, col(RequestedItem.code).contains("-I")
        )
    ).first()
    receive(desk_on(ASKED), raw=form.reply(f"{code} = 15"), source="test")
    assert review_committees(desk_on(ASKED), plan="").counts["frozen"] == 0
    outcome = review_committees(desk_on(ASKED), plan="", again=True)
    assert outcome.counts["frozen"] == 1
    assert outcome.counts["packs"] == 3
    session.rollback()
    versions = sorted((m.member_id, m.version) for m in session.exec(select(MatrixVersion)).all())
    assert [version for _, version in versions] == [1, 2, 1]


@pytest.mark.parametrize(
    ("seated_sides", "present", "says"),
    [
        ({Side.ADMINISTRATION, Side.CIVIL_SOCIETY}, None, ""),
        ({Side.ADMINISTRATION}, None, "civil society"),
        ({Side.CIVIL_SOCIETY}, None, "the administration"),
        (set(), None, "the administration nor civil society"),
        ({Side.ADMINISTRATION, Side.CIVIL_SOCIETY}, {Side.ADMINISTRATION}, "civil society was present"),
        ({Side.ADMINISTRATION, Side.CIVIL_SOCIETY}, {Side.ADMINISTRATION, Side.CIVIL_SOCIETY}, ""),
    ],
)
def test_a_review_counts_only_with_both_sides(seated_sides, present, says) -> None:
    because = review_invalid_because(seated=seated_sides, present=present)
    assert (says in because) if says else because == ""


def test_an_incomplete_committee_is_named_and_its_review_closes_as_not_valid(
    session: Session, engine: Engine, reviewed, desk_on
) -> None:
    with Session(engine) as writing:
        for row in writing.exec(select(Membership).where(Membership.side == Side.ADMINISTRATION)).all():
            row.ends_on = date(2026, 10, 1)
            writing.add(row)
        writing.commit()
    outcome = review_committees(desk_on(date(2026, 11, 30)), plan="")
    assert outcome.counts["reviews_closed"] == 2
    session.rollback()
    committee = session.exec(select(Organisation).where(Organisation.code == "SC-LAA")).one()
    review = session.exec(select(Review).where(Review.organisation_id == committee.id)).one()
    assert not review.is_valid
    assert "Nobody represents the administration" in review.invalid_because
    closed = entries(session, LedgerAction.REVIEW_CLOSED)
    assert {entry.after for entry in closed} == {"no"}


def test_a_complete_committee_s_review_closes_as_valid(session, reviewed, desk_on) -> None:
    review_committees(desk_on(date(2026, 11, 30)), plan="")
    session.rollback()
    committee = session.exec(select(Organisation).where(Organisation.code == "SC-LAA")).one()
    review = session.exec(select(Review).where(Review.organisation_id == committee.id)).one()
    assert review.is_valid
    assert review.closed_on == date(2026, 11, 30)


@pytest.mark.parametrize(("index", "words"), [(0, "vos recommandations"), (1, "توصياتكم"), (2, "your recommendations")])
def test_each_member_is_written_in_their_language_with_the_day_to_answer_by(reviewed, writer, index, words) -> None:
    mail = writer(reviewed[index])
    assert words in mail.text
    assert "2026" in mail.text
    assert "R1" in mail.text
