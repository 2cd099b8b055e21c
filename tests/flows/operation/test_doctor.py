"""`iltizam doctor` names what is wrong and what to do, `health` says whether the installation is alive."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.engine import Engine

from deployments.registry import DEPLOYMENTS
from flows.catalogue import ENTRY_POINTS
from flows.cli import answer
from flows.doctor import data, machine, post
from flows.doctor.clock import compare
from flows.doctor.finding import Finding, look
from flows.doctor.prefect_server import look_at_prefect
from flows.local_mail_server import LocalMailServer, LocalPost
from flows.mail_route import route_of
from flows.runtime import ready_engine
from flows.services import ledger
from flows.services.desk import Desk, Office
from flows.services.dispatch.probe import SUBJECT
from flows.services.upkeep.heartbeats import EXPECTED_EVERY, beat, signs_of_life
from flows.settings import Settings, read_settings, secret_key
from models.vocabulary import LedgerAction

if TYPE_CHECKING:
    from conftest import House

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
OFFICE = Office("Suivi", "suivi@iltizam.example", "reponse@iltizam.example", b"k" * 32)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home folder of its own, and no setting of the person who runs the tests."""
    for name in [name for name in os.environ if name.startswith("ILTIZAM_") and "TEST" not in name]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ILTIZAM_HOME", str(tmp_path / "home"))
    read_settings.cache_clear()
    ready_engine.cache_clear()
    yield tmp_path / "home"
    read_settings.cache_clear()
    ready_engine.cache_clear()


def only(findings: Iterator[Finding]) -> Finding:
    (finding,) = findings
    return finding


def test_an_empty_place_is_examined_without_being_changed(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(["doctor", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    levels = {finding["name"]: finding["level"] for finding in found["findings"]}
    assert found["sound"] is False
    assert levels["time zones"] == levels["fonts"] == levels["disk"] == "ok"
    assert levels["database"] == levels["mail out"] == levels["Prefect"] == "fault"
    assert all(finding["advice"] for finding in found["findings"] if finding["level"] != "ok")
    assert not home.exists()


def test_time_zones_say_release_and_offset() -> None:
    finding = only(machine.look_at_time_zones())
    assert finding.level == "ok"
    assert version("tzdata") in finding.seen
    assert "UTC+00:00" in finding.seen


def test_a_key_that_others_can_read_is_a_fault(home: Path) -> None:
    assert only(machine.look_at_key(home)).level == "warning"
    secret_key(home)
    assert only(machine.look_at_key(home)).level == "ok"
    (home / "secret.key").chmod(0o640)
    finding = only(machine.look_at_key(home))
    assert (finding.level, finding.advice) == ("fault", f"Run chmod 600 {home}/secret.key.")
    (home / "secret.key").chmod(0o600)
    (home / "secret.key").write_bytes(b"short")
    assert only(machine.look_at_key(home)).level == "fault"


def test_a_console_beyond_this_machine_needs_a_private_word(home: Path) -> None:
    home.mkdir()
    assert only(machine.look_at_console(Settings())).level == "ok"
    (finding,) = look("console", lambda: machine.look_at_console(Settings(prefect_host="0.0.0.0")))
    assert finding.level == "fault"
    assert "open to everybody" in finding.seen
    (home / "console.secret").write_text("admin:a long password")
    (home / "console.secret").chmod(0o600)
    assert only(machine.look_at_console(Settings(prefect_host="0.0.0.0"))).level == "warning"
    behind = Settings(prefect_host="0.0.0.0", prefect_public_url="https://iltizam.region.example")
    assert only(machine.look_at_console(behind)).level == "ok"


def test_fonts_missing_from_the_folder_are_a_fault(tmp_path: Path) -> None:
    assert only(machine.look_at_fonts()).level == "ok"
    assert only(machine.look_at_fonts(tmp_path)).level == "fault"


@pytest.mark.parametrize(("seconds", "level"), [(0, "ok"), (20, "warning"), (-20, "warning"), (3600, "fault")])
def test_clocks_that_disagree(seconds: int, level: str) -> None:
    assert compare(datetime.now(UTC) + timedelta(seconds=seconds), of="the server").level == level


def test_the_database_is_whole_new_and_its_days_off_reach_a_year_ahead(
    postgres: Callable[[str], object], migrated: Callable[[str], Engine], home: Path
) -> None:
    home.mkdir()
    for url in (f"sqlite:///{home / 'iltizam.db'}", None):
        if url:
            _check_database(url, migrated)
        else:
            with postgres("doctor") as server:  # type: ignore[attr-defined]
                _check_database(server, migrated)


def _check_database(url: str, migrated: Callable[[str], Engine]) -> None:
    settings = Settings(database_url=url)
    migrated(url).dispose()
    findings = {finding.name: finding for finding in data.look_at_database(settings)}
    assert findings["database"].level == findings["schema"].level == "ok"
    assert findings["calendar"].seen == "no plan is loaded yet."
    if url.startswith("postgresql"):
        assert findings["clock"].level == "ok"
        assert findings["rights"].level == "warning"  # the test logs in as the owner


def test_mail_out_greets_and_mail_in_opens(home: Path) -> None:
    with LocalMailServer(LocalPost(home, ("reponse@iltizam.example",))) as server:
        settings = Settings(smtp_port=server.port)
        out = list(post.look_at_mail_out(settings))
        assert [finding.level for finding in out] == ["ok", "ok"]
        assert "not encrypted, without login" in out[0].seen
        assert only(post.look_at_mail_in(settings)).seen == "the mailbox (maildir) opens; it is empty."
        assert not any(path.is_file() for path in (home / "mail").rglob("*"))  # nothing was sent
    assert next(post.look_at_mail_out(settings)).level == "fault"  # the server has gone home
    nobody = list(post.look_at_mail_out(settings.model_copy(update={"allowed_recipient_domains": ()})))
    assert nobody[1].seen == "mail may go to nobody."


@pytest.mark.parametrize(
    ("said", "days", "level"),
    [("", 0, "fault"), ("failed", 1, "fault"), ("succeeded", 1, "ok"), ("succeeded", 200, "warning")],
)
def test_the_probe_of_the_plus_address(home: Path, said: str, days: int, level: str) -> None:
    settings = Settings(smtp_host="smtp.region.example", inbox_url="imaps://a%40region.example@imap.region.example/")
    home.mkdir()
    engine = ready_engine(settings.database_url)
    if said:
        from flows.runtime import open_desk

        desk = open_desk(settings=settings)
        desk = Desk(engine, desk.office, desk.today, desk.now - timedelta(days=days))
        with desk.session() as session:
            ledger.record(
                session, desk, action=LedgerAction.MAIL_PROBED, subject=SUBJECT, plan_id=None,
                field=route_of(settings), after=said, reason="x",
            )  # fmt: skip
            session.commit()
    assert only(post.look_at_probe(settings)).level == level


class _Prefect(BaseHTTPRequestHandler):
    """A server that answers what Prefect would, for the cases no real server can be brought into."""

    answers: dict[str, object] = {}  # noqa: RUF012
    skew = timedelta(0)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return format_datetime(datetime.now(UTC) + self.skew, usegmt=True)

    def _answer(self) -> None:
        said = json.dumps(self.answers[self.path.partition("?")[0]]).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST = _answer  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Quietly."""


def test_an_older_prefect_missing_flows_and_a_wrong_clock_are_named(home: Path) -> None:
    names = [{"name": name} for name in ENTRY_POINTS if name != "outbox"]
    _Prefect.answers = {
        "/api/admin/version": "3.0.0", "/api/csrf-token": {"token": "t"}, "/api/deployments/filter": names,
    }  # fmt: skip
    _Prefect.skew = timedelta(minutes=10)
    server = HTTPServer(("127.0.0.1", 0), _Prefect)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        findings = list(look_at_prefect(Settings(prefect_port=server.server_port)))
    finally:
        server.shutdown()
        server.server_close()
    assert [(finding.name, finding.level) for finding in findings] == [
        ("Prefect", "warning"), ("clock", "fault"), ("flows", "fault"),
    ]  # fmt: skip
    assert "not deployed: outbox." in findings[2].seen


def test_the_pulse_expects_what_the_schedules_promise() -> None:
    daily = {listed.name for listed in DEPLOYMENTS if listed.cron.endswith("* * *") and listed.cron[0] != "*"}
    frequent = {listed.name for listed in DEPLOYMENTS if listed.cron == "*/5 * * * *"}
    assert {name for name, every in EXPECTED_EVERY.items() if every == timedelta(minutes=5)} <= frequent
    assert {name for name, every in EXPECTED_EVERY.items() if every == timedelta(days=1)} <= daily


@pytest.mark.parametrize(("minutes", "level"), [(4, "ok"), (14, "ok"), (16, "warning"), (59, "warning"), (61, "fault")])
def test_a_pulse_grows_late_and_is_gone(engine: Engine, minutes: int, level: str) -> None:
    desk = Desk(engine, OFFICE, date(2026, 11, 23), NOW)
    beat(desk, flow="outbox", moment=NOW - timedelta(minutes=minutes), problems=0, said="")
    with desk.reading() as session:
        (sign,) = [sign for sign in signs_of_life(session, now=NOW) if sign.name == "outbox"]
    assert sign.level == level


def test_a_run_with_problems_beats_but_not_well(engine: Engine) -> None:
    desk = Desk(engine, OFFICE, date(2026, 11, 23), NOW)
    beat(desk, flow="outbox", moment=NOW - timedelta(hours=2), problems=0, said="sent 3")
    beat(desk, flow="outbox", moment=NOW, problems=1, said="sent 0")
    with desk.reading() as session:
        (sign,) = [sign for sign in signs_of_life(session, now=NOW) if sign.name == "outbox"]
    assert sign.level == "fault"
    assert "last run 2026-11-23 09:00 UTC with 1 problems" in sign.says


@pytest.mark.slow
def test_health_of_a_lived_quarter_names_nobody(house: "House") -> None:
    with house.desk(date(2026, 10, 5)).reading() as session:
        signs = signs_of_life(session, now=datetime(2026, 12, 1, tzinfo=UTC))
    text = " ".join(f"{sign.name} {sign.says}" for sign in signs)
    assert {sign.name: sign.level for sign in signs}["mails due"] == "fault"
    assert "@" not in text
    assert not any(row.envelope_to.partition("@")[0] in text for row in house.mails())
