"""The bytes people and machines send back: replies in line, above or by workbook, automatic replies, bounces."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from flows.rehearsal.filling import fill_workbook
from flows.rehearsal.reading_mail import Seen
from flows.rehearsal.scenario import Way
from models.vocabulary import Language

XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_GREETINGS = {Language.FRENCH: "Bonjour,", Language.ARABIC: "السلام عليكم،", Language.ENGLISH: "Good morning,"}
_CLOSINGS = {Language.FRENCH: "Cordialement", Language.ARABIC: "مع التحيات", Language.ENGLISH: "Kind regards"}
_ATTACHED = {
    Language.FRENCH: "Vous trouverez mes réponses dans le classeur ci-joint.",
    Language.ARABIC: "تجدون أجوبتي في الملف المرفق.",
    Language.ENGLISH: "Please find my answers in the attached workbook.",
}
_BELOW = {
    Language.FRENCH: "Mes réponses figurent ci-dessous.",
    Language.ARABIC: "أجوبتي أسفله.",
    Language.ENGLISH: "My answers are below.",
}
_WROTE = {
    Language.FRENCH: "Le {date}, {sender} a écrit :",
    Language.ARABIC: "في {date}، كتب {sender}:",
    Language.ENGLISH: "On {date}, {sender} wrote:",
}
_AWAY = {
    Language.FRENCH: ("Absence du bureau", "Je suis absent du {first} au {last}. Je répondrai à mon retour."),
    Language.ARABIC: ("خارج المكتب", "أنا غائب من {first} إلى {last}. سأجيب عند عودتي."),
    Language.ENGLISH: ("Out of office", "I am away from {first} to {last}. I will answer when I am back."),
}
_INSTEAD = {
    Language.FRENCH: "En cas d’urgence : {address}",
    Language.ARABIC: "في حالة الاستعجال: {address}",
    Language.ENGLISH: "In urgent cases: {address}",
}


@dataclass(frozen=True)
class Letter:
    """One mail on its way to us: bytes, and the envelope it travels in."""

    raw: bytes
    sender: str
    recipient: str


def write_answers(
    seen: Seen, *, answers: Mapping[str, str], way: Way, name: str, address: str, now: datetime, purpose: str
) -> Letter:
    """A reply with an answer for each code, where its writer likes to write: quoted lines, above them, or workbook."""
    language = seen.language
    if way is Way.WORKBOOK and not seen.workbook:
        way = Way.ABOVE  # a receipt or a reminder without a workbook is answered in the text
    listed = "\n".join(f"{code} = {answer}" for code, answer in answers.items())
    words = {Way.IN_LINE: _BELOW[language], Way.ABOVE: listed, Way.WORKBOOK: _ATTACHED[language]}[way]
    quoted = [f"> {line}".rstrip() for line in seen.text.rstrip().split("\n")]
    if way is Way.IN_LINE:
        quoted = [_filled(line, answers) for line in quoted]
    body = [_GREETINGS[language], "", words, "", _CLOSINGS[language], name, ""]
    letter = _reply(seen, name=name, address=address, now=now, purpose=purpose)
    letter.set_content("\n".join([*body, _attribution(seen), *quoted, ""]), cte="base64")
    if way is Way.WORKBOOK:
        filled = fill_workbook(seen.workbook, answers=answers, language=language)
        letter.add_attachment(filled, maintype=XLSX[0], subtype=XLSX[1], filename=seen.workbook_name)
        letter.set_boundary(f"=_{_identifier(seen, purpose)}")  # else a random one: equal orders give equal bytes
    return Letter(letter.as_bytes(), address, seen.reply_to)


def write_words(seen: Seen, *, words: str, name: str, address: str, now: datetime, purpose: str) -> Letter:
    """A reply of a few words above the quotation: yes, no."""
    letter = _reply(seen, name=name, address=address, now=now, purpose=purpose)
    quoted = [f"> {line}".rstrip() for line in seen.text.rstrip().split("\n")]
    letter.set_content("\n".join([words, "", name, "", _attribution(seen), *quoted, ""]), cte="base64")
    return Letter(letter.as_bytes(), address, seen.reply_to)


def write_absence(
    seen: Seen, *, first: date, last: date, deputy: str, name: str, address: str, now: datetime
) -> Letter:
    """The automatic reply of a mail program whose owner is away (RFC 3834), to the envelope sender."""
    subject, text = _AWAY[seen.language]
    letter = _reply(seen, name=name, address=address, now=now, purpose="away")
    del letter["Subject"], letter["To"]
    letter["To"], letter["Subject"] = seen.sender, f"{subject} : {seen.subject}"
    letter["Auto-Submitted"], letter["Precedence"] = "auto-replied", "bulk"
    lines = [text.format(first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")]
    lines += [_INSTEAD[seen.language].format(address=deputy)] if deputy else []
    letter.set_content("\n".join([*lines, ""]), cte="base64")
    return Letter(letter.as_bytes(), "", seen.sender)


def write_bounce(seen: Seen, *, recipient: str, now: datetime) -> Letter:
    """The report of a mail server that the address does not exist (RFC 3464), to the envelope sender."""
    host = recipient.rpartition("@")[2]
    purpose = "bounce"
    boundary = f"report-{_identifier(seen, purpose)}"
    lines = [
        f"From: Mail Delivery System <mailer-daemon@{host}>",
        f"To: {seen.sender}",
        "Subject: Undelivered Mail Returned to Sender",
        f"Date: {format_datetime(now)}",
        f"Message-ID: <{_identifier(seen, purpose)}@{host}>",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"',
        "",
        f"--{boundary}",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        f"<{recipient}>: 550 5.1.1 User unknown",
        "",
        f"--{boundary}",
        "Content-Type: message/delivery-status",
        "",
        f"Reporting-MTA: dns; mx.{host}",
        "",
        f"Final-Recipient: rfc822; {recipient}",
        "Action: failed",
        "Status: 5.1.1",
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown",
        "",
        f"--{boundary}",
        "Content-Type: text/rfc822-headers",
        "",
        f"Message-ID: {seen.message_id}",
        f"To: {recipient}",
        "",
        f"--{boundary}--",
        "",
    ]
    return Letter("\r\n".join(lines).encode(), "", seen.sender)


def _reply(seen: Seen, *, name: str, address: str, now: datetime, purpose: str) -> EmailMessage:
    letter = EmailMessage(policy=SMTP)
    letter["From"] = f'"{name}" <{address}>'
    letter["To"] = seen.reply_to
    letter["Subject"] = seen.subject if seen.subject.lower().startswith("re:") else f"Re: {seen.subject}"
    letter["Date"] = now
    letter["Message-ID"] = f"<{_identifier(seen, purpose)}@{address.rpartition('@')[2]}>"
    letter["In-Reply-To"] = letter["References"] = seen.message_id
    return letter


def _identifier(seen: Seen, purpose: str) -> str:
    # Of the mail that is answered, so that a rehearsal and a live run over the same days write the same bytes.
    return hashlib.sha256(f"{seen.message_id}|{purpose}".encode()).hexdigest()[:24]


def _filled(line: str, answers: Mapping[str, str]) -> str:
    code, sign, rest = line.removeprefix("> ").partition(" =")
    return f"> {code} = {answers[code]}" if sign and not rest.strip() and code in answers else line


def _attribution(seen: Seen) -> str:
    return _WROTE[seen.language].format(date=seen.date, sender=seen.from_line)
