"""Minutes and results as files: kept once by their content, linked, in the ledger with their hash, internal until made public."""

import hashlib
from pathlib import Path

import pytest
from sqlmodel import Session, select

from flows.services.participation.consultations import ConsultationOrder, record_consultation
from flows.services.participation.meeting_inputs import MeetingOrder
from models.rules.errors import DomainError
from models.tables import Consultation, EvidenceFile, LedgerEntry, Meeting, RecordFile
from models.vocabulary import LedgerAction

PDF = b"%PDF-1.7 minutes of the review"
HELD = {"starts": "2026-11-20 10:00", "counts": "PC1 women = 3; PC3 men = 2"}


@pytest.fixture
def minutes(tmp_path: Path) -> Path:
    path = tmp_path / "PV du 20 novembre.pdf"
    path.write_bytes(PDF)
    return path


@pytest.fixture
def held(meet, review_order):
    meet(review_order(**HELD), action="held")


def files(session: Session) -> list[RecordFile]:
    session.rollback()
    session.expire_all()
    return list(session.exec(select(RecordFile)).all())


def add(meet, **said: object):
    return meet(MeetingOrder(code="SC-LAA-2026-Q4", **said), action="minutes")


def test_minutes_are_kept_by_their_content_and_stay_internal(session, meet, held, minutes) -> None:
    for _ in range(2):
        outcome = add(meet, minutes_file=str(minutes))
    (row,) = files(session)
    (file,) = session.exec(select(EvidenceFile)).all()
    assert (row.original_name, row.is_public, file.sha256) == (
        "PV du 20 novembre.pdf", False, hashlib.sha256(PDF).hexdigest(),
    )  # fmt: skip
    assert session.exec(select(Meeting.minutes_file_id)).one() == file.id
    (entry,) = session.exec(select(LedgerEntry).where(LedgerEntry.action == LedgerAction.RECORD_FILE_KEPT)).all()
    assert (entry.subject, entry.source) == ("SC-LAA-2026-Q4", f"sha256:{file.sha256}")
    told = dict(outcome.tables[0].rows)
    assert told["Files"] == f"PV du 20 novembre.pdf (sha256 {file.sha256[:12]}, internal)"


def test_a_file_is_made_public_and_taken_back_by_a_decision_in_the_ledger(session, meet, held, minutes) -> None:
    for public in (False, True, False):
        add(meet, minutes_file=str(minutes), minutes_are_public=public)
    assert [row.is_public for row in files(session)] == [False]
    entries = session.exec(select(LedgerEntry.after).where(LedgerEntry.action == LedgerAction.RECORD_FILE_KEPT)).all()
    assert [text.rsplit(", ", 1)[1] for text in entries] == ["internal)", "public)", "internal)"]


def test_a_file_already_kept_is_named_by_its_hash(session, desk, meet, held, minutes) -> None:
    add(meet, minutes_file=str(minutes))
    digest = hashlib.sha256(PDF).hexdigest()
    order = ConsultationOrder(
        "SV-1",
        opens_on="2026-10-01",
        closes_on="2026-10-31",
        results_file=f"sha256:{digest[:16]}",
        results_are_public=True,
    )
    record_consultation(desk, plan="governed", order=order, operator="an administrator")
    assert len(files(session)) == 2
    (file,) = session.exec(select(EvidenceFile)).all()
    assert session.exec(select(Consultation.results_file_id)).one() == file.id


@pytest.mark.parametrize(
    ("given", "content", "sentence"),
    [
        ("absent.pdf", None, "There is no file absent.pdf; give the path of a file on this machine"),
        ("empty.pdf", b"", "empty.pdf is empty; give the document itself"),
        ("run.pdf", b"MZ\x90\x00", "run.pdf is a program; give the document itself"),
        ("sha256:0123456789ab", None, "The hash 0123456789ab names no file kept here"),
        ("", None, "No minutes of SC-LAA-2026-Q4 are given; fill in minutes or minutes_file"),
    ],
)
def test_a_file_that_cannot_be_kept_is_refused_in_one_sentence(
    session, meet, held, tmp_path, given, content, sentence
) -> None:
    before = len(session.exec(select(LedgerEntry)).all())
    path = given if given.startswith("sha256") or not given else str(tmp_path / given)
    if content is not None:
        Path(path).write_bytes(content)
    with pytest.raises(DomainError, match=sentence):
        add(meet, minutes_file=path)
    assert files(session) == []
    assert session.exec(select(EvidenceFile)).all() == []
    assert len(session.exec(select(LedgerEntry)).all()) == before


def test_a_meeting_that_was_not_held_has_no_minutes(session, meet, review_order, minutes) -> None:
    with pytest.raises(DomainError, match="is not recorded; minutes belong to a meeting that was held"):
        add(meet, minutes_file=str(minutes))
    meet(review_order())
    with pytest.raises(DomainError, match="is planned; minutes belong to a meeting that was held"):
        add(meet, minutes_file=str(minutes))
    assert files(session) == []


def test_a_meeting_refused_as_held_keeps_no_file(session, meet, review_order, minutes) -> None:
    with pytest.raises(DomainError):
        meet(review_order(**HELD | {"counts": "PC1 women = 3"}, minutes_file=str(minutes)), action="held")
    assert files(session) == []
    assert session.exec(select(EvidenceFile)).all() == []
