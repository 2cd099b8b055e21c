"""The peers of `benchmarks.send`, run by an interpreter that has them (benchmarks/requirements.txt).

Arguments: peer, port of the relay, a JSON file of mails to write, a folder for its database. Prints the seconds it took.
Each fills the same templates with the same values, draws the same workbook with openpyxl and sends, in the way its
documentation shows.
"""

import asyncio
import json
import sys
import time
from email.message import EmailMessage
from pathlib import Path

from send_peer_workbook import forms

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    workbooks = forms(mails)
    began = time.perf_counter()
    for item, workbook in zip(mails, workbooks, strict=True):
        attachments = {"form.xlsx": {"file": ContentFile(workbook.drawn()), "mimetype": SHEET}}
        mail.send(item["to"], "suivi@plan.example", template=stored[item["language"]], attachments=attachments,
                  context={"page": item["page"], "view": item["view"], "subject": item["subject"]})  # fmt: skip
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
    from django.conf import settings
    from django.template import Context, Engine

    settings.configure(USE_I18N=False)
    engine, workbooks = Engine(), forms(mails)
    ready = {
        language: {kind: engine.from_string(text) for kind, text in parts.items()}
        for language, parts in templates.items()
    }
    began = time.perf_counter()
    for item, workbook in zip(mails, workbooks, strict=True):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "suivi@plan.example", item["to"], item["subject"]
        values = Context({"page": item["page"], "view": item["view"]})
        parts = {kind: template.render(values) for kind, template in ready[item["language"]].items()}
        message.set_content(parts["text"])
        message.add_alternative(parts["html"], subtype="html")
        maintype, _, subtype = SHEET.partition("/")
        message.add_attachment(workbook.drawn(), maintype=maintype, subtype=subtype, filename="form.xlsx")
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
