"""Mails kept on this machine are readable and answerable without a mail program."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes
from io import StringIO

import pytest

from flows.local_mail_letters import read_letter, read_letters
from flows.local_mail_reply import compose_reply, fill_in, hand_in, parse_values
from flows.local_mail_server import LocalPost
from models.rules.errors import DomainError
from notifications.mailbox_maildir import list_mails

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FORM = (
    "From: Suivi <suivi@plan.example>\r\nTo: Responsable <o1@region.example>\r\n"
    "Reply-To: reponse+tok@plan.example\r\nSubject: =?utf-8?q?Formulaire_=E2=80=94_T3?=\r\n"
    "Message-ID: <f1@plan.example>\r\nReferences: <f0@plan.example>\r\nDate: Mon, 23 Nov 2026 08:00:00 +0000\r\n"
    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n"
    "--a\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "Bonjour,\r\nLAA1-I2K = \r\n\u2066LAA1-M1D\u2069 = en cours\r\nLAA1-I2K : écrivez la valeur\r\n\r\n"
    "--a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Bonjour</p>\r\n--a--\r\n"
    "--b\r\nContent-Type: application/octet-stream\r\n"
    "Content-Disposition: attachment; filename=formulaire.xlsx\r\n\r\nx\r\n--b--\r\n"
).encode()


@pytest.fixture
def kept(post: LocalPost) -> LocalPost:
    """The Maildirs with one form in them."""
    post.prepare()
    post.store(FORM, sender="", recipients=["o1@region.example"], number=1)
    return post


def body(raw: bytes) -> str:
    return message_from_bytes(raw).get_payload(decode=True).decode().replace("\r\n", "\n")


def test_a_kept_mail_is_listed_and_shown_in_readable_words(kept):
    (letter,) = read_letters(kept.everything)
    assert (letter.number, letter.subject, letter.date) == (1, "Formulaire — T3", "2026-11-23T08:00:00+00:00")
    assert letter.text.startswith("Bonjour,\nLAA1-I2K = \n")
    assert (letter.html.strip(), letter.attachments) == ("<p>Bonjour</p>", ["formulaire.xlsx"])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff",
        b"Subject: =?x-unknown?q?a?=\r\nDate: when\r\nContent-Type: text/plain; charset=martian\r\n\r\n\xe9",
    ],
)
def test_a_strange_mail_is_shown_as_well_as_can_be(post, raw):
    post.prepare()
    post.store(raw, sender="", recipients=[], number=1)
    (letter,) = read_letters(post.everything)
    assert letter.text is not None
    assert letter.date == ""


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_number_that_is_not_there_is_said_in_one_sentence(kept, number):
    with pytest.raises(DomainError, match="there are 1 to 1"):
        read_letter(kept.everything, number=number)


def test_a_reply_is_addressed_threaded_and_quoted_as_a_mail_program_does(kept):
    letter = read_letter(kept.everything, number=1)
    sender, recipient, raw = compose_reply(letter, text="LAA1-I2K = 62 %", values={}, now=NOW)
    reply = message_from_bytes(raw)
    assert (sender, recipient) == ("o1@region.example", "reponse+tok@plan.example")
    assert (reply["In-Reply-To"], reply["References"]) == ("<f1@plan.example>", "<f0@plan.example> <f1@plan.example>")
    assert body(raw).splitlines()[:6] == [
        "LAA1-I2K = 62 %",
        "",
        "On 2026-11-23T08:00:00+00:00, Suivi <suivi@plan.example> wrote:",
        "> Bonjour,",
        "> LAA1-I2K =",
        "> \u2066LAA1-M1D\u2069 = en cours",
    ]


def test_values_are_filled_into_the_quoted_lines_of_their_codes_only(kept):
    letter = read_letter(kept.everything, number=1)
    values = parse_values(["laa1-i2k= 62 %", "LAA1-M1D=fait = oui"])
    lines = body(compose_reply(letter, text="", values=values, now=NOW)[2]).splitlines()
    assert "> LAA1-I2K = 62 %" in lines
    assert "> \u2066LAA1-M1D\u2069 = fait = oui" in lines
    assert "> LAA1-I2K : écrivez la valeur" in lines


def test_a_subject_gets_one_re_and_a_deputy_may_answer(kept):
    letter = read_letter(kept.everything, number=1)
    kept.store(
        compose_reply(letter, text="x", values={}, sender="d@region.example", now=NOW)[2],
        sender="d@region.example", recipients=["reponse+tok@plan.example"], number=2,
    )  # fmt: skip
    answer = read_letter(kept.everything, number=2)
    assert (answer.subject, answer.from_line) == ("Re: Formulaire — T3", "d@region.example")
    assert message_from_bytes(compose_reply(answer, text="y", values={}, now=NOW)[2])["Subject"].count("Re:") == 1


def test_what_cannot_be_answered_is_said_in_one_sentence(kept):
    letter = read_letter(kept.everything, number=1)
    with pytest.raises(DomainError, match="reply is empty"):
        compose_reply(letter, text=" \n", values={}, now=NOW)
    with pytest.raises(DomainError, match="X1-I1A"):
        fill_in(["> LAA1-I2K ="], values={"X1-I1A": "3"})
    with pytest.raises(DomainError, match="CODE=VALUE"):
        parse_values(["LAA1-I2K 62"])


def test_a_reply_goes_through_the_server_or_straight_into_the_inbox_when_it_is_not_running(server, kept):
    envelope = {"sender": "o1@region.example", "recipient": "reponse+tok@plan.example", "post": kept}
    assert hand_in(b"Subject: one\r\n\r\n", port=server.port, **envelope) is True
    assert hand_in(b"Subject: two\r\n\r\n", port=1, **envelope) is False
    inbox = [path.read_bytes().partition(b"Subject: ")[2] for path in list_mails(kept.inbound)]
    assert inbox == [b"one\r\n\r\n", b"two\r\n\r\n"]


@pytest.fixture
def iltizam(tmp_path, monkeypatch, capfdbinary) -> Callable[..., tuple[int, str, str]]:
    """Run a command in a fresh home; exit code, output, errors."""
    from flows.cli import answer
    from flows.runtime import ready_engine
    from flows.settings import read_settings

    monkeypatch.setenv("ILTIZAM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ILTIZAM_REPLY_ADDRESS", "reponse@plan.example")
    monkeypatch.setenv("ILTIZAM_SMTP_PORT", "1")
    monkeypatch.delenv("ILTIZAM_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    read_settings.cache_clear()
    ready_engine.cache_clear()

    def call(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", StringIO(stdin))
        code = answer(arguments)
        sys.stdout.flush()
        out, errors = capfdbinary.readouterr()
        return code, out.decode(), errors.decode()

    yield call
    read_settings.cache_clear()
    ready_engine.cache_clear()


def test_a_newcomer_lists_reads_and_answers_in_the_terminal(iltizam, kept, tmp_path):
    assert "Formulaire — T3" in iltizam("mail", "list")[1]
    assert '"message_id": "<f1@plan.example>"' in iltizam("mail", "list", "--json")[1]
    assert "LAA1-I2K = \n" in iltizam("mail", "show", "1")[1]
    assert iltizam("mail", "show", "1", "--raw")[1].encode() == FORM
    iltizam("mail", "show", "1", "--html", str(tmp_path / "form.html"))
    assert (tmp_path / "form.html").read_text().strip() == "<p>Bonjour</p>"
    code, said, _ = iltizam("mail", "reply", "1", "--inline", "LAA1-I2K=62")
    assert (code, "put into the inbox directly" in said) == (0, True)
    iltizam("mail", "reply", "1", stdin="LAA1-I2K = 63\n")
    replies = [path.read_bytes() for path in list_mails(kept.inbound)]
    assert [b"> LAA1-I2K =3D 62" in replies[0], b"LAA1-I2K =3D 63" in replies[1]] == [True, True]


def test_a_mistake_in_the_terminal_is_one_sentence(iltizam, kept):
    code, _, errors = iltizam("mail", "reply", "7", "--text", "x")
    assert (code, errors.count("\n")) == (1, 1)
    code, _, errors = iltizam("mail", "reply", "1", "--text", "x", "--file", "y")
    assert (code, errors.count("\n")) == (1, 1)


def test_the_outbox_in_the_terminal_prints_the_exact_bytes_and_releases_held_mail(iltizam, compose):
    from flows.runtime import open_desk
    from flows.services.dispatch.outbox import queue
    from models.vocabulary import MessageKind, OutboundState

    assert iltizam("outbox", "--json")[1].strip() == "[]"
    desk = open_desk()
    with desk.session() as session:
        row = queue(session, mail=compose(1), key="k", kind=MessageKind.REQUEST, now=desk.now, period="2026-Q3")
        row.state = OutboundState.HELD
        session.commit()
    assert '"state": "held"' in iltizam("outbox", "--json")[1]
    assert "official-1@region.example" in iltizam("outbox")[1]
    assert iltizam("outbox", "show", "m1@plan.example", "--raw")[1].encode() == compose(1).raw
    assert "state: held" in iltizam("outbox", "show", "<m1@plan.example>")[1]
    assert iltizam("outbox", "release", "m1@plan.example")[0] == 0
    assert '"state": "pending"' in iltizam("outbox", "--json")[1]
    assert iltizam("outbox", "show", "nothing")[0] == 1


def test_the_inbox_in_the_terminal_finds_a_mail_by_number_or_hash(iltizam):
    from hashlib import sha256

    from flows.runtime import open_desk
    from models.tables import InboundLine, InboundMessage
    from models.vocabulary import Authentication, InboundClass, LineOutcome

    assert iltizam("inbox", "--json")[1].strip() == "[]"
    desk, raw = open_desk(), b"Subject: s\r\n\r\nLAA1-I2K = 62\r\n"
    digest = sha256(raw).hexdigest()
    with desk.session() as session:
        mail = InboundMessage(
            sha256=digest, raw=raw, size=len(raw), received_at=desk.now, subject="s", from_address="o@region.example",
            fate=InboundClass.RECORDED, authentication=Authentication.UNKNOWN,
        )  # fmt: skip
        session.add(mail)
        session.flush()
        for position, outcome in enumerate((LineOutcome.RECORDED, LineOutcome.IGNORED)):
            session.add(
                InboundLine(inbound_id=mail.id, position=position, outcome=outcome, where="text", raw_text="LAA")
            )
        session.commit()
    listed = iltizam("inbox", "--json")[1]
    assert '"recorded": 1' in listed
    assert '"class": "recorded"' in listed
    assert "o@region.example" in iltizam("inbox")[1]
    assert iltizam("inbox", "show", "1", "--raw")[1].encode() == raw
    assert iltizam("inbox", "show", digest[:8], "--raw")[1].encode() == raw
    assert "fate: recorded" in iltizam("inbox", "show", digest)[1]
    assert iltizam("inbox", "show", "99")[0] == 1
    assert iltizam("inbox", "show", "not-a-hash")[0] == 1
