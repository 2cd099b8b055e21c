"""Who may open the administrators' pages: everybody on this machine, else only who knows the word in a private file.

Takes paths and hosts, not settings; never prints what the file holds.
"""

import stat
from pathlib import Path

from pydantic import SecretStr

from models.rules.errors import DomainError

SECRET_FILE = "console.secret"  # noqa: S105  (the name of a file)
SHORTEST_PASSWORD = 12
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  (compared with, never bound by default)


def is_beyond_loopback(host: str) -> bool:
    """Whether other machines can reach a server bound to `host`."""
    return host not in _LOOPBACK


def local_name(host: str) -> str:
    """Where a process of this machine reaches a server bound to `host`."""
    return "127.0.0.1" if host in _EVERYWHERE else f"[{host}]" if ":" in host else host


def console_secret(home: Path, *, host: str, file: str = "", is_elsewhere: bool = False) -> SecretStr | None:
    """The word "user:password" of the pages; None when there is no file and nobody else can reach them.

    Raises DomainError when other machines could reach the pages without a word (`is_elsewhere`: the server is one of
    another machine, which guards itself), and for a file that others can read or that holds no such word.
    """
    path = Path(file) if file else home / SECRET_FILE
    if not path.exists():
        if file or (is_beyond_loopback(host) and not is_elsewhere):
            raise DomainError(
                f"The administrators' pages would be open to everybody on {host}: put user:password into {path} and make "
                f"it private (chmod 600 {path}), or set ILTIZAM_PREFECT_HOST back to 127.0.0.1."
            )
        return None
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise DomainError(f"{path} can be read by others than its owner; run chmod 600 {path}.")
    return _word(path)


def _word(path: Path) -> SecretStr:
    try:
        word = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise DomainError(f"{path} cannot be read ({error.strerror}); it must belong to the user we run as.") from error
    user, colon, password = word.partition(":")
    if not (user and colon) or len(password) < SHORTEST_PASSWORD or not word.isprintable():
        raise DomainError(
            f"{path} must hold one line user:password, the password of {SHORTEST_PASSWORD} signs or more."
        )
    return SecretStr(word)
