"""Compiled reports in a browser: what is on the shelf, nothing beside it, to those who may."""

import base64
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from flows.report_server import Door, ReportServer, open_door
from flows.report_shelf import Found, Moved, find
from flows.settings import Settings
from models.rules.errors import DomainError

LOCAL = frozenset({"127.0.0.1", "localhost"})


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A report and a site; beside them what nobody may read."""
    folder = tmp_path / "home" / "reports"
    (folder / "annual-2026").mkdir(parents=True)
    (folder / "annual-2026" / "annual-2026.fr.pdf").write_bytes(b"%PDF-1.7")
    (folder / "annual-2026" / "données <b>.html").write_text("<h1>x</h1>", encoding="utf-8")
    (folder / "annual-2026" / "tool.exe").write_bytes(b"MZ")
    (folder / "sites" / "fr").mkdir(parents=True)
    (folder / "sites" / "index.html").write_text("door", encoding="utf-8")
    (folder / ".sites-new").mkdir()
    (folder / ".sites-new" / "half.html").write_text("half", encoding="utf-8")
    (tmp_path / "home" / "secret.key").write_bytes(b"k" * 32)
    (tmp_path / "reports-else").mkdir()
    (tmp_path / "home" / "reports" / "way-out").symlink_to(tmp_path / "home" / "secret.key")
    return folder


@contextmanager
def served(door: Door) -> Iterator[Callable[..., HTTPResponse]]:
    with ReportServer(door) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()

        def ask(path: str, method: str = "GET", **headers: str) -> HTTPResponse:
            connection = HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
            connection.request(method, path, headers=headers)
            return connection.getresponse()

        yield ask
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    "address",
    [
        "/../secret.key", "/annual-2026/../../secret.key", "/%2e%2e/secret.key", "/..%2fsecret.key", "/..\\secret.key",
        "/annual-2026/%2e%2e%2f%2e%2e%2fsecret.key", "//etc/passwd", "/%00", "/way-out", "/.sites-new/half.html",
        "/annual-2026/none.pdf", "/annual-2026/annual-2026.fr.pdf/", "/%ff", "http://[", "annual-2026", "/" + "a" * 5000,
        "/../reports-else/", "/annual-2026/\r\nx", "file:///etc/passwd", "",
    ],
)  # fmt: skip
def test_what_is_not_on_the_shelf_is_not_there(shelf: Path, address: str) -> None:
    assert find(shelf, address) is None


def test_a_file_is_found_under_its_name_in_any_script(shelf: Path) -> None:
    found = find(shelf, "/annual-2026/donn%C3%A9es%20%3Cb%3E.html?x=1#y")
    assert isinstance(found, Found)
    assert (found.content_type, found.is_shown) == ("text/html; charset=utf-8", True)


def test_a_folder_shows_its_first_page_or_its_list(shelf: Path) -> None:
    door, listed = find(shelf, "/sites/"), find(shelf, "/annual-2026/")
    assert isinstance(door, Found)
    assert door.path == (shelf / "sites" / "index.html").resolve()
    assert isinstance(listed, Found)
    assert b"annual-2026.fr.pdf" in listed.page
    assert b"&lt;b&gt;" in listed.page
    assert b"<b>" not in listed.page
    everything = find(shelf, "/")
    assert isinstance(everything, Found)
    assert b".sites-new" not in everything.page
    assert find(shelf, "/sites") == Moved("/sites/")


def test_a_report_is_read_by_its_address_and_nothing_can_be_changed(shelf: Path) -> None:
    with served(Door(shelf, LOCAL)) as ask:
        answer = ask("/annual-2026/annual-2026.fr.pdf")
        assert (answer.status, answer.read(), answer.headers["Content-Type"]) == (200, b"%PDF-1.7", "application/pdf")
        page = ask("/sites/")
        assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert ask("/annual-2026/tool.exe").headers["Content-Disposition"] == "attachment"
        assert ask("/sites/", method="HEAD").read() == b""
        assert ask("/sites/index.html", method="DELETE").status == 501
        assert ask("/sites/index.html", method="PUT").status == 501
        assert ask("/../secret.key").status == 404
    assert (shelf / "sites" / "index.html").read_text(encoding="utf-8") == "door"


def test_a_page_of_elsewhere_cannot_call_it_by_a_name_of_its_own(shelf: Path) -> None:
    with served(Door(shelf, LOCAL)) as ask:
        assert ask("/sites/", Host="evil.example").status == 421
        assert ask("/sites/", Host="localhost:4201").status == 200


def test_with_a_word_only_who_knows_it_reads(shelf: Path) -> None:
    good = "Basic " + base64.b64encode(b"admin:twelve-signs-x").decode()
    with served(Door(shelf, frozenset(), "admin:twelve-signs-x")) as ask:
        refused = ask("/sites/")
        assert (refused.status, refused.headers["WWW-Authenticate"][:5]) == (401, "Basic")
        assert ask("/sites/", Authorization=good[:-2]).status == 401
        assert ask("/sites/", Authorization=good).status == 200


def test_beyond_this_machine_it_needs_the_word(shelf: Path, tmp_path: Path) -> None:
    with pytest.raises(DomainError, match="not shown to everybody"):
        ReportServer(Door(shelf, LOCAL), host="0.0.0.0")
    with pytest.raises(DomainError, match="user:password"):
        open_door(Settings(home=tmp_path / "home", prefect_host="0.0.0.0"))
    assert open_door(Settings(home=tmp_path / "home")).word == ""


def test_the_word_of_the_pages_is_the_word_of_the_reports(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "console.secret").write_text("admin:twelve-signs-x\n", encoding="utf-8")
    (home / "console.secret").chmod(0o600)
    assert open_door(Settings(home=home)).word == "admin:twelve-signs-x"


def test_a_taken_port_is_said_in_a_sentence(shelf: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(DomainError, match=f"Port {port} cannot be used"):
            ReportServer(Door(shelf, LOCAL), port=port)


def test_reports_stand_beside_the_pages_unless_told_otherwise(tmp_path: Path) -> None:
    assert Settings(home=tmp_path, prefect_port=4300).reports_url == "http://127.0.0.1:4301"
    assert Settings(home=tmp_path, reports_port=9000).reports_url == "http://127.0.0.1:9000"
    behind = Settings(home=tmp_path, reports_public_url="https://reports.example/")
    assert behind.reports_url == "https://reports.example"
    assert "reports.example" in open_door(behind).names
