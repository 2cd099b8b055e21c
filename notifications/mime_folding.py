"""Long runs of base64 taken out of a mail before it is parsed, and put back afterwards: a parser walks every line.

Such a line can be no header, no boundary and no end of headers, so a short line of the same sort takes its place.
"""

import re
from collections.abc import Sequence
from email.message import Message

_RUN = re.compile(rb"(?<=\n)(?:[A-Za-z0-9+/]{40,998}\r?\n){24,}[A-Za-z0-9+/]{40,998}(?=\r?\n)")
_MARK = b"iltizamFoldedRunOfBase64x"
_MARKED = re.compile(r"iltizamFoldedRunOfBase64x(\d+)x")


def fold_runs(raw: bytes) -> tuple[bytes, list[str]]:
    """The mail with a marked line for each run, and the runs. A mail in which the mark itself stands stays whole."""
    runs: list[str] = []
    if _MARK in raw:
        return raw, runs
    return _RUN.sub(lambda found: _take(found[0], runs), raw), runs


def _take(run: bytes, runs: list[str]) -> bytes:
    runs.append(run.decode("ascii"))
    return b"%s%dx" % (_MARK, len(runs) - 1)


def unfold_runs(message: Message, runs: Sequence[str]) -> None:
    """Put every run back where it stood, in all parts of a parsed message."""
    for part in message.walk() if runs else ():
        payload = part._payload  # type: ignore[attr-defined]
        if isinstance(payload, str):
            part.set_payload(_unfolded(payload, runs))
        part.preamble = part.preamble and _unfolded(part.preamble, runs)
        part.epilogue = part.epilogue and _unfolded(part.epilogue, runs)


def _unfolded(text: str, runs: Sequence[str]) -> str:
    return _MARKED.sub(lambda found: runs[int(found[1])], text)
