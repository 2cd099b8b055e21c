"""What we write and what we read fit together: our mail quoted back says nothing, an answer written into it is found."""

from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

from models.vocabulary import InboundClass, Language, LineOutcome
from notifications.answer import AnswerLine
from notifications.compose import compose_receipt, compose_request
from notifications.form import Form
from notifications.mail import ComposedMail, Envelope, Receipt
from notifications.mime import ParsedMail, parse
from notifications.reading.reply import read_reply

Open = Callable[[ComposedMail], Any]

HEADING = "Le lun. 12 oct. 2026 à 10:00, Suivi <suivi@plan.example> a écrit :\n\n"


def reply(text: str, html: str = "") -> ParsedMail:
    """A reply with this text, as the receiving side parses it."""
    message = EmailMessage()
    message["From"] = "responsable@region.example"
    message["Date"] = "Mon, 12 Oct 2026 10:00:00 +0000"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return parse(message.as_bytes())


def quoted(text: str) -> str:
    """A text as mail programs quote it."""
    return "\n".join(f"> {line}" for line in text.splitlines())


def in_gmail(html: str) -> str:
    """HTML as Gmail quotes it."""
    return f'<div>Bonjour</div><div class="gmail_quote"><blockquote>{html}</blockquote></div>'


def heard(lines: tuple[AnswerLine, ...]) -> list[AnswerLine]:
    """Lines that are more than ignored."""
    return [line for line in lines if line.outcome is not LineOutcome.IGNORED]


def test_our_form_quoted_back_is_no_answer(form: Form, envelope: Envelope, open_mail: Open) -> None:
    mail = compose_request(form, envelope=envelope)
    ours = open_mail(mail)
    for answer in (reply(quoted(ours.text)), reply(HEADING + ours.text), reply("", in_gmail(ours.html))):
        assert heard(read_reply(answer, form, sent=[parse(mail.raw)]).lines) == []


def test_our_receipt_quoted_back_is_no_answer(
    receipt_of: Callable[[InboundClass], Receipt], form: Form, envelope: Envelope, open_mail: Open
) -> None:
    for fate in (InboundClass.RECORDED, InboundClass.PROVISIONAL, InboundClass.LATE):
        mail = compose_receipt(receipt_of(fate), envelope=envelope)
        ours = open_mail(mail)
        for answer in (reply(quoted(ours.text)), reply(HEADING + ours.text), reply("", in_gmail(ours.html))):
            assert heard(read_reply(answer, form, sent=[parse(mail.raw)]).lines) == []


def test_answers_after_the_sign_are_found(form: Form, envelope: Envelope, open_mail: Open) -> None:
    mail = compose_request(form, envelope=envelope)
    text = open_mail(mail).text
    done = {
        Language.FRENCH: "fait le 30/09/2026",
        Language.ARABIC: "أنجز في 30/09/2026",
        Language.ENGLISH: "done on 30/09/2026",
    }
    answers = {form.items[0].code: "1310", form.items[2].code: done[form.language]}
    for code, answer in answers.items():
        text = text.replace(f"{code} = ", f"{code} = {answer}")
    found = heard(read_reply(reply(quoted(text)), form, sent=[parse(mail.raw)]).lines)
    assert {line.code: line.outcome for line in found} == dict.fromkeys(answers, LineOutcome.RECORDED)


def test_an_answer_in_the_column_of_the_table_is_found(form: Form, envelope: Envelope, open_mail: Open) -> None:
    mail = compose_request(form, envelope=envelope)
    html = open_mail(mail).html.replace("class=fill>", "class=fill>1310", 1)
    found = heard(read_reply(reply("", in_gmail(html)), form, sent=[parse(mail.raw)]).lines)
    assert [(line.code, line.outcome) for line in found] == [(form.items[0].code, LineOutcome.RECORDED)]
