"""A real Postfix, Dovecot and PostgreSQL of one's own: configured in a temporary folder, on loopback, stopped at the end.

They need root, because mail servers change users; nothing of the machine's own configuration is read or written.
"""

import os
import pwd
import shutil
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

MASTER = """
{host}:{port} inet n - n - {processes} smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
MAIN = """
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {home}/mail.log
maillog_file_prefixes = {home}
myhostname = relay.plan.example
mydestination =
mynetworks = 127.0.0.0/8 {network}
inet_interfaces = {host}
inet_protocols = ipv4
alias_maps =
local_recipient_maps =
smtpd_recipient_restrictions = check_recipient_access regexp:{home}/etc/slow, permit_mynetworks, reject
virtual_mailbox_domains = region.example
virtual_mailbox_base = {home}
virtual_mailbox_maps = static:everything/
virtual_mailbox_limit = 0
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_transport = {transport}
enable_long_queue_ids = yes
"""
DOVECOT = """
protocols = imap
listen = 127.0.0.1
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{home}/box
mail_uid = {user}
mail_gid = {user}
first_valid_uid = 1
first_valid_gid = 1
mail_max_userip_connections = 100
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={user} gid={user} home={home}/box
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def wait_for(port: int, *, seconds: float = 15, host: str = "127.0.0.1") -> None:
    """Wait until somebody listens."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection((host, port), timeout=1) as line:
            if line.recv(1):
                return
        time.sleep(0.05)
    raise TimeoutError(f"Nobody answers at port {port}.")


def missing_servers() -> str:
    """Which servers are not installed, as one sentence; "" when all are there."""
    wanted = {"postfix": shutil.which("postfix"), "dovecot-imapd": shutil.which("dovecot")}
    absent = [package for package, found in wanted.items() if not found] + ([] if postgres_tools() else ["postgresql"])
    if os.geteuid() != 0:
        return "root, which mail servers need to change users"
    return f"install {' '.join(absent)} (apt-get install)" if absent else ""


class Postfix:
    """A relay that keeps everything for region.example in one Maildir, or throws it away (`transport="discard"`).

    On loopback, or on another address of this machine for a network of its own.
    """

    def __init__(
        self, home: Path, *, transport: str = "virtual", processes: int = 40, host: str = "127.0.0.1", network: str = ""
    ) -> None:
        self.home, self.host, self.port = home, host, free_port()
        self.log, self.maildir = home / "mail.log", home / "everything"
        owner = pwd.getpwnam("postfix")
        for folder in ("etc", "queue", "data", "everything"):
            (home / folder).mkdir(parents=True)
        for folder in ("data", "everything"):
            os.chown(home / folder, owner.pw_uid, owner.pw_gid)
        values = {"home": home, "uid": owner.pw_uid, "gid": owner.pw_gid, "transport": transport}
        values |= {"host": host, "network": network}
        (home / "etc/main.cf").write_text(MAIN.format(**values).lstrip())
        (home / "etc/slow").write_text("/^slow-/ 450 4.7.1 slow down\n")
        (home / "etc/master.cf").write_text(MASTER.format(host=host, port=self.port, processes=processes).lstrip())

    def run(self, verb: str) -> None:
        command = ["postfix", "-c", str(self.home / "etc"), verb]
        done = subprocess.run(command, check=False, capture_output=True, timeout=60, text=True)
        if done.returncode and verb == "start":
            raise RuntimeError(
                f"Postfix does not start: {done.stderr} {self.log.read_text() if self.log.exists() else ''}"
            )

    def __enter__(self) -> "Postfix":
        self.run("start")
        wait_for(self.port, host=self.host)
        return self

    def __exit__(self, *_: object) -> None:
        self.run("stop")

    def queued(self) -> int:
        """How many messages are on their way to the Maildir."""
        return sum(
            len(files)
            for part in ("incoming", "active", "deferred")
            for _, _, files in os.walk(self.home / "queue" / part)
        )


class Dovecot:
    """An IMAP server for one mailbox, of the user "box" with the password "secret"."""

    def __init__(self, home: Path) -> None:
        self.home, self.port, self.maildir = home, free_port(), home / "box"
        user = "postfix"  # any user but root and dovecot's own
        for part in ("cur", "new", "tmp"):
            (home / "box" / part).mkdir(parents=True)
        owner = pwd.getpwnam(user)
        for folder in (home / "box", *(home / "box").iterdir()):
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        self.owner = owner
        (home / "dovecot.conf").write_text(DOVECOT.format(home=home, port=self.port, user=user).lstrip())

    def __enter__(self) -> "Dovecot":
        command = ["dovecot", "-F", "-c", str(self.home / "dovecot.conf")]
        self._master = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.port)
        return self

    def __exit__(self, *_: object) -> None:
        self._master.terminate()
        self._master.wait(timeout=60)

    def break_sessions(self) -> None:
        """Kill every open session without a word: clients see their line closed in the middle of whatever they do."""
        subprocess.run(["pkill", "-KILL", "-x", "imap", "-P", str(self._master.pid)], check=False)


def postgres_tools() -> Path | None:
    """The folder of initdb and pg_ctl."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


class Postgres:
    """A database server with its disk guarantees on (fsync), which may be stopped hard; a `network` may reach it too."""

    def __init__(self, home: Path, *, host: str = "127.0.0.1", network: str = "", initdb: tuple[str, ...] = ()) -> None:
        tools = postgres_tools()
        assert tools is not None
        self.home, self.host, self.port, self._tools = home, host, free_port(), tools
        home.mkdir(parents=True)
        shutil.chown(home, "postgres", "postgres")
        self._as_postgres("initdb", "-D", f"{home}/data", "-A", "trust", "-U", "iltizam", *initdb)
        if network:
            with (home / "data" / "pg_hba.conf").open("a") as rules:
                rules.write(f"host all all {network} trust\n")

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://iltizam@{self.host}:{self.port}/postgres"

    def _as_postgres(self, tool: str, *arguments: str) -> None:
        command = ["runuser", "-u", "postgres", "--", str(self._tools / tool), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self.home, timeout=60)

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses={self.host} -c unix_socket_directories={self.home}"
        self._as_postgres("pg_ctl", "-D", f"{self.home}/data", "-w", "-l", f"{self.home}/log", "-o", options, "start")

    def stop(self) -> None:
        """Stop as a power cut would."""
        self._as_postgres("pg_ctl", "-D", f"{self.home}/data", "-m", "immediate", "stop")

    def revive(self) -> None:
        """Start it again if it gave up, as it does when its log cannot be written."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            with suppress(subprocess.CalledProcessError):
                self._as_postgres("pg_isready", "-h", self.host, "-p", str(self.port))
                return
            with suppress(subprocess.CalledProcessError, subprocess.TimeoutExpired):
                self.start()
        raise TimeoutError("PostgreSQL does not come back.")

    def __enter__(self) -> "Postgres":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(subprocess.CalledProcessError):
            self.stop()
