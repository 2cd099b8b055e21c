"""What the peers of `benchmarks.send` need to write the same mails: our request as Django templates, its values, its workbook.

Values come ready: sentences, dates and numbers are worded by us beforehand, so the peers fill in, repeat and escape, no
more. Our marks for direction stay as they are in them.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from email import message_from_bytes
from pathlib import Path

from sqlmodel import col, select

from flows.services.collection.footers import reminder_notes
from flows.services.collection.forms import build_form
from flows.services.desk import Desk
from flows.services.dispatch import letters
from models.tables import DataRequest, Official, OutboundMessage
from models.vocabulary import Language
from notifications.compose_columns import COLUMN_HEADINGS
from notifications.compose_request import request_page, request_subject, request_view
from notifications.language import phrases
from notifications.render import PackageLoader, _environment

_SENTENCE = re.compile(r'{{ _\("([^"]+)"(?:, [^}]*)?\) }}')
_PAIRS = re.compile(r'{{ _\("([^"]+)", name=([\w.]+), value=([\w.]+)\) }}')
_ONCE = re.compile(r'{{ once\("([\w./]+)", ([^}]*)\) }}')
_MACRO = re.compile(r"{% macro (\w+)\(([\w, ]+)\) %}\n(.*?){% endmacro %}", re.DOTALL)


def write_forms(desk: Desk, path: Path) -> None:
    """Everything the peers need, as one JSON file."""
    with desk.reading() as session:
        query = (
            select(OutboundMessage, Official, DataRequest)
            .join(Official, col(OutboundMessage.official_id) == Official.id)
            .join(DataRequest, col(OutboundMessage.data_request_id) == DataRequest.id)
            .order_by(col(OutboundMessage.id))
        )
        mails = [_mail(session, desk, row, official, request) for row, official, request in session.exec(query).all()]
    templates = {language.value: _templates(language) for language in Language}
    path.write_text(json.dumps({"templates": templates, "mails": mails}))


def _mail(session, desk: Desk, row: OutboundMessage, official: Official, request: DataRequest) -> dict[str, object]:  # type: ignore[no-untyped-def]
    form = build_form(session, request=request, today=desk.today)
    book = phrases(form.language)
    envelope = letters.envelope(
        office=desk.office, to=official, key=row.idempotency_key, now=desk.now, request=request
    )  # fmt: skip
    subject = request_subject(form, reminder=0, book=book)
    view = request_view(
        form, reminder=0, next_reminder_on=request.respond_by, why="", written_on=desk.today, has_workbook=True,
        notes=reminder_notes(session, request=request, book=book), book=book,
    )  # fmt: skip
    page = request_page(form, reminder=0, subject=subject, envelope=envelope, book=book)
    attached = next(part for part in message_from_bytes(row.raw).walk() if part.get_filename())
    return {
        "to": row.envelope_to, "subject": subject, "language": form.language.value, "page": asdict(page),
        "view": asdict(view), "workbook": base64.b64encode(attached.get_payload(decode=True)).decode(),
    }  # fmt: skip


def _templates(language: Language) -> dict[str, str]:
    """Both alternatives of the request in Django's language, one piece each: layout, request, macros put in place."""
    source = {name: PackageLoader(language).get_source(_environment(language, "html"), name)[0] for name in _FILES}
    html = _body("request/mail.html", source)
    for name, parameters, macro in _MACRO.findall(source["parts/answers.html"]):
        html = _put_in(html, name, parameters.split(", "), macro)
    narrow, content = re.findall(r"{% block \w+ %}(.*?){% endblock %}", html, re.DOTALL)
    page = _filled(source["layout.mjml"], narrow=narrow, content=content)
    text = _filled(source["parts/frame.txt"], content=_body("request/mail.txt", source))
    return {
        "html": _as_django(page, language),
        "text": f"{{% autoescape off %}}{_as_django(text, language)}{{% endautoescape %}}",
    }


_FILES = (
    "layout.mjml", "request/mail.html", "request/mail.txt", "parts/answers.html", "parts/frame.txt",
    "parts/guidance.html", "parts/guidance.txt",
)  # fmt: skip


def _body(name: str, source: Mapping[str, str]) -> str:
    """A template without what it extends and imports, parts that are rendered once put in place."""

    def put(found: re.Match[str]) -> str:
        part = source[found[1]]
        for given in found[2].split(", "):
            parameter, value = given.split("=")
            part = re.sub(rf"(?<= in ){parameter}(?= )", value, part)
        return part

    return _ONCE.sub(put, re.sub(r"{% (extends|from)[^%]*%}\n", "", source[name]))


def _put_in(html: str, name: str, parameters: list[str], macro: str) -> str:
    def put(found: re.Match[str]) -> str:
        body = macro
        given = [found[1]] if len(parameters) == 1 else found[1].split(", ")
        for parameter, value in zip(parameters, given, strict=True):
            body = re.sub(rf"(?<=[ (]){parameter}(?=[. )])", value, body)
        return body

    return re.sub(rf"{{{{ {name}\((.*?)\) }}}}", put, html)


def _filled(frame: str, **blocks: str) -> str:
    for name, content in blocks.items():
        inner = re.sub(r"^{% block \w+ %}\n?|{% endblock %}\n?$", "", content)
        frame = frame.replace(f"{{% block {name} %}}{{% endblock %}}", inner)
    return frame


def _as_django(source: str, language: Language) -> str:
    """Jinja's ways in Django's: sentences in place of gettext, loops over lists written out, counters, conditions."""
    book, headings = phrases(language), asdict(COLUMN_HEADINGS[language])
    pair = str(book.translations.gettext("%(name)s: %(value)s"))
    source = _PAIRS.sub(
        lambda found: pair.replace("%(name)s", f"{{{{ {found[2]} }}}}").replace("%(value)s", f"{{{{ {found[3]} }}}}"),
        source,
    )  # fmt: skip
    source = _SENTENCE.sub(lambda found: book.gettext(found[1]), source)
    for loop, name, listed, body in re.findall(
        r"({% for (\w+) in \(+([\w., ]+)\)+ %}(.*?){% endfor %})", source, re.DOTALL
    ):
        texts = [headings[item.rpartition(".")[2]] for item in listed.split(", ")]
        written = [
            body.replace(f"{{{{ {name} }}}}", text).replace("{{ loop.index + 1 }}", str(place))
            for place, text in enumerate(texts, start=2)
        ]
        source = source.replace(loop, "".join(written))
    source = re.sub(
        r"{% for (\w+) in ([\w.]+) if ([\w.]+) %}(.*?){% endfor %}",
        r"{% for \1 in \2 %}{% if \3 %}\4{% endif %}{% endfor %}", source, flags=re.DOTALL,
    )  # fmt: skip
    source = re.sub(r"{#.*?#}", "", source.replace("loop.index", "forloop.counter"), flags=re.DOTALL)
    assert "_(" not in source, source
    assert "once(" not in source, source
    return source
