"""A real Dovecot on this machine, with a configuration of its own, for one test at a time."""

import getpass
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pytest
from pydantic import SecretStr

from notifications.mailbox import ImapAccount
from notifications.mailbox_maildir import deliver, new_name

NOBODY = 65534
CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{home}/mail
default_internal_user = {user}
default_login_user = {login}
default_internal_group = {group}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/home
}}
first_valid_uid = 1
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
{more}
"""


@dataclass
class Dovecot:
    """One server with one mailbox."""

    home: Path
    port: int
    more: str = ""

    @property
    def mail(self) -> Path:
        return self.home / "mail"

    def __enter__(self) -> Self:
        import grp

        is_root = os.getuid() == 0
        uid, gid = (NOBODY, NOBODY) if is_root else (os.getuid(), os.getgid())
        user, login = ("dovecot", "dovenull") if is_root else (getpass.getuser(), getpass.getuser())
        values = {
            "user": user,
            "login": login,
            "group": "dovecot" if is_root else grp.getgrgid(gid).gr_name,
            "uid": uid,
            "gid": gid,
        }
        self.home.mkdir(exist_ok=True)
        for folder in (self.mail, self.home / "home"):
            folder.mkdir(exist_ok=True)
            os.chown(folder, uid, gid)
        config = self.home / "dovecot.conf"
        config.write_text(CONFIG.format(home=self.home, port=self.port, more=self.more, **values))
        self._process = subprocess.Popen(["dovecot", "-F", "-c", config], start_new_session=True)
        self._await()
        return self

    def _await(self) -> None:
        end = time.monotonic() + 10
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError((self.home / "log").read_text())

    def __exit__(self, *_: object) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)  # the whole group: sessions outlive their master
        self._process.wait()

    def kill_sessions(self) -> None:
        """Close every open IMAP connection, as a server does that is restarted."""
        subprocess.run(["doveadm", "-c", self.home / "dovecot.conf", "kick", "suivi"], check=True, capture_output=True)

    def put(self, number: int, *, body: bytes = b"body") -> None:
        raw = b"X-Original-To: a+t@plan.example\r\nMessage-ID: <%d@x.example>\r\n\r\n%s\r\n" % (number, body)
        path = deliver(self.mail, raw, name=new_name(number))
        for each in (path, *self.mail.iterdir()):
            os.chown(each, self.mail.stat().st_uid, self.mail.stat().st_gid)

    def account(self, password: str = "secret") -> ImapAccount:
        return ImapAccount("127.0.0.1", self.port, "suivi", "INBOX", SecretStr(password), is_encrypted=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def dovecot() -> Iterator[Callable[..., Dovecot]]:
    """Start Dovecot, with more lines of configuration if wanted."""
    if shutil.which("dovecot") is None:
        sentence = "Dovecot is missing: apt-get install dovecot-imapd, and the IMAP mailbox is tried against it."
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    import tempfile

    running: list[Dovecot] = []
    with tempfile.TemporaryDirectory(prefix="dovecot-", dir="/tmp") as folder:  # socket paths must be short
        Path(folder).chmod(0o755)

        def start(more: str = "") -> Dovecot:
            running.append(Dovecot(Path(folder) / "d", free_port(), more).__enter__())
            return running[-1]

        yield start
        for server in running:
            server.__exit__()
