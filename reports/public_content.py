"""The frozen content as the public may see it: what leads to a person is taken out, no figure changes."""

import re
from collections.abc import Iterable

from pydantic import JsonValue

from reports.figures import AnnualFigures, Figure
from reports.privacy import MASK, publishable
from reports.sources import MailSource

SHORTEST = 5
_TAGS = re.compile(r"<[^>]*>")


def private_pattern(private: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern that finds any of the names and addresses, however they are spaced and cased; None of none."""
    texts = sorted({" ".join(text.split()) for text in private}, key=lambda text: (-len(text), text))
    found = [r"\s+".join(re.escape(word) for word in text.split(" ")) for text in texts if len(text) >= SHORTEST]
    return re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)", re.IGNORECASE) if found else None


def public_content(content: AnnualFigures, *, private: Iterable[str]) -> AnnualFigures:
    """The same figures without names, addresses, official codes and Message-IDs; the mail is named by its hash alone.

    `private` are the names and addresses of the people who answer. The hash of the frozen figures stays theirs: it
    is printed beside, and the administration can prove it from its own copy.
    """
    pattern = private_pattern(private)
    if pattern is None:
        masked = content
    else:
        tree = _masked(content.model_dump(mode="json"), pattern=pattern)
        masked = AnnualFigures.model_validate(tree)
    return masked.model_copy(update={"figures": tuple(_impersonal(figure) for figure in masked.figures)})


def _impersonal(figure: Figure) -> Figure:
    source = figure.source
    if not isinstance(source, MailSource):
        return figure
    bare = source.model_copy(
        update={
            "message_id": "",
            "sent_at_text": "",
            "raw_text": publishable(source.raw_text),
            "official": "",
            "request": "",
            "request_message_id": "",
        }
    )
    return figure.model_copy(update={"source": bare})


def _masked(node: JsonValue, *, pattern: re.Pattern[str]) -> JsonValue:
    if isinstance(node, str):
        return pattern.sub(MASK, node)
    if isinstance(node, list):
        return [_masked(part, pattern=pattern) for part in node]
    if isinstance(node, dict):
        return {key: _masked(part, pattern=pattern) for key, part in node.items()}
    return node
