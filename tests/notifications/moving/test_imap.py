"""The IMAP mailbox against a real Dovecot on this machine, with a configuration of its own."""

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

from models.rules.errors import DomainError
from notifications.mailbox import LARGEST_MESSAGE, ImapAccount
from notifications.mailbox_imap import ImapLookup, ImapMailbox
from notifications.mailbox_maildir import deliver, list_mails, new_name

pytestmark = pytest.mark.server
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


MOVES = "imap_capability = IMAP4rev1 MOVE UIDPLUS NAMESPACE"
COPIES = "imap_capability = IMAP4rev1 UIDPLUS"
MARKS = "imap_capability = IMAP4rev1"


@pytest.mark.parametrize("more", ["", MOVES, COPIES, MARKS], ids=["as installed", "move", "copy", "copy, no UIDPLUS"])
def test_mails_are_read_unmarked_and_moved_when_done(dovecot, more):
    server = dovecot(more)
    for number in (1, 2, 3):
        server.put(number)
    mailbox = ImapMailbox(server.account())
    first, *others = mailbox.fetch()
    assert (first.envelope_to, b"<1@x.example>" in first.raw, first.is_header_only) == ("a+t@plan.example", True, False)
    assert len(others) == 2
    assert not [path for path in list_mails(server.mail) if "S" in path.name.partition(":2,")[2]]
    mailbox.done(first.key)
    mailbox.done(first.key)
    assert [mail.raw for mail in mailbox.fetch()] == [mail.raw for mail in others]
    mailbox.close()
    assert len(list_mails(server.mail / ".Processed")) == 1


def test_mail_that_comes_while_mail_is_fetched_is_fetched_too(dovecot):
    server = dovecot()
    server.put(1)
    mailbox = ImapMailbox(server.account())
    fetching = mailbox.fetch()
    next(fetching)
    server.put(2)
    assert len(list(fetching)) == 1
    mailbox.close()


def test_a_server_that_goes_away_and_comes_back_loses_nothing(dovecot):
    server = dovecot()
    for number in (1, 2, 3):
        server.put(number)
    mailbox = ImapMailbox(server.account())
    fetching = mailbox.fetch()
    first = next(fetching)
    server.__exit__()
    server.__enter__()
    rest = list(fetching)
    mailbox.done(first.key)
    mailbox.close()
    assert len({mail.raw for mail in (first, *rest)}) == 3
    assert len(list_mails(server.mail)) == 2


def test_after_the_folder_is_numbered_anew_an_old_key_moves_no_other_mail(dovecot):
    server = dovecot()
    server.put(1)
    server.put(2)
    mailbox = ImapMailbox(server.account())
    fetched = list(mailbox.fetch())
    server.__exit__()
    for path in server.mail.glob("dovecot*"):
        path.unlink()
    time.sleep(1.1)  # UIDVALIDITY is the time in seconds
    server.__enter__()
    mailbox.done(fetched[0].key)
    assert len(list_mails(server.mail)) == 2
    assert [mail.raw for mail in mailbox.fetch()] == [mail.raw for mail in fetched]
    mailbox.close()


def test_of_a_huge_mail_only_the_header_is_fetched(dovecot):
    server = dovecot()
    server.put(1, body=b"x" * 70 + b"\r\n" + b"y" * LARGEST_MESSAGE)
    mailbox = ImapMailbox(server.account())
    (mail,) = mailbox.fetch()
    mailbox.close()
    assert mail.is_header_only
    assert mail.size > LARGEST_MESSAGE
    assert mail.raw.endswith(b"<1@x.example>\r\n\r\n")


def test_a_refused_login_is_one_sentence_without_the_password(dovecot):
    server = dovecot()
    with pytest.raises(DomainError, match="login was refused") as caught:
        next(ImapMailbox(server.account("hunter2")).fetch())
    assert "hunter2" not in caught.value.sentence


def test_a_mail_is_looked_up_by_its_message_id(dovecot):
    server = dovecot()
    server.put(1)
    lookup = ImapLookup(server.account())
    assert (lookup.find("<1@x.example>"), lookup.find("11@x.example")) == (True, False)
    server.put(11)
    assert lookup.find("11@x.example") is True
    lookup.close()


def test_a_server_that_is_down_is_one_sentence():
    account = ImapAccount("127.0.0.1", 1, "suivi", "INBOX", SecretStr("hunter2"), is_encrypted=False)
    with pytest.raises(DomainError, match="check that it can be reached"):
        next(ImapMailbox(account).fetch())
