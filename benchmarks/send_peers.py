"""The peers of `benchmarks.send`, run by an interpreter that has them (benchmarks/requirements.txt).

Arguments: peer, port of the relay, a JSON file of mails to write, a folder for its database. Prints the seconds it took.
Each fills its templates, builds the workbook with openpyxl and sends, in the way its documentation shows.
"""

import asyncio
import io
import json
import sys
import time
from email.message import EmailMessage
from pathlib import Path

import openpyxl
from openpyxl.styles import Font, PatternFill

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(rows: list[list[str]]) -> bytes:
    """The rows as .xlsx, with a heading and column widths."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDE6EE")
    for letter in "ABCDEF":
        sheet.column_dimensions[letter].width = 24
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def set_up_django(port: int, folder: Path) -> None:
    """A Django project of nothing but post_office, on SQLite with the same guarantees as ours."""
    import django
    from django.conf import settings

    pragmas = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "peers.db"}
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "post_office"],
        DATABASES={"default": {**database, "OPTIONS": {"init_command": pragmas, "timeout": 30}}},
        EMAIL_BACKEND="post_office.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField", MEDIA_ROOT=str(folder / "media"), SECRET_KEY="bench",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"},
                   {"BACKEND": "post_office.template.backends.post_office.PostOfficeTemplates", "NAME": "post_office",
                    "OPTIONS": {"context_processors": []}}],
        POST_OFFICE={"BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"}, "BATCH_SIZE": 100,
                     "THREADS_PER_PROCESS": 4},
    )  # fmt: skip
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def post_office(mails: list[dict], templates: dict, *, port: int, folder: Path) -> float:
    """mail.send with a stored template for each, then send_queued: queue first, a pool of threads after."""
    set_up_django(port, folder)
    from django.core.files.base import ContentFile
    from post_office import mail
    from post_office.mail import send_queued
    from post_office.models import EmailTemplate

    stored = {
        language: EmailTemplate.objects.create(
            name=language, subject="{{ subject }}", content=parts["text"], html_content=parts["html"]
        )
        for language, parts in templates.items()
    }
    began = time.perf_counter()
    for item in mails:
        attachments = {"form.xlsx": {"file": ContentFile(workbook(item["rows"])), "mimetype": SHEET}}
        mail.send(item["to"], "suivi@plan.example", template=stored[item["language"]],
                  context={"name": item["name"], "subject": item["subject"]}, attachments=attachments)  # fmt: skip
    sent, failed, _ = send_queued(log_level=0)[:3] if mails else (0, 0, 0)
    while sent + failed < len(mails):
        more, bad, _ = send_queued(log_level=0)[:3]
        if not more + bad:
            break
        sent, failed = sent + more, failed + bad
    seconds = time.perf_counter() - began
    assert sent == len(mails), (sent, failed)
    return seconds


async def naive(mails: list[dict], templates: dict, *, port: int) -> float:
    """A loop over aiosmtplib.send: render, attach, connect, send, disconnect, one after the other."""
    import aiosmtplib

    began = time.perf_counter()
    for item in mails:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "suivi@plan.example", item["to"], item["subject"]
        parts = {kind: text.replace("{{ name }}", item["name"]) for kind, text in templates[item["language"]].items()}
        message.set_content(parts["text"])
        message.add_alternative(parts["html"], subtype="html")
        maintype, _, subtype = SHEET.partition("/")
        message.add_attachment(workbook(item["rows"]), maintype=maintype, subtype=subtype, filename="form.xlsx")
        await aiosmtplib.send(message, hostname="127.0.0.1", port=port)
    return time.perf_counter() - began


def main(peer: str, port: str, path: str, folder: str) -> None:
    given = json.loads(Path(path).read_text())
    if peer == "post_office":
        print(post_office(given["mails"], given["templates"], port=int(port), folder=Path(folder)))
    else:
        print(asyncio.run(naive(given["mails"], given["templates"], port=int(port))))


if __name__ == "__main__":
    main(*sys.argv[1:])
