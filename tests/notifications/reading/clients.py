"""Replies as thirteen mail programs write them, made from the bytes of one of our requests.

Answers stand above the quotation, in its lines, below it, or in the cells of the quoted table.
"""

import email
import email.policy
import re
import textwrap
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum

from selectolax.lexbor import LexborHTMLParser

from models.vocabulary import Language
from notifications.reading.text import clean

SENDER = "Fatima Zahra <f.zahra@region.example>"
OURS = "suivi@reply.suivi.example"


class Place(StrEnum):
    """Where the answers were typed."""

    ABOVE = "above"
    INLINE = "inline"
    BELOW = "below"
    TABLE = "table"


@dataclass(frozen=True)
class Client:
    """How one mail program quotes. `marks` puts `> ` before quoted lines; `head` is the kind of heading it writes."""

    name: str
    head: str
    marks: bool
    wrap: int = 0
    html: str = "blockquote"
    has_text: bool = True
    has_html: bool = True
    is_flowed: bool = False
    encoding: str = "quoted-printable"
    signature: str = ""


CLIENTS = (
    Client("gmail", "wrote", True, html="gmail"),
    Client("gmail-wrapped", "wrote", True, wrap=72, html="gmail"),
    Client("outlook-desktop", "header", False, html="outlook"),
    Client("owa", "header", False, html="owa", encoding="base64"),
    Client("outlook-mobile", "rule-header", False, html="owa", signature="outlook"),
    Client("apple-mail", "wrote", True, html="cite"),
    Client("iphone", "wrote", True, html="cite", signature="iphone", encoding="base64"),
    Client("thunderbird", "wrote", True, has_html=False, is_flowed=True, encoding="8bit"),
    Client("zimbra", "dashes-header", False, html="zimbra"),
    Client("yahoo", "wrote-unmarked", False, html="yahoo"),
    Client("android", "wrote", True, html="gmail", signature="android"),
    Client("roundcube", "wrote", True, wrap=76, has_html=False),
    Client("samsung", "dashes", False, has_text=False, html="samsung"),
)
WROTE = {
    Language.FRENCH: "Le jeu. 1 oct. 2026 à 09:00, Suivi <suivi@reply.suivi.example> a écrit :",
    Language.ARABIC: "\u202bفي الخميس، 1 أكتوبر 2026 في 9:00 ص تمت كتابة ما يلي بواسطة Suivi\n<suivi@reply.suivi.example>:\u202c",
    Language.ENGLISH: "On Thu, 1 Oct 2026 at 09:00, Suivi <suivi@reply.suivi.example> wrote:",
}
HEADERS = {
    Language.FRENCH: "De : Suivi <{0}>\nEnvoyé : jeudi 1 octobre 2026 09:00\nÀ : Fatima Zahra\nObjet : Plan d'action",
    Language.ARABIC: "من: Suivi <{0}>\nتم الإرسال: 1 أكتوبر 2026 09:00\nإلى: Fatima Zahra\nالموضوع: Plan",
    Language.ENGLISH: "From: Suivi <{0}>\nSent: Thursday, October 1, 2026 9:00 AM\nTo: Fatima Zahra\nSubject: Plan",
}
DASHES = {
    Language.FRENCH: "-------- Message d'origine --------",
    Language.ARABIC: "-------- الرسالة الأصلية --------",
    Language.ENGLISH: "-------- Original message --------",
}
SIGNATURES = {
    "": "",
    "iphone": {Language.FRENCH: "Envoyé de mon iPhone", Language.ARABIC: "أرسلت من الـ iPhone"},
    "android": {Language.FRENCH: "Envoyé depuis mon Android", Language.ARABIC: "تم الإرسال من Android"},
    "outlook": {Language.FRENCH: "Obtenir Outlook pour iOS", Language.ARABIC: "الحصول على Outlook"},
}
ENGLISH_SIGNATURES = {"iphone": "Sent from my iPhone", "android": "Sent from Android", "outlook": "Get Outlook for iOS"}
GREETINGS = {
    Language.FRENCH: ("Bonjour,", "Voici nos chiffres du trimestre.", "Cordialement,\nFatima Zahra\nChef de service"),
    Language.ARABIC: ("السلام عليكم،", "هذه أرقام الفصل.", "مع التحية\nفاطمة الزهراء"),
    Language.ENGLISH: ("Hello,", "Here are our figures.", "Best regards,\nFatima Zahra\nHead of unit"),
}


def write_reply(
    request: bytes, *, client: Client, language: Language, place: Place, answers: dict[str, str], salutes: bool = True
) -> bytes:
    """The bytes of a reply to `request`, with `answers` (text by code) at `place`."""
    sent = email.message_from_bytes(request, policy=email.policy.default)
    text_part, html_part = sent.get_body(("plain",)), sent.get_body(("html",))
    assert isinstance(text_part, EmailMessage)
    assert isinstance(html_part, EmailMessage)
    reply = EmailMessage()
    reply["From"] = SENDER
    reply["To"] = str(sent.get("Reply-To", OURS))
    reply["Subject"] = f"Re: {sent['Subject']}"
    reply["Date"] = "Mon, 12 Oct 2026 10:00:00 +0000"
    reply["Message-ID"] = f"<{client.name}-{language}-{place}@region.example>"
    reply["In-Reply-To"] = str(sent["Message-ID"])
    body = _Body(client, language, place, answers, salutes)
    text = body.text(text_part.get_content(), html_part.get_content())
    html = body.html(html_part.get_content())
    if client.has_text:
        reply.set_content(text, cte=client.encoding)
        if client.is_flowed:
            reply.set_param("format", "flowed")
        if client.has_html:
            reply.add_alternative(html, subtype="html", cte=client.encoding)
    else:
        reply.set_content(html, subtype="html", cte=client.encoding)
    return reply.as_bytes()


@dataclass(frozen=True)
class _Body:
    client: Client
    language: Language
    place: Place
    answers: dict[str, str]
    salutes: bool

    def text(self, original: str, original_html: str) -> str:
        lines = original.splitlines()
        if self.place is Place.INLINE:
            lines = [self._answered(line) for line in lines]
        if self.place is Place.TABLE:
            lines += ["", *_flattened(fill_table(original_html, self.answers))]
        quoted = "\n".join(("> " + line).rstrip(" ") if self.client.marks else line for line in lines)
        above, below = self._around()
        return f"{above}\n\n{self._head()}\n{quoted}\n{below}"

    def _around(self) -> tuple[str, str]:
        typed = "\n".join(f"{code} = {answer}" for code, answer in self.answers.items())
        hello, sentence, goodbye = GREETINGS[self.language] if self.salutes else ("", "", "")
        signature = self._signature()
        above = "\n\n".join(
            p for p in (hello, sentence, typed if self.place is Place.ABOVE else "", goodbye, signature) if p
        )
        below = "\n" + typed + "\n" if self.place is Place.BELOW else ""
        if self.client.wrap:
            above = "\n".join(textwrap.fill(line, self.client.wrap) for line in above.split("\n"))
        return above, below

    def _signature(self) -> str:
        found = SIGNATURES[self.client.signature]
        if isinstance(found, str):
            return found
        return found.get(self.language, ENGLISH_SIGNATURES[self.client.signature])

    def _answered(self, line: str) -> str:
        for code, answer in self.answers.items():
            if clean(line).strip().startswith(f"{code} ="):
                return f"{clean(line).split('=')[0]}= {answer}"
        return line

    def _head(self) -> str:
        headers = HEADERS[self.language].format(OURS)
        heads = {
            "wrote": WROTE[self.language],
            "wrote-unmarked": WROTE[self.language],
            "header": headers,
            "rule-header": "________________________________\n" + headers,
            "dashes-header": DASHES[self.language] + "\n" + headers,
            "dashes": DASHES[self.language] + "\n" + headers.split("\n")[0] + "\nDate : 01/10/2026 09:00 (GMT+00:00)",
        }
        return heads[self.client.head]

    def html(self, original: str) -> str:
        if self.place is Place.INLINE:
            original = fill_lines(original, self.answers)
        if self.place is Place.TABLE:
            original = fill_table(original, self.answers)
        inner = re.sub(r"(?is)^.*?<body[^>]*>|</body>.*$", "", original)
        above, below = self._around()
        head = "<br>".join(line.replace("<", "&lt;") for line in self._head().split("\n"))
        return f"<html><body>{self._typed(above)}{self._wrapped(head, inner)}{self._typed(below)}</body></html>"

    def _typed(self, text: str) -> str:
        tag, style = ("p", ' class="MsoNormal"') if self.client.html == "outlook" else ("div", "")
        return "".join(f"<{tag}{style}>{line or '<br>'}</{tag}>" for line in text.split("\n"))

    def _wrapped(self, head: str, inner: str) -> str:
        shapes = {
            "gmail": '<div class="gmail_quote"><div class="gmail_attr">{0}</div><blockquote>{1}</blockquote></div>',
            "outlook": '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal">{0}</p></div>{1}',
            "owa": '<hr tabindex="-1"><div id="divRplyFwdMsg">{0}</div><div>{1}</div>',
            "cite": '<div>{0}</div><blockquote type="cite">{1}</blockquote>',
            "zimbra": '<hr id="zwchr"><div>{0}</div>{1}',
            "yahoo": '<div class="yahoo_quoted"><div>{0}</div><div>{1}</div></div>',
            "samsung": "<div>{0}</div><div>{1}</div>",
            "blockquote": "{0}<blockquote>{1}</blockquote>",
        }
        return shapes[self.client.html].format(head, inner)


def fill_table(html: str, answers: dict[str, str]) -> str:
    """The request's HTML with answers typed into the last cell of the rows of their codes."""
    tree = LexborHTMLParser(html)
    for row in tree.css("tr"):
        cells = [cell for cell in row.css("td") if cell.parent == row]
        codes = [clean(cell.text()).strip() for cell in cells]
        for code, answer in answers.items():
            if len(cells) >= 3 and code in codes:
                inner = cells[-1].css_first("p") or cells[-1]
                inner.inner_html = answer
    return tree.html or ""


def fill_lines(html: str, answers: dict[str, str]) -> str:
    """The request's HTML with answers typed after `CODE = `, in place of what was printed there."""
    for code, answer in answers.items():
        html = re.sub(rf"{re.escape(code)} =[^<\n]{{0,5}}(?=\s*<)", f"{code} = {answer}", html)
    return html


def _flattened(html: str) -> list[str]:
    """A table as mail programs flatten it into the text part: one cell a line."""
    return [clean(cell.text()).strip() for cell in LexborHTMLParser(html).css("td, th") if not cell.css_first("table")]
