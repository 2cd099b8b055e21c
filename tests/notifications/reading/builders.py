"""Forms and requests for the tests of reading, with defaults."""

from datetime import UTC, date, datetime
from decimal import Decimal
from email.message import EmailMessage

from models.rules.codes import item_code
from models.vocabulary import ItemKind, Language, MilestoneStatus, Stage
from notifications.compose_columns import COLUMN_HEADINGS
from notifications.form import Form, FormItem, FormSection

WORKSHOPS = item_code("LAA1", ItemKind.INDICATOR, 1)
RATE = item_code("LAA1", ItemKind.INDICATOR, 2)
PLACES = item_code("LAA1-ORI", ItemKind.INDICATOR, 3)
PLATFORM = item_code("LAA1", ItemKind.MILESTONE, 1)
CHARTER = item_code("LAA1-ORI", ItemKind.MILESTONE, 2)
PREFILLED = item_code("LAA1", ItemKind.INDICATOR, 7)
OUR_ADDRESS = "suivi@reply.suivi.example"
OFFICIAL = "f.zahra@region.example"


def make_items() -> tuple[FormItem, ...]:
    """One line of each sort, one of them with a value printed in advance."""
    return (
        FormItem(
            WORKSHOPS,
            ItemKind.INDICATOR,
            "Ateliers de sensibilisation tenus",
            unit="ateliers",
            last_value=Decimal(9),
            target=Decimal(40),
            is_whole=True,
        ),
        FormItem(
            RATE,
            ItemKind.INDICATOR,
            "Part des budgets publiés",
            unit="%",
            last_value=Decimal(50),
            minimum=Decimal(0),
            maximum=Decimal(100),
            is_cumulative=False,
        ),
        FormItem(PLACES, ItemKind.INDICATOR, "Places créées", unit="places", is_whole=True),
        FormItem(
            PLATFORM,
            ItemKind.MILESTONE,
            "Mise en ligne de la plateforme",
            due_on=date(2026, 9, 15),
            status=MilestoneStatus.IN_PROGRESS,
        ),
        FormItem(CHARTER, ItemKind.MILESTONE, "Adoption de la charte", due_on=date(2026, 9, 30)),
        FormItem(
            PREFILLED,
            ItemKind.INDICATOR,
            "Réunions du comité",
            unit="réunions",
            last_value=Decimal(9),
            prefilled="9",
            is_whole=True,
        ),
    )


def make_form(language: Language = Language.FRENCH, *, items: tuple[FormItem, ...] | None = None) -> Form:
    """The form of the third quarter of 2026."""
    section = FormSection("LAA1", "Plateforme de participation", Stage.EXECUTION, "Laâyoune", items or make_items())
    return Form(
        reference="2026-Q3/OF-LAA-01",
        plan_title="Plan d'action 2025-2027",
        period="2026-Q3",
        period_start=date(2026, 7, 1),
        period_end=date(2026, 9, 30),
        language=language,
        recipient_name="Responsable",
        member="Laâyoune-Sakia El Hamra",
        asked_on=date(2026, 10, 1),
        respond_by=date(2026, 10, 15),
        sections=(section,),
    )


def make_request(form: Form) -> bytes:
    """A plain request: `CODE = ` lines in the text part, lines and a table in the HTML part."""
    message = EmailMessage()
    message["From"] = f"Suivi <{OUR_ADDRESS}>"
    message["To"] = OFFICIAL
    message["Subject"] = f"{form.plan_title}, {form.period}"
    message["Date"] = datetime(2026, 10, 1, 9, tzinfo=UTC)
    message["Message-ID"] = "<q3-1.abc@reply.suivi.example>"
    headings = COLUMN_HEADINGS[form.language]
    intro = f"Bonjour {form.recipient_name}, merci de répondre avant le 15/10/2026. Objectif 40, dernière valeur 9."
    lines = [f"{item.title} ({item.unit or '-'})\n{item.code} = {item.prefilled}\n" for item in form.items]
    message.set_content(f"{intro}\n\n" + "\n".join(lines) + "\nMerci de votre collaboration.\n")
    header = "".join(
        f"<th>{h}</th>" for h in (headings.code, headings.title, headings.last, headings.due, headings.answer)
    )
    rows = "".join(
        f"<tr><td>\u2068{i.code}\u2069</td><td>{i.title}</td><td>{i.last_value or ''}</td><td>{i.target or ''}</td>"
        f"<td><p>{i.prefilled}</p></td></tr>"
        for i in form.items
    )
    paragraphs = "".join(f"<p>{i.code} = {i.prefilled}</p>" for i in form.items)
    message.add_alternative(
        f"<html><body><p>{intro}</p><table><tr>{header}</tr>{rows}</table>{paragraphs}<p>Merci de votre collaboration.</p>"
        "</body></html>",
        subtype="html",
    )
    return message.as_bytes()


def make_reply(text: str, *, html: str = "", sender: str = OFFICIAL, date_text: str = "") -> bytes:
    """A reply with this text and, if given, this HTML."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = OUR_ADDRESS
    message["Subject"] = "Re: suivi"
    message["Date"] = date_text or datetime(2026, 10, 12, 9, tzinfo=UTC)
    message["Message-ID"] = "<reply-1@region.example>"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()
