"""Who holds a claim: a name by which any later process on this machine can tell whether the holder still lives."""

import itertools
import os
import socket
from pathlib import Path

_PROCESSES = Path("/proc")


_serial = itertools.count(1)
_retired: set[str] = set()


def worker_name() -> str:
    """A new name: machine and process space, process number and time of birth (numbers are used again), serial."""
    return f"{_place()}/{os.getpid()}/{_born(os.getpid())}/{next(_serial)}"


def retire(worker: str) -> None:
    """Say that a worker of this process has stopped, so that this process knows its claims to be nobody's."""
    _retired.add(worker)


def is_dead(worker: str) -> bool:
    """Whether the holder is known to be gone. A worker on another machine is never known to be."""
    if worker in _retired:
        return True
    place, number, born, _serial_number = ("", "", "", *worker.rsplit("/", 3))[-4:]
    if place != _place() or not number.isdigit():
        return False
    return not _is_alive(int(number)) or _born(int(number)) != born


def _place() -> str:
    try:
        space = str((_PROCESSES / "self/ns/pid").readlink())
    except OSError:
        space = ""
    return f"{socket.gethostname()}/{space}"


def _is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _state(number) != "Z"


def _stat(number: int) -> list[str]:
    try:
        text = (_PROCESSES / str(number) / "stat").read_text()
    except OSError:
        return []
    return text.rpartition(")")[2].split()  # the name in parentheses may hold anything


def _state(number: int) -> str:
    fields = _stat(number)
    return fields[0] if fields else ""


def _born(number: int) -> str:
    """Start time in clock ticks since boot, field 22 of proc(5); "" where there is no /proc."""
    fields = _stat(number)
    return fields[19] if fields else ""
