"""Log lines without personal data: one JSON object each, in which every mail address shows its domain only.

Named in `flows/logging.yml`, so that Prefect's server, executor and runs all write like this. Knows no settings.
"""

import json
import logging
import re
import traceback
from collections.abc import Collection
from datetime import UTC, datetime

_ADDRESS = re.compile(r"[^\s<>\"(),;:@\[\]\\]+@(?P<domain>[\w-]+(?:\.[\w-]+)*)")
_IN_LINK = re.compile(r"//[^/\s@]*:[^/\s@]+@")
MASK = "…@"


def mask(text: str, *, ours: Collection[str] = ()) -> str:
    """The text with the part before the @ of every address taken out, and with it a password in a link.

    The addresses in `ours` stay as they are.
    """

    def hide(found: re.Match[str]) -> str:
        is_hidden = found[0].partition("@")[0].strip("/") == "…"
        return found[0] if is_hidden or found[0] in ours else MASK + found["domain"]

    return _ADDRESS.sub(hide, _IN_LINK.sub(f"//{MASK}", text))


class WithoutAddresses(logging.Filter):
    """Masks what a record says before any handler sees it; for handlers whose format is not ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record; always let it through."""
        record.msg, record.args = mask(record.getMessage()), None
        if record.exc_info and record.exc_info[1]:
            record.exc_text = mask("".join(traceback.format_exception(record.exc_info[1])))
        return True


class JsonLine(logging.Formatter):
    """One JSON object a line: when (UTC), level, who logs, what, and the run it belongs to."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; a traceback goes into the field `error`."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "says": mask(record.getMessage()),
        }
        run = {name: str(getattr(record, name)) for name in ("flow_run_id", "flow_name") if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            run["error"] = mask("".join(traceback.format_exception(record.exc_info[1])))
        return json.dumps(line | run, ensure_ascii=False)
