"""Everything an installation can choose, read from the environment (prefix ILTIZAM_) or a `.env` file.

The only module that reads or writes the environment. `deployments/example.env` lists the same names.
"""

import os
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from flows.console_access import console_secret, local_name
from flows.signing_key import secret_key as secret_key
from models.rules.errors import DomainError

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Settings(BaseSettings):
    """One installation. Policy numbers (when to remind, when to escalate) are not here: see `models.rules.policy`."""

    model_config = SettingsConfigDict(env_prefix="ILTIZAM_", env_file=".env", env_file_encoding="utf-8", extra="ignore")

    home: Path = Field(default=Path("var"), description="Folder for the database, mail, reports, logs and Prefect.")
    database_url: str = Field(default="", description="Database; empty means SQLite in the home folder.")
    plan: str = Field(default="", description="Code of the action plan; empty means the only one loaded.")
    retention_months: str = Field(
        default="",
        description="Own terms of personal data in months after a plan's end, such as mails-sent=6, ledger=72.",
    )
    time_zone: str = Field(default="Africa/Casablanca", description="Zone in which days begin and schedules run.")
    from_name: str = Field(default="Suivi du plan d’action OGP", description="Name our mails are signed with.")
    from_address: str = Field(default="suivi@iltizam.example", description="Address our mails come from.")
    reply_address: str = Field(default="reponse@iltizam.example", description="Address replies go to; takes +tokens.")
    smtp_host: str = Field(default="127.0.0.1", description="Mail server that takes our mails.")
    smtp_port: int = Field(default=2525, ge=1, le=65535, description="Its port.")
    smtp_username: str = Field(default="", description="Its user name; empty means no login.")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="Its password.")
    smtp_security: Literal["none", "starttls", "tls"] = Field(default="none", description="How the line is protected.")
    smtp_connections: int = Field(default=4, ge=1, le=32, description="Connections to it at a time.")
    smtp_per_minute: int = Field(
        default=60, ge=0, description="Mails a minute to one recipient domain; 0: no limit until a server complains."
    )
    relay_log: str = Field(
        default="",
        description="Log of a Postfix on this machine, where a mail in doubt is looked up; empty means none.",
    )
    archive_url: str = Field(
        default="",
        description="Mailbox that gets a copy of every mail sent (imaps://…), for the same; empty means none.",
    )
    archive_password: SecretStr = Field(default=SecretStr(""), description="Password of that mailbox.")
    inbox_url: str = Field(
        default="", description="Mailbox of replies: imaps://…, maildir:… or lmtp:; empty means local."
    )
    inbox_password: SecretStr = Field(default=SecretStr(""), description="Password of the mailbox.")
    lmtp_port: int = Field(default=2424, ge=1, le=65535, description="Port on which `iltizam lmtp` takes mail.")
    oauth_provider: Literal["", "microsoft", "google"] = Field(
        default="", description="Who gives access tokens for the mailbox; empty means login by password."
    )
    oauth_tenant: str = Field(default="", description="Microsoft 365: the tenant's id or domain.")
    oauth_client_id: str = Field(default="", description="The application's id; Google: the service account's address.")
    oauth_secret: SecretStr = Field(
        default=SecretStr(""), description="The application's secret; Google: the service account's private key (PEM)."
    )
    trusted_mail_server: str = Field(default="", description="authserv-id whose Authentication-Results are believed.")
    allowed_recipient_domains: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(".example",),
        description="Domains we may write to, separated by commas; a leading dot means every domain that ends so.",
    )
    quiet_hours: Literal["auto", "on", "off"] = Field(
        default="auto",
        description="Whether mail waits for office hours; auto: yes, unless it stays on this machine.",
    )
    prefect_port: int = Field(default=4200, ge=1, le=65535, description="Port of the administrators' pages.")
    prefect_host: str = Field(
        default="127.0.0.1",
        description="Address the administrators' pages listen on; beyond this machine only with a secret file.",
    )
    prefect_secret_file: str = Field(
        default="", description="File with user:password of those pages; empty means HOME/console.secret if it exists."
    )
    prefect_public_url: str = Field(
        default="", description="Address people type for those pages, when a proxy stands in front; empty means none."
    )
    reports_port: int = Field(
        default=0, ge=0, le=65535, description="Port of the compiled reports; 0 means the one after the pages' port."
    )
    reports_public_url: str = Field(
        default="", description="Address people type for the reports, when a proxy stands in front; empty means none."
    )
    prefect_server: str = Field(
        default="", description="Host of the Prefect server when it runs on another machine; empty means this one."
    )
    log_json: bool = Field(
        default=True, description="Whether logs are JSON lines with addresses masked; else Prefect's."
    )
    backup_passphrase_file: str = Field(
        default="", description="File with the passphrase that seals backups; empty means plain, without the key."
    )

    @field_validator("home", mode="after")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        # Child processes and later commands may run in another folder.
        return home.expanduser().resolve()

    @field_validator("allowed_recipient_domains", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().lower() for part in value.split(",") if part.strip())
        return value

    @model_validator(mode="after")
    def _fill(self) -> "Settings":
        self.database_url = self.database_url or f"sqlite:///{self.home / 'iltizam.db'}"
        self.inbox_url = self.inbox_url or f"maildir:{quote(str(self.home / 'mail' / 'inbound'))}"
        self.reports_port = self.reports_port or min(self.prefect_port + 1, 65535)
        return self

    @property
    def uses_local_mail(self) -> bool:
        """Whether mail stays on this machine: then `iltizam start` brings its own small mail server."""
        return self.smtp_host in _LOOPBACK and self.inbox_url.startswith("maildir:")

    @property
    def keeps_quiet_hours(self) -> bool:
        """Whether mail waits for office hours."""
        return self.quiet_hours == "on" or (self.quiet_hours == "auto" and not self.uses_local_mail)

    @property
    def prefect_url(self) -> str:
        """Address of the administrators' pages, as a process of this installation reaches them."""
        return f"http://{self.prefect_server or local_name(self.prefect_host)}:{self.prefect_port}"

    @property
    def prefect_api_url(self) -> str:
        """Address of Prefect's API."""
        return f"{self.prefect_url}/api"

    @property
    def reports_url(self) -> str:
        """Address under which people open the compiled reports of HOME/reports."""
        return self.reports_public_url.rstrip("/") or f"http://{local_name(self.prefect_host)}:{self.reports_port}"


@lru_cache(maxsize=1)
def read_settings() -> Settings:
    """The settings of this process; a DomainError names the variable that is wrong and why."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "ILTIZAM_" + "_".join(str(part) for part in first["loc"]).upper()
        raise DomainError(f"The setting {name} cannot be used: {first['msg']}; see deployments/example.env.") from error


def wants_tracebacks() -> bool:
    """Whether ILTIZAM_DEBUG asks for tracebacks instead of sentences."""
    return os.environ.get("ILTIZAM_DEBUG", "") not in ("", "0")  # noqa: TID251


def prefect_environment(settings: Settings) -> dict[str, str]:
    """What every Prefect process of this installation needs, by name; measured reasons are in docs/architecture.md.

    The batch settings keep bursts of events from being lost; the first user interface is the default because the second
    one calls a host outside; PYTHONTZPATH="" makes Python read the pinned time-zone data instead of the system's.
    """
    public = settings.prefect_public_url.rstrip("/") or settings.prefect_url
    recorder, persister = "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER", "PREFECT_SERVER_SERVICES_EVENT_PERSISTER"
    return {
        "PYTHONTZPATH": "",
        "DO_NOT_TRACK": "1",
        "PREFECT_HOME": str(settings.home / "prefect"),
        "PREFECT_API_URL": settings.prefect_api_url,
        "PREFECT_UI_URL": public,
        "PREFECT_SERVER_UI_API_URL": f"{public}/api",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"{public},{settings.prefect_url},http://localhost:{settings.prefect_port}",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(120 * 24 * 3600),
        "PREFECT_RUNNER_POLL_FREQUENCY": "2",
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        f"{recorder}_BATCH_SIZE": "200",
        f"{recorder}_READ_BATCH_SIZE": "200",
        f"{recorder}_FLUSH_INTERVAL": "1",
        f"{persister}_BATCH_SIZE": "500",
        f"{persister}_READ_BATCH_SIZE": "200",
        f"{persister}_FLUSH_INTERVAL": "1",
        **_login(settings),
        **_logging(settings),
    }


def _login(settings: Settings) -> dict[str, str]:
    """The word that opens the pages, for the server and for its clients; nothing when nobody else can reach them."""
    secret = console_secret(
        settings.home, host=settings.prefect_host, file=settings.prefect_secret_file,
        is_elsewhere=bool(settings.prefect_server),
    )  # fmt: skip
    word = secret.get_secret_value() if secret else ""
    return {"PREFECT_SERVER_API_AUTH_STRING": word, "PREFECT_API_AUTH_STRING": word} if word else {}


def _logging(settings: Settings) -> dict[str, str]:
    """One JSON object a line, addresses masked, in every log of Prefect's processes; see `flows/log_lines.py`."""
    return {"PREFECT_LOGGING_SETTINGS_PATH": str(Path(__file__).with_name("logging.yml"))} if settings.log_json else {}


def child_environment(settings: Settings) -> dict[str, str]:
    """Environment of the processes `iltizam start` starts: this one's, ours on top, the home made absolute."""
    return {
        **os.environ,  # noqa: TID251
        **prefect_environment(settings),
        "ILTIZAM_HOME": str(settings.home),
        "PYTHONUNBUFFERED": "1",
    }


def adopt_environment(variables: Mapping[str, str]) -> bool:
    """Set variables for this process, and say whether they will count: Prefect reads its settings once, at import."""
    if "prefect" in sys.modules:
        return False
    os.environ.update(variables)  # noqa: TID251
    return True
