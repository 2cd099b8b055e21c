"""A trace told in words, one step a line, for a person at a terminal."""

from flows.services.compilation.tracing import Trace
from models.vocabulary import Language
from reports.figures import Figure
from reports.language import Words, words_of
from reports.listing import status_text
from reports.privacy import visible
from reports.sources import DerivedSource, MailSource
from reports.view_values import value_view


def chain(one: Trace) -> list[tuple[str, str]]:
    """Steps of a trace as label and text, in the order of the chain."""
    words = words_of(Language.ENGLISH)
    source = one.figure.source
    steps = [("Figure", f"[{one.figure.id}] {one.figure.code} {one.figure.period}"), ("Title", visible(one.title))]
    steps.append(("Value", _value(one.figure, words=words)))
    if isinstance(source, MailSource):
        return [*steps, *_standing(one), *_mail(one, source, words=words), *_request(one, source, words=words)]
    if isinstance(source, DerivedSource):
        return [*steps, ("Computed as", source.rule), ("Computed from", ", ".join(source.computed_from) or "nothing")]
    return [*steps, ("Plan file", f"SHA-256 {source.sha256 or 'not recorded'}")]


def _value(figure: Figure, *, words: Words) -> str:
    shown = value_view(figure, words=words)
    unit = "" if figure.unit == "%" else figure.unit
    return " · ".join(part for part in (f"{shown.text} {unit}".strip(), status_text(figure, words=words)) if part)


def _standing(one: Trace) -> list[tuple[str, str]]:
    newer = one.figure.superseded_by
    text = f"replaced by [{newer}]" if newer else "this is the figure that stands"
    others = [("Other answers", ", ".join(f"[{reference}]" for reference in one.others))] if one.others else []
    return [("Standing", text), *others]


def _mail(one: Trace, source: MailSource, *, words: Words) -> list[tuple[str, str]]:
    recorded = one.figure.recorded_at
    return [
        ("Read in", f"{source.where}: {source.raw_text}"),
        ("Read by", f"parser version {source.parser_version}"),
        ("Recorded", words.moment(recorded, time_zone=one.time_zone) if recorded else "not recorded"),
        ("Mail", f"SHA-256 {source.sha256}"),
        ("Message-ID", source.message_id or "none"),
        ("From", f"{one.sender} ({words.label(source.authentication)})"),
        ("Official", f"{source.official} · {one.official_name} · {source.official_unit}"),
        ("Subject", visible(one.subject)),
        ("Dated", source.sent_at_text),
        ("Received", words.moment(source.received_at, time_zone=one.time_zone)),
        ("Class", source.fate.value),
    ]


def _request(one: Trace, source: MailSource, *, words: Words) -> list[tuple[str, str]]:
    if not source.request:
        return [("Asked in", "nobody asked; it was sent unasked")]
    sent = words.moment(one.request_sent_at, time_zone=one.time_zone) if one.request_sent_at else "not sent yet"
    steps = [("Asked in", source.request), ("Asked by", source.request_message_id or "no mail"), ("Asked at", sent)]
    return steps + ([("Answer due", words.day(one.respond_by))] if one.respond_by else [])
