"""A mail server that follows a script: refuses, hangs or closes at the stage a test names."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Self

import pytest

HANG, CLOSE = "hang", "close"
USUAL = {
    "GREETING": "220 script",
    "EHLO": "250 ok",
    "AUTH": "235 ok",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "DOT": "250 2.0.0 Ok: queued as 4F2A",
    "RSET": "250 ok",
    "QUIT": "221 bye",
}


@dataclass
class ScriptedServer:
    """`answers` replaces the usual reply of a verb: a reply, "hang", "close", or a list of these used one by one."""

    answers: dict[str, str | list[str]] = field(default_factory=dict)
    extensions: tuple[str, ...] = ("PIPELINING", "SIZE 1000000", "8BITMIME")
    tls: ssl.SSLContext | None = None
    groups: list[bytes] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._in_loop(asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls, limit=1 << 22))
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        self._in_loop(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _in_loop(self, work):  # type: ignore[no-untyped-def]
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _stop(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await self._answer("GREETING", writer)
            while received := await reader.read(65536):
                self.groups.append(received)
                while not received.endswith(b"\r\n"):
                    more = await reader.read(65536)
                    if not more:
                        return
                    received += more
                for line in received.split(b"\r\n")[:-1]:
                    await self._line(line, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _line(self, line: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        verb = line[:4].decode().upper().strip()
        if line == b".":
            verb = "DOT"
        if verb == "EHLO" and "EHLO" not in self.answers:
            lines = ["script", *self.extensions]
            writer.write("".join(f"250-{e}\r\n" for e in lines[:-1]).encode() + f"250 {lines[-1]}\r\n".encode())
            return
        if await self._answer(verb, writer) == 354:
            if "BODY" in self.answers:
                await self._answer("BODY", writer)
            message = await reader.readuntil(b"\r\n.\r\n") if self._expects_body else await reader.readuntil(b".\r\n")
            self.messages.append(message)
            await self._answer("DOT", writer)

    @property
    def _expects_body(self) -> bool:
        return "RCPT" not in self.answers and "MAIL" not in self.answers

    async def _answer(self, verb: str, writer: asyncio.StreamWriter) -> int:
        scripted = self.answers.get(verb, USUAL.get(verb, "500 what"))
        reply = (scripted.pop(0) if len(scripted) > 1 else scripted[0]) if isinstance(scripted, list) else scripted
        if reply == HANG:
            await asyncio.sleep(60)
        if reply == CLOSE:
            raise ConnectionAbortedError
        writer.write(f"{reply}\r\n".encode())
        return int(reply[:3]) if reply[:3].isdigit() else 0


@pytest.fixture
def scripted() -> Iterator[Callable[..., ScriptedServer]]:
    """Start scripted servers; they are stopped after the test."""
    running: list[ScriptedServer] = []

    def start(*, tls: ssl.SSLContext | None = None, extensions: tuple[str, ...] | None = None, **answers):  # type: ignore[no-untyped-def]
        server = ScriptedServer(answers=answers, tls=tls)
        if extensions is not None:
            server.extensions = extensions
        running.append(server.__enter__())
        return server

    yield start
    for server in running:
        server.__exit__()
