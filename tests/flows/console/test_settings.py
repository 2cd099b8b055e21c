"""What an installation can choose."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flows.settings import Settings, child_environment, read_settings, secret_key
from models.rules.errors import DomainError


def test_the_default_installation_can_write_to_nobody_in_the_real_world() -> None:
    assert Settings().allowed_recipient_domains == (".example",)


def test_everything_lives_in_the_home_folder_unless_told_otherwise(home: Path) -> None:
    settings = read_settings()
    assert settings.database_url == f"sqlite:///{home}/iltizam.db"
    assert settings.inbox_url == f"maildir:{home}/mail/inbound"


def test_a_home_folder_with_a_space_gives_a_mailbox_that_can_be_opened(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from flows.mail_servers import mailbox_of

    monkeypatch.setenv("ILTIZAM_HOME", str(tmp_path / "ma maison 100%"))
    mailbox = mailbox_of(Settings())
    assert list(mailbox.fetch()) == []
    mailbox.close()


def test_a_relative_home_becomes_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ILTIZAM_HOME", "here")
    assert Settings().home == tmp_path / "here"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("region.example", ("region.example",)),
        (" Region.example , .laa.example,", ("region.example", ".laa.example")),
        ("", ()),
    ],
)
def test_domains_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch, written: str, meant: tuple[str, ...]) -> None:
    monkeypatch.setenv("ILTIZAM_ALLOWED_RECIPIENT_DOMAINS", written)
    assert Settings().allowed_recipient_domains == meant


@pytest.mark.parametrize(
    ("name", "value"), [("ILTIZAM_SMTP_PORT", "many"), ("ILTIZAM_SMTP_SECURITY", "ssl"), ("ILTIZAM_PREFECT_PORT", "0")]
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(DomainError, match=name):
        read_settings()


def test_passwords_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ILTIZAM_SMTP_PASSWORD", "hunter2")
    assert "hunter2" not in repr(Settings())


@pytest.mark.parametrize(
    ("host", "inbox", "local"),
    [
        ("127.0.0.1", "", True),
        ("localhost", "maildir:/srv/mail", True),
        ("mail.region.example", "", False),
        ("127.0.0.1", "imaps://suivi@mail.region.example/INBOX", False),
    ],
)
def test_the_local_mail_server_is_only_for_mail_that_stays_here(
    monkeypatch: pytest.MonkeyPatch, host: str, inbox: str, local: bool
) -> None:
    monkeypatch.setenv("ILTIZAM_SMTP_HOST", host)
    monkeypatch.setenv("ILTIZAM_INBOX_URL", inbox)
    assert Settings().uses_local_mail is local


def test_the_signing_key_is_made_once_and_readable_by_its_owner_alone(home: Path) -> None:
    key = secret_key(home)
    assert len(key) == 32
    assert secret_key(home) == key
    assert stat.S_IMODE((home / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["secret.key"]


def test_processes_that_start_together_agree_on_one_key(home: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: secret_key(home), range(64)))
    assert len(keys) == 1


def test_a_damaged_key_is_refused_and_never_replaced(home: Path) -> None:
    home.mkdir()
    (home / "secret.key").write_bytes(b"short")
    with pytest.raises(DomainError, match="backup"):
        secret_key(home)
    assert (home / "secret.key").read_bytes() == b"short"


def test_child_processes_read_the_pinned_time_zone_data_and_call_nobody_outside(home: Path) -> None:
    environment = child_environment(read_settings())
    assert environment["PYTHONTZPATH"] == ""
    assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert environment["DO_NOT_TRACK"] == "1"
    assert environment["PREFECT_SERVER_UI_V2_ENABLED"] == "false"
    assert environment["PREFECT_HOME"] == str(home / "prefect")


def test_prefect_knows_every_setting_we_give_it() -> None:
    """A misspelt variable would be ignored without a word."""
    from prefect.settings import Settings as PrefectSettings
    from prefect.settings import get_current_settings

    given = {name: value for name, value in child_environment(read_settings()).items() if name.startswith("PREFECT_")}
    ours = {name for name in given if name.startswith(("PREFECT_SERVER_", "PREFECT_RUNNER_", "PREFECT_WORKER_"))}
    before = get_current_settings().to_environment_variables(exclude_unset=True)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in given.items():
            patch.setenv(name, value)
        understood = PrefectSettings().to_environment_variables(exclude_unset=True)
    read = {name.replace("PREFECT_SERVER_API_CORS", "PREFECT_SERVER_CORS") for name in understood}
    read |= {name.replace("PREFECT_SERVER_CSRF", "PREFECT_SERVER_API_CSRF") for name in understood}
    assert ours - read - set(before) == set()
