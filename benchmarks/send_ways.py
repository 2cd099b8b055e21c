"""Ways of handing rendered mails to a relay: the floor (a bare pipelined socket) and plain aiosmtplib."""

import asyncio
import socket
import threading
import time
from collections.abc import Sequence
from typing import NamedTuple

import aiosmtplib

from notifications.smtp_conversation import to_wire


class Rendered(NamedTuple):
    """One mail, ready to be sent."""

    sender: str
    recipient: str
    raw: bytes


def floor(mails: Sequence[Rendered], *, port: int, connections: int) -> float:
    """Seconds for blocking sockets, one thread each, bytes made ready for the wire before the clock starts."""
    shares = [[_prepare(mail) for mail in mails[start::connections]] for start in range(connections)]
    lines = [socket.create_connection(("127.0.0.1", port)) for _ in shares]
    for line in lines:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _replies(line, 1)
        line.sendall(b"EHLO localhost\r\n")
        _replies(line, 1)
    threads = [threading.Thread(target=_pour, args=pair) for pair in zip(lines, shares, strict=True)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    for line in lines:
        line.close()
    return seconds


def _prepare(mail: Rendered) -> tuple[bytes, bytes]:
    body = to_wire(mail.raw)
    commands = f"MAIL FROM:<{mail.sender}> SIZE={len(body)}\r\nRCPT TO:<{mail.recipient}>\r\nDATA\r\n"
    return commands.encode(), body + b".\r\n"


def _pour(line: socket.socket, share: Sequence[tuple[bytes, bytes]]) -> None:
    for commands, body in share:
        line.sendall(commands)
        _replies(line, 3)
        line.sendall(body)
        _replies(line, 1)


def _replies(line: socket.socket, count: int) -> None:
    received = b""
    while sum(row[3:4] == b" " and row[:1] in b"23" for row in received.split(b"\r\n")[:-1]) < count:
        more = line.recv(65536)
        if not more or more[:1] in b"45":
            raise ConnectionError(received + more)
        received += more


def plain_aiosmtplib(mails: Sequence[Rendered], *, port: int, connections: int) -> float:
    """Seconds for aiosmtplib's `sendmail(bytes)` over reused connections, nothing written down."""
    return asyncio.run(_plain(mails, port=port, connections=connections))


async def _plain(mails: Sequence[Rendered], *, port: int, connections: int) -> float:
    began = time.perf_counter()
    clients = [aiosmtplib.SMTP(hostname="127.0.0.1", port=port) for _ in range(connections)]
    for client in clients:
        await client.connect()

    async def work(client: aiosmtplib.SMTP, share: Sequence[Rendered]) -> None:
        for mail in share:
            await client.sendmail(mail.sender, [mail.recipient], mail.raw)

    shares = (mails[start::connections] for start in range(connections))
    await asyncio.gather(*(work(client, share) for client, share in zip(clients, shares, strict=True)))
    for client in clients:
        await client.quit()
    return time.perf_counter() - began
