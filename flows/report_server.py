"""`python -m flows.report_server`: lets a browser read the compiled reports of HOME/reports, and change nothing.

Bound like the administrators' pages: to this machine, or behind their word where others can reach it.
"""

import base64
import hmac
import os
import signal
import socket
import sys
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copyfileobj
from types import FrameType
from urllib.parse import urlsplit

from flows.console_access import console_secret, is_beyond_loopback
from flows.report_shelf import Found, Moved, find
from flows.settings import Settings, read_settings
from models.rules.errors import DomainError

FOLDER = "reports"
POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SLOWEST_SECONDS = 30


@dataclass(frozen=True)
class Door:
    """Which folder is shown, to callers of which names, and the word "user:password" they need; "" for none."""

    shelf: Path
    names: frozenset[str]
    word: str = ""


def open_door(settings: Settings) -> Door:
    """The rules of this installation. A server that others can reach without a word is refused with a DomainError."""
    secret = console_secret(settings.home, host=settings.prefect_host, file=settings.prefect_secret_file)
    names = {"127.0.0.1", "localhost", "::1", urlsplit(settings.reports_url).hostname or ""}
    if is_beyond_loopback(settings.prefect_host):
        names = set()  # known under names only its owner knows; the word guards it
    shelf = settings.home / FOLDER
    shelf.mkdir(parents=True, exist_ok=True)
    return Door(shelf, frozenset(names), secret.get_secret_value() if secret else "")


class ReportServer(ThreadingHTTPServer):
    """The server in this process; `with ReportServer(...) as server: server.serve_forever()`."""

    daemon_threads = True

    def __init__(self, door: Door, *, host: str = "127.0.0.1", port: int = 0) -> None:
        if is_beyond_loopback(host) and not door.word:
            raise DomainError(f"Reports are not shown to everybody on {host}: give a secret file, or use 127.0.0.1.")
        self.door = door
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            super().__init__((host, port), _Handler)
        except OSError as error:
            raise DomainError(
                f"Port {port} cannot be used for reports ({error.strerror}); choose another one."
            ) from error


class _Handler(BaseHTTPRequestHandler):
    server: ReportServer
    timeout = SLOWEST_SECONDS
    server_version, sys_version = "Iltizam", ""

    def do_GET(self) -> None:
        refusal = self._refusal()
        if refusal:
            self._say(refusal)
            return
        found = find(self.server.door.shelf, self.path)
        if found is None:
            self._say(HTTPStatus.NOT_FOUND)
        elif isinstance(found, Moved):
            self._say(HTTPStatus.MOVED_PERMANENTLY, Location=found.to)
        else:
            self._give(found)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _refusal(self) -> HTTPStatus | None:
        """A page of elsewhere that calls us under a name of its own is refused, and so is a caller without the word."""
        door, name = self.server.door, urlsplit(f"//{self.headers.get('Host', '')}").hostname
        if door.names and name not in door.names:
            return HTTPStatus.MISDIRECTED_REQUEST
        given = self.headers.get("Authorization", "")
        expected = f"Basic {base64.b64encode(door.word.encode()).decode()}"
        if door.word and not hmac.compare_digest(given.encode(), expected.encode()):
            return HTTPStatus.UNAUTHORIZED
        return None

    def _give(self, found: Found) -> None:
        try:
            source = found.path.open("rb") if found.path else None
        except OSError:  # put in its place anew at this very moment
            self._say(HTTPStatus.NOT_FOUND)
            return
        size = os.fstat(source.fileno()).st_size if source else len(found.page)
        self._head(HTTPStatus.OK, size=size, kind=found.content_type)
        if not found.is_shown:
            self.send_header("Content-Disposition", "attachment")
        self.end_headers()
        if source is None:
            self._write(found.page)
            return
        with source:
            if self.command == "GET":
                copyfileobj(source, self.wfile)

    def _say(self, status: HTTPStatus, **headers: str) -> None:
        said = f"{status.value} {status.phrase}\n".encode()
        self._head(status, size=len(said), kind="text/plain; charset=utf-8")
        for name, value in headers.items():
            self.send_header(name, value)
        if status is HTTPStatus.UNAUTHORIZED:
            self.send_header("WWW-Authenticate", 'Basic realm="Iltizam", charset="UTF-8"')
        self.end_headers()
        self._write(said)

    def _head(self, status: HTTPStatus, *, size: int, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(size))
        if kind.startswith(("text/html", "image/svg")):
            self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")

    def _write(self, content: bytes) -> None:
        if self.command == "GET":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nobody's reading is noted."""


def main() -> int:
    """Serve until SIGTERM or SIGINT; one line on stdout says where. Exit code 1 when the port is taken."""
    try:
        settings = read_settings()
        with ReportServer(open_door(settings), host=settings.prefect_host, port=settings.reports_port) as server:
            _listen_for_stop()
            sys.stdout.write(f"Reports on {settings.reports_url}\n")
            sys.stdout.flush()
            server.serve_forever()
    except DomainError as error:
        sys.stderr.write(f"{error.sentence}\n")
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def _listen_for_stop() -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)


if __name__ == "__main__":
    sys.exit(main())
