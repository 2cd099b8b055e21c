"""The public sites from the database: written whole, the same twice, bound to the frozen figures, without a person."""

import hashlib
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlmodel import select

from flows.services.compilation.publishing import publish_sites, read_addresses, summary_of
from flows.services.compilation.publishing_privacy import private_texts
from flows.services.reception.evidence_check import check_evidence, head, read_checks
from models.rules.errors import DomainError
from models.tables import (
    EvidenceFile,
    EvidenceLink,
    FrozenReport,
    InboundLine,
    InboundMessage,
    Meeting,
    Publication,
    RecordFile,
)
from models.vocabulary import (
    AnswerKind,
    LineOutcome,
    MeetingFormat,
    MeetingPurpose,
    MeetingRegime,
    MeetingState,
    PublicationChannel,
    PublicationSubject,
)


@pytest.fixture
def code(world: Any) -> str:
    """One indicator of one region, answered, with a comment that names somebody."""
    (short,) = world.commitment("MALAA0002", "LAA")
    code: str = world.indicator(short)
    world.ask("LAA", code)
    world.reply("LAA", {code: "1234.5"}, comment="saisi par Head  LAA (laa@region.example)")
    return code


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_site_per_portal_is_written_whole_and_twice_the_same(world: Any, code: str, tmp_path: Path) -> None:
    out = tmp_path / "sites"
    first = publish_sites(world.desk(), plan="", year=2026, out=out)
    assert list(first.portals) == ["consortium", "ori", "som", "laa", "dra"]
    before = tree(out)
    later = world.desk(now=datetime(2026, 11, 23, 17, tzinfo=UTC))
    second = publish_sites(later, plan="CONSORTIUM", year=2026, out=out)
    assert tree(out) == before
    assert first.frozen.sha256 == second.frozen.sha256
    assert world.session.exec(select(FrozenReport)).one().sha256 == first.frozen.sha256
    assert first.frozen.sha256 in (out / "laa" / "fr" / "data.html").read_text(encoding="utf-8")
    assert "5 portals" in summary_of(first)
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_preview_writes_the_sites_and_freezes_nothing(world: Any, code: str, tmp_path: Path) -> None:
    publish_sites(world.desk(), plan="", year=2026, out=tmp_path / "sites", preview=True)
    assert (tmp_path / "sites" / "consortium" / "index.html").is_file()
    assert world.session.exec(select(FrozenReport)).all() == []


def test_no_official_is_in_any_public_file(world: Any, code: str, tmp_path: Path) -> None:
    publish_sites(world.desk(), plan="", year=2026, out=tmp_path / "sites")
    private = [*(o.name for o in world.officials.values()), *(o.email for o in world.officials.values())]
    assert set(private) <= set(private_texts(world.session))
    for path, data in tree(tmp_path / "sites").items():
        text = data.decode(errors="replace")
        assert [p for p in [*private, "Head  LAA"] if p in text] == [], path
    page = next((tmp_path / "sites" / "laa" / "fr" / "c").iterdir()).read_text(encoding="utf-8")
    assert "saisi par […] ([…])" in page


def test_names_of_regions_and_bodies_are_public(world: Any, code: str) -> None:
    world.body(is_defined=True, name="Independent observatory")
    known = private_texts(world.session)
    assert "Independent observatory" not in known
    assert "Oriental" not in known


def test_pages_of_an_earlier_run_that_are_gone_are_taken_away_and_foreign_files_are_not(
    world: Any, code: str, tmp_path: Path
) -> None:
    out = tmp_path / "sites"
    publish_sites(world.desk(), plan="", year=2026, out=out)
    old = set(tree(out))
    world.reply("LAA", {code: "50"}, on=datetime(2026, 10, 25, 10, tzinfo=UTC))
    publish_sites(world.desk(), plan="", year=2026, out=out)
    assert set(tree(out)) != old
    (out / "laa" / "notes.txt").write_text("mine")
    with pytest.raises(DomainError, match="holds other files"):
        publish_sites(world.desk(), plan="", year=2026, out=out)
    assert (out / "laa" / "notes.txt").read_text() == "mine"


def test_a_changed_mail_stops_the_publication_and_names_the_figure(world: Any, code: str, tmp_path: Path) -> None:
    mail = world.session.exec(select(InboundMessage)).one()
    mail.raw = mail.raw.replace(b"1234.5", b"9234.5")
    world.session.commit()
    with pytest.raises(DomainError, match=code):
        publish_sites(world.desk(), plan="", year=2026, out=tmp_path / "sites")
    assert not (tmp_path / "sites").exists()


def test_languages_that_disagree_stop_the_publication(world: Any, tmp_path: Path) -> None:
    (short,) = world.commitment("MALAA0002", "LAA")
    code = world.milestone(short, titles={"en": "10 services", "fr": "12 services", "ar": "10 مصالح"})
    world.session.commit()
    with pytest.raises(DomainError, match=f"{code} does not say the same numbers"):
        publish_sites(world.desk(), plan="", year=2026, out=tmp_path / "sites")


def test_addresses_of_portals_are_read_as_people_write_them(world: Any, code: str, tmp_path: Path) -> None:
    addresses = read_addresses(["LAA=https://laa.example/ogp/", "consortium = https://ogp.example"])
    publish_sites(world.desk(), plan="", year=2026, out=tmp_path / "sites", addresses=addresses)
    feed = (tmp_path / "sites" / "laa" / "feeds" / "feed.ar.atom").read_text(encoding="utf-8")
    assert 'href="https://laa.example/ogp/ar/index.html"' in feed
    for wrong in (["laa"], ["=https://a.example"]):
        with pytest.raises(DomainError, match="not an address of a portal"):
            read_addresses(wrong)
    for name, address in (("nowhere", "https://a.example"), ("laa", "ftp://a.example")):
        with pytest.raises(DomainError):
            publish_sites(world.desk(), plan="", year=2026, out=tmp_path / "x", addresses={name: address})


def test_publications_and_public_files_are_shown(world: Any, code: str, tmp_path: Path) -> None:
    mail = world.session.exec(select(InboundMessage)).one()
    for number, public in enumerate((True, False)):
        file = world.add(EvidenceFile(sha256=f"{number}" * 64, size=3, content_type="application/pdf", content=b"%PD"))
        world.add(
            EvidenceLink(plan_id=world.plan.id, file_id=file.id, inbound_id=mail.id, original_name=f"pv{number}.pdf", item_code=code, is_public=public)
        )  # fmt: skip
    world.add(
        Publication(plan_id=world.plan.id, subject=PublicationSubject.ANNUAL_REPORT, channel=PublicationChannel.PORTAL, address="https://laa.example/2026", published_on=date(2026, 11, 20), recorded_by="console")
    )  # fmt: skip
    world.session.commit()
    publish_sites(world.desk(), plan="", year=2026, out=tmp_path / "sites")
    site = tmp_path / "sites" / "laa"
    assert [p.name for p in (site / "evidence").iterdir()] == ["0" * 16 + ".pdf"]
    page = (site / "fr" / "evidence.html").read_text(encoding="utf-8")
    assert "pv0.pdf" in page
    assert "pv1.pdf" not in page
    assert "https://laa.example/2026" in (site / "ar" / "data.html").read_text(encoding="utf-8")


class Answers(BaseHTTPRequestHandler):
    """A web server that knows one page, sends one elsewhere, and is slow with another."""

    asked: ClassVar[list[tuple[str, str]]] = []
    hold: ClassVar[threading.Event] = threading.Event()

    def do_HEAD(self) -> None:
        """Answer as the path says."""
        Answers.asked.append(("HEAD", self.path))
        if self.path == "/slow":
            Answers.hold.wait(5)
        self.send_response({"/there": 200, "/moved": 302}.get(self.path, 404))
        if self.path == "/moved":
            self.send_header("Location", "/there")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def web() -> Iterator[str]:
    """The address of such a server on this machine."""
    Answers.asked, Answers.hold = [], threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    Answers.hold.set()
    server.shutdown()
    server.server_close()
    thread.join()


def claim(world: Any, code: str, *addresses: str) -> None:
    mail = world.session.exec(select(InboundMessage)).one()
    for position, address in enumerate(addresses, start=20):
        world.add(
            InboundLine(inbound_id=mail.id, position=position, outcome=LineOutcome.RECORDED, code=code, answer_kind=AnswerKind.EVIDENCE, where="text line 9", raw_text=f"preuve : {address}")
        )  # fmt: skip
    world.session.commit()


def test_public_evidence_is_asked_for_once_and_the_site_says_what_was_found(
    world: Any, code: str, web: str, tmp_path: Path
) -> None:
    claim(world, code, f"{web}/there", f"{web}/gone", f"{web}/moved", f"{web}/there", "https://a.b@mail.example/x")
    results = tmp_path / "checks.json"
    found = check_evidence(world.desk(), plan="", allow_private=True, out=results)
    told = {check.address.rpartition("/")[2]: (check.is_available, check.detail) for check in found}
    assert told == {"there": (True, "200"), "gone": (False, "404"), "moved": (False, "302")}
    assert sorted(Answers.asked) == [("HEAD", "/gone"), ("HEAD", "/moved"), ("HEAD", "/there")]
    assert read_checks(results) == found
    publish_sites(world.desk(), plan="", year=2026, out=tmp_path / "sites", checks=results)
    page = (tmp_path / "sites" / "laa" / "fr" / "evidence.html").read_text(encoding="utf-8")
    assert page.count("non disponible le 23 novembre 2026") == 2
    assert "mail.example" not in page


def test_what_cannot_be_reached_is_a_result_and_never_an_error(web: str) -> None:
    assert head("javascript:alert(1)") == (False, "not a web address")
    assert head(f"{web}/there") == (False, "address of a private network")
    assert head(f"{web}/slow", allow_private=True, patience=0.2) == (False, "no answer within 0.2 seconds")
    assert head("http://nowhere.invalid/") == (False, "gaierror")
    assert Answers.asked in ([], [("HEAD", "/slow")])


def test_a_damaged_list_of_checks_is_refused_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "checks.json"
    assert read_checks(path) == ()
    path.write_text("[]")
    with pytest.raises(DomainError, match="check-evidence"):
        read_checks(path)


def test_minutes_made_public_are_handed_out_and_internal_ones_are_not(world: Any, tmp_path: Path) -> None:
    """A region's minutes stand on the consortium's site and on its own, and nowhere else."""
    world.commitment("MALAA0001", "LAA", "ORI")
    for number, (content, is_public) in enumerate(((b"%PDF-1.7 public", True), (b"%PDF-1.7 internal", False)), start=1):
        meeting = world.add(
            Meeting(
                plan_id=world.plan.id, member_id=world.members["LAA"].id, code=f"F-{number}", purpose=MeetingPurpose.FORUM,
                regime=MeetingRegime.REGULAR, format=MeetingFormat.IN_PERSON, state=MeetingState.HELD, title="Forum de Laâyoune",
                starts_at=datetime(2026, 9, 1, 10, tzinfo=UTC), ends_at=datetime(2026, 9, 1, 12, tzinfo=UTC),
            )
        )  # fmt: skip
        file = world.add(
            EvidenceFile(
                sha256=hashlib.sha256(content).hexdigest(),
                size=len(content),
                content_type="application/pdf",
                content=content,
            )
        )
        world.add(
            RecordFile(
                plan_id=world.plan.id, file_id=file.id, meeting_id=meeting.id, original_name="pv.pdf", is_public=is_public,
                recorded_by="secretary", recorded_at=datetime(2026, 9, 2, 9, tzinfo=UTC),
            )
        )  # fmt: skip
    world.session.commit()
    publish_sites(world.desk(), plan="", year=2026, out=tmp_path / "sites", preview=True)
    handed = {
        path.relative_to(tmp_path / "sites").parts[0]: path.read_bytes()
        for path in (tmp_path / "sites").glob("*/evidence/*.pdf")
    }
    assert handed == {"consortium": b"%PDF-1.7 public", "laa": b"%PDF-1.7 public"}
    page = (tmp_path / "sites" / "laa" / "fr" / "evidence.html").read_text(encoding="utf-8")
    assert "Comptes rendus et résultats" in page
    assert "Forum de Laâyoune" in page
    assert "F-2" not in page
