"""An office with its servers and two hosts beside it, each with a network, a name and a home folder of its own.

The hosts are network namespaces of this machine, joined by a bridge. Everything on them is real: Prefect's server and
our rows on PostgreSQL, a Postfix that receives, and on each host a worker started as an administrator would start it.
"""

import base64
import contextlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import sqlalchemy as sa

from benchmarks.crowded_plan import load_crowded_plan
from flows.confirmation import CATCH_UP
from flows.mail_route import route_of
from flows.settings import Settings, secret_key
from models.database import migrate, normalise_url, open_engine, open_session
from models.tables import LedgerEntry
from models.vocabulary import LedgerAction

ROOT = Path(__file__).parents[3]
COMMITMENTS, PER_OFFICIAL = int(os.environ.get("HOSTS_COMMITMENTS", "800")), 5
OFFICIALS = COMMITMENTS // PER_OFFICIAL
WORD = "admin:two-hosts-2e7a9c1b"
OVER = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


def _servers() -> Any:
    spec = importlib.util.spec_from_file_location("servers", ROOT / "tests" / "chaos" / "servers.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ip(*words: str) -> None:
    """One command of iproute2."""
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True, timeout=20)


def wait_for(condition: Callable[[], Any], seconds: float, *, every: float = 0.2) -> Any:
    """Wait for something true and return it; None when it does not come in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(every)
    return None


@dataclass
class Network:
    """A bridge in this machine; each host hangs on it by a cable of its own."""

    mark: str
    hosts: list[str] = field(default_factory=list)

    @property
    def third(self) -> int:
        return os.getpid() % 250 + 1

    @property
    def office(self) -> str:
        return f"10.231.{self.third}.1"

    @property
    def range(self) -> str:
        return f"10.231.{self.third}.0/24"

    def build(self) -> None:
        ip("link", "add", f"{self.mark}br", "type", "bridge")
        ip("addr", "add", f"{self.office}/24", "dev", f"{self.mark}br")
        ip("link", "set", f"{self.mark}br", "up")

    def add_host(self, name: str) -> str:
        """A host with this name; its address."""
        place, address = f"{self.mark}{name}", f"10.231.{self.third}.{len(self.hosts) + 2}"
        ip("netns", "add", place)
        self.hosts.append(name)
        ip("link", "add", place, "type", "veth", "peer", "name", "eth0", "netns", place)
        ip("link", "set", place, "master", f"{self.mark}br", "up")
        ip("-n", place, "addr", "add", f"{address}/24", "dev", "eth0")
        ip("-n", place, "link", "set", "eth0", "up")
        ip("-n", place, "link", "set", "lo", "up")
        return address

    def pull_cable(self, name: str) -> None:
        ip("link", "set", f"{self.mark}{name}", "down")

    def put_cable(self, name: str) -> None:
        ip("link", "set", f"{self.mark}{name}", "up")

    def remove(self) -> None:
        for name in self.hosts:
            with contextlib.suppress(subprocess.CalledProcessError):
                ip("netns", "del", f"{self.mark}{name}")
        with contextlib.suppress(subprocess.CalledProcessError):
            ip("link", "del", f"{self.mark}br")


@dataclass
class Host:
    """One machine that executes runs."""

    name: str
    address: str
    place: str
    environment: dict[str, str]
    log: Path

    def start(self) -> None:
        """Start the worker, as the systemd unit does."""
        inside = f"hostname {self.name} && exec {sys.executable} -m deployments.part worker"
        with self.log.open("ab") as output:
            subprocess.Popen(
                ["ip", "netns", "exec", self.place, "unshare", "--uts", "sh", "-c", inside],
                cwd=ROOT, env=self.environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def processes(self) -> list[int]:
        """Numbers of everything that runs on this host."""
        said = subprocess.run(["ip", "netns", "pids", self.place], check=True, capture_output=True, text=True)
        return [int(word) for word in said.stdout.split()]

    def kill(self) -> int:
        """`kill -9` for the worker and its flow processes; how many there were."""
        found = self.processes()
        for number in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        wait_for(lambda: not self.processes(), 10)
        return len(found)

    @property
    def is_working(self) -> bool:
        """Whether its worker has said that it takes runs."""
        return self.log.exists() and b"Worker" in self.log.read_bytes() and bool(self.processes())


@dataclass
class Office:
    """The servers, and what has come of a campaign."""

    home: Path
    network: Network
    postgres: Any
    postfix: Any
    port: int
    hosts: dict[str, Host] = field(default_factory=dict)
    officials: int = OFFICIALS

    @property
    def database_url(self) -> str:
        return f"postgresql://iltizam@{self.network.office}:{self.postgres.port}/iltizam"

    def environment(self, home: Path) -> dict[str, str]:
        """What an administrator would write into `iltizam.env` on each machine."""
        clean = {n: v for n, v in os.environ.items() if not n.startswith(("ILTIZAM_", "PREFECT_"))}
        ours = {
            "HOME": home, "DATABASE_URL": self.database_url, "PREFECT_SERVER": self.network.office,
            "PREFECT_PORT": self.port, "SMTP_HOST": self.network.office, "SMTP_PORT": self.postfix.port,
            "SMTP_PER_MINUTE": 1200, "RELAY_LOG": self.postfix.log, "QUIET_HOURS": "off", "LOG_JSON": "false",
            "INBOX_URL": f"maildir:{self.home / 'inbox'}", "PREFECT_SECRET_FILE": self.home / "console.secret",
        }  # fmt: skip
        made = clean | {f"ILTIZAM_{name}": str(value) for name, value in ours.items()}
        return made | {"PYTHONUNBUFFERED": "1", "PREFECT_CLIENT_MAX_RETRIES": "8"}

    def server_environment(self) -> dict[str, str]:
        url = self.database_url.replace("postgresql://", "postgresql+asyncpg://").removesuffix("iltizam") + "prefect"
        return self.environment(self.home) | {
            "ILTIZAM_PREFECT_HOST": "0.0.0.0", "PREFECT_SERVER_DATABASE_CONNECTION_URL": url,
        }  # fmt: skip

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Prefect's API, with the word and the token against forged forms."""
        url = f"http://{self.network.office}:{self.port}/api"
        login = {"authorization": f"Basic {base64.b64encode(WORD.encode()).decode()}"}
        with urlopen(Request(f"{url}/csrf-token?client=hosts", headers=login), timeout=20) as answer:
            token = json.load(answer)["token"]
        headers = {"content-type": "application/json", "Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "hosts"}
        data = None if body is None else json.dumps(body).encode()
        request = Request(url + path, method=method, data=data, headers=headers | login)
        for attempt in range(5):
            try:
                with urlopen(request, timeout=30) as answer:
                    text = answer.read()
                break
            except HTTPError as error:
                if error.code != 503 or attempt == 4:
                    raise
                time.sleep(1)
        return json.loads(text) if text else None

    def deployments(self) -> dict[str, str]:
        found = self.ask("POST", "/deployments/filter", {"limit": 200})
        return {entry["name"]: str(entry["id"]) for entry in found}

    def pause_schedules(self) -> None:
        """Nothing runs but what a test orders; runs written ahead go too."""
        for number in self.deployments().values():
            self.ask("POST", f"/deployments/{number}/pause_deployment")

    def order(self, deployment: str) -> str:
        """A run as the schedule makes it; its id."""
        body = {"parameters": {}, "tags": [CATCH_UP]}
        return str(self.ask("POST", f"/deployments/{self.deployments()[deployment]}/create_flow_run", body)["id"])

    def end(self, run: str) -> None:
        """Mark a run as crashed."""
        state = {"type": "CRASHED", "message": "The machine fell silent."}
        self.ask("POST", f"/flow_runs/{run}/set_state", {"state": state})

    def made_up_for(self, deployment: str, *, seconds: float = 60) -> str:
        """The run that an automation has ordered, as soon as there is one."""
        mine = {"flow_runs": {"deployment_id": {"any_": [self.deployments()[deployment]]}}}

        def look() -> str:
            runs = self.ask("POST", "/flow_runs/filter", mine)
            found = [run["id"] for run in runs if (run["created_by"] or {}).get("type") == "AUTOMATION"]
            return str(found[0]) if found else ""

        return str(wait_for(look, seconds, every=1))

    def let_a_quarter_of_an_hour_pass(self) -> None:
        """Set back the claims of mails that are being sent."""
        self.rows("UPDATE outbound_message SET claimed_at = claimed_at - interval '15 minutes' WHERE state = 'sending'")

    def run_state(self, run: str) -> str:
        return str(self.ask("GET", f"/flow_runs/{run}")["state_type"])

    def finished(self, run: str, *, seconds: float = 120) -> str:
        return str(wait_for(lambda: (s := self.run_state(run)) in OVER and s, seconds, every=0.5))

    def story(self, run: str) -> str:
        """What is known of a run and of the hosts, for whoever reads a failure."""
        state = self.ask("GET", f"/flow_runs/{run}")["state"]
        logs = "\n".join(f"{host.name}:\n{host.log.read_text()[-1500:]}" for host in self.hosts.values())
        return f"{state['name']}: {state['message']}; {sum(self.received().values())} received\n{logs}"

    def rows(self, statement: str) -> list[Any]:
        engine = sa.create_engine(normalise_url(self.database_url))
        with engine.begin() as connection:
            done = connection.execute(sa.text(statement))
            rows = list(done) if done.returns_rows else []
        engine.dispose()
        return rows

    def asking_host(self) -> Host | None:
        """The host that is in the middle of asking: its transaction has been writing for a while."""
        found = self.rows(
            "SELECT host(client_addr) FROM pg_stat_activity WHERE datname = 'iltizam' AND backend_xid IS NOT NULL "
            "AND now() - xact_start > interval '0.3 s' AND pid <> pg_backend_pid()"
        )
        return next((host for host in self.hosts.values() if (host.address,) in [tuple(row) for row in found]), None)

    def sending_host(self) -> Host | None:
        """The host that is in the middle of handing mails over."""
        claims = self.rows("SELECT claimed_by FROM outbound_message WHERE state = 'sending'")
        return next((self.hosts[name] for (by,) in claims if (name := by.split("/")[0]) in self.hosts), None)

    def received(self) -> Counter[str]:
        """How many mails the mail server has put away for each address."""
        found: Counter[str] = Counter()
        for path in (self.postfix.maildir / "new").glob("*"):
            found[str(message_from_bytes(path.read_bytes(), policy=default)["To"].addresses[0].addr_spec)] += 1
        return found


def why_not() -> str:
    """What is missing for hosts of our own, as one sentence; "" when nothing is."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "root on Linux, which network namespaces need"
    if not shutil.which("ip"):
        return "iproute2 (apt-get install iproute2)"
    done = subprocess.run(["ip", "netns", "add", "iltizam-may-i"], capture_output=True, text=True, check=False)
    subprocess.run(["ip", "netns", "del", "iltizam-may-i"], capture_output=True, check=False)
    return "" if done.returncode == 0 else f"the right to make network namespaces ({done.stderr.strip()})"


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    """Servers and both hosts up, everything deployed to the pool, schedules paused, a crowded plan in execution."""
    if reason := why_not():
        pytest.skip(f"Two hosts need {reason}.")
    servers = _servers()
    if reason := servers.missing_servers():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"Two hosts need {reason}.")
    with contextlib.ExitStack() as stack:
        # Not below pytest's folder: PostgreSQL and Postfix run as users of their own and may not look into that.
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="iltizam-hosts-")))
        home.chmod(0o755)
        network = Network(f"ilt{os.getpid() % 10000}")
        stack.callback(network.remove)
        network.build()
        postgres = servers.Postgres(home / "postgres", host=network.office, network=network.range)
        stack.enter_context(postgres)
        postfix = servers.Postfix(home / "postfix", host=network.office, network=network.range)
        _open_for_an_hour(postfix.log)
        stack.enter_context(postfix)
        made = Office(home, network, postgres, postfix, servers.free_port())
        with _served(made):
            yield made


def _open_for_an_hour(log: Path) -> None:
    """The log of yesterday's rotation: only a log that was kept before an attempt proves that a mail is absent."""
    opened = (datetime.now(UTC) - timedelta(hours=1)).strftime("%b %e %H:%M:%S")
    log.with_name("mail.log.1").write_text(
        f"{opened} relay postfix/postfix-script[1]: starting the Postfix mail system\n"
    )


@contextlib.contextmanager
def _served(office: Office) -> Iterator[None]:
    (office.home / "console.secret").write_text(WORD + "\n")
    (office.home / "console.secret").chmod(0o600)
    for name in ("iltizam", "prefect"):
        _create_database(office, name)
    with (office.home / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "deployments.part", "server"],
            cwd=ROOT, env=office.server_environment(), stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        _fill(office)
        for name in ("host-a", "host-b"):
            office.hosts[name] = _host(office, name)
            office.hosts[name].start()
        done = subprocess.run(
            [sys.executable, "-m", "deployments.part", "pool"],
            cwd=ROOT, env=office.environment(office.home), capture_output=True, text=True, check=False, timeout=180,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr + (office.home / "server.log").read_text()[-4000:]
        office.pause_schedules()
        yield
    finally:
        for host in office.hosts.values():
            host.kill()
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def _create_database(office: Office, name: str) -> None:
    admin = sa.create_engine(normalise_url(office.postgres.url), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    admin.dispose()


def _fill(office: Office) -> None:
    """The crowded plan, and a way for mail that a probe has come back by."""
    migrate(office.database_url)
    secret_key(office.home)
    environment = office.environment(office.home)
    given = {n.removeprefix("ILTIZAM_").lower(): v for n, v in environment.items() if n.startswith("ILTIZAM_")}
    settings = Settings.model_validate(given)
    engine = open_engine(office.database_url)
    with open_session(engine) as session:
        load_crowded_plan(session, commitments=COMMITMENTS, per_official=PER_OFFICIAL)
        session.add(
            LedgerEntry(
                at=datetime.now(UTC), actor="test", action=LedgerAction.MAIL_PROBED, subject="mail-probe",
                field=route_of(settings), after="succeeded",
            )
        )  # fmt: skip
        session.commit()
    engine.dispose()


def _host(office: Office, name: str) -> Host:
    home = office.home / name
    home.mkdir()
    shutil.copy(office.home / "secret.key", home / "secret.key")
    address = office.network.add_host(name)
    return Host(name, address, f"{office.network.mark}{name}", office.environment(home), home / "worker.log")
