"""The mail of a rehearsal: bytes travel unchanged through SMTP in memory, and come back as a mail server delivers them."""

from hypothesis import given
from hypothesis import strategies as st

from flows.rehearsal.post import Post, SmtpServer
from notifications.smtp_result import Stage, Verdict

lines = st.lists(
    st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\r\n"), max_size=20), max_size=8
)


@given(lines)
def test_a_mail_arrives_byte_for_byte_whatever_its_lines_begin_with(written: list[str]) -> None:
    raw = "".join(f"{line}\r\n" for line in ["Subject: x", "", ".", "..", *written]).encode()
    post = Post()
    result = post.send(sender="a@x.example", recipient="b@y.example", message=raw, name="<1@x.example>")
    assert result.verdict is Verdict.ACCEPTED
    (mail,) = post.arrived()
    assert (mail.sender, mail.recipient, mail.raw) == ("a@x.example", "b@y.example", raw)


def test_an_address_that_is_none_is_refused_before_any_command() -> None:
    result = Post().send(sender="a@x.example", recipient="no address", message=b"x\r\n")
    assert (result.verdict, result.stage) == (Verdict.REFUSED, Stage.RECIPIENT)


def test_the_server_takes_no_mail_without_a_recipient() -> None:
    server = SmtpServer(accept=lambda _: None)
    assert server.say(b"DATA\r\n") == [(503, "5.5.1 Bad sequence of commands")]


def test_what_is_handed_in_stays_until_it_is_done() -> None:
    post = Post()
    post.hand_in(b"Subject: hello\r\n\r\nhello\r\n", sender="b@y.example", recipient="us+token@x.example")
    (incoming,) = post.fetch()
    assert incoming.envelope_to == "us+token@x.example"
    assert [again.key for again in post.fetch()] == [incoming.key]
    post.done(incoming.key)
    assert not post.has_mail
