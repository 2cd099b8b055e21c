"""The commands that the digest names, in a terminal: they do what it says."""

import os
import tempfile
from collections.abc import Callable, Iterator

import pytest

from flows.cli import answer as run_command
from flows.local_mail_server import LocalMailServer, LocalPost
from flows.mail_servers import mailbox_of, relay_of, token_of
from flows.runtime import ready_engine
from flows.services.upkeep.mending import give_up
from flows.settings import Settings, read_settings
from models.rules.errors import DomainError
from models.tables import OutboundMessage
from models.vocabulary import MessageKind, OutboundState
from notifications.mailbox import HandedOver
from notifications.oauth import GoogleTokens, MicrosoftTokens


@pytest.fixture
def iltizam(post, tmp_path, monkeypatch, capsys) -> Iterator[Callable[..., tuple[int, str, str]]]:
    """Run a command on the test's own database; exit code, output, errors."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("ILTIZAM_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ILTIZAM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ILTIZAM_SMTP_PORT", "1")
    read_settings.cache_clear()
    ready_engine.cache_clear()
    monkeypatch.setattr("flows.runtime.ready_engine", lambda url: post.engine)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run_command(arguments)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    yield call
    read_settings.cache_clear()


def test_an_address_is_mended_from_the_terminal(session, post, iltizam) -> None:
    with post.desk().session() as writing:
        official = writing.merge(post.official(session))
        official.suppressed_because = "5.1.1"
        writing.commit()
    signed = ("--by", "N. Admin", "--reason", "called")
    code, out, _ = iltizam("mail", "mend", "OF-ASKED", "--email", "new@region.example", *signed)
    assert (code, "written to at new@region.example again" in out) == (0, True)
    assert post.official(session).suppressed_because == ""
    assert iltizam("mail", "mend", "OF-NOBODY", *signed)[0] == 1


def test_a_mail_is_given_up_from_the_terminal(session, post, iltizam) -> None:
    mail = post.request(session)
    signed = ("--by", "N. Admin", "--reason", "wrong person")
    assert iltizam("outbox", "cancel", mail.message_id, *signed)[0] == 1  # it is sent
    with post.desk().session() as writing:
        writing.get_one(OutboundMessage, mail.id).state = OutboundState.HELD
        writing.commit()
    assert iltizam("outbox", "cancel", mail.message_id, *signed)[0] == 0
    assert post.request(session).state is OutboundState.CANCELLED


def test_the_check_runs_from_the_terminal(iltizam) -> None:
    code, out, _ = iltizam("run", "mail-check", "--preview")
    assert (code, "each have one fate" in out) == (0, True)


def test_a_probe_that_fails_is_one_sentence_and_one_that_succeeds_is_shown(
    session, post, iltizam, tmp_path, monkeypatch
) -> None:
    code, _, errors = iltizam("mail", "probe", "--patience", "1")
    assert (code, errors.count("\n")) == (1, 1)
    with LocalMailServer(LocalPost(tmp_path / "home", ("reponse@iltizam.example",))) as server:
        monkeypatch.setenv("ILTIZAM_SMTP_PORT", str(server.port))
        read_settings.cache_clear()
        code, out, _ = iltizam("mail", "probe", "--patience", "10")
    assert (code, "came back after" in out) == (0, True)
    states = [mail.state for mail in post.sent(session, MessageKind.PROBE)]
    assert states == [OutboundState.CANCELLED, OutboundState.SENT]


def settings(**values) -> Settings:
    return Settings(home=tempfile.gettempdir(), _env_file=None, **values)


def test_the_settings_choose_who_gives_tokens() -> None:
    app = {"oauth_client_id": "id", "oauth_secret": "s"}
    assert token_of(settings(), mailbox="u@x.example") is None
    google = token_of(settings(oauth_provider="google", **app), mailbox="u@x.example")
    assert isinstance(google, GoogleTokens)
    assert google.account.mailbox == "u@x.example"
    both = settings(
        oauth_provider="microsoft", oauth_tenant="t", smtp_username="u@x.example", smtp_security="starttls",
        smtp_host="smtp.office365.example", **app,
    )  # fmt: skip
    assert isinstance(relay_of(both).token, MicrosoftTokens)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"oauth_provider": "google"}, "ILTIZAM_OAUTH_CLIENT_ID"),
        ({"oauth_provider": "microsoft", "oauth_client_id": "i", "oauth_secret": "s"}, "ILTIZAM_OAUTH_TENANT"),
    ],
)
def test_half_an_application_is_refused_with_the_name_of_what_is_missing(values, words) -> None:
    with pytest.raises(DomainError, match=words):
        token_of(settings(**values), mailbox="u@x.example")


def test_with_lmtp_there_is_no_mailbox_to_look_into_and_no_mail_server_of_our_own() -> None:
    chosen = settings(inbox_url="lmtp:")
    assert isinstance(mailbox_of(chosen), HandedOver)
    assert list(mailbox_of(chosen).fetch()) == []
    assert not chosen.uses_local_mail


def test_a_decision_without_a_name_is_refused(post) -> None:
    desk = post.desk()
    with desk.session() as writing, pytest.raises(DomainError, match="--by and --reason"):
        give_up(writing, desk, message_id="x", operator="", reason="")
