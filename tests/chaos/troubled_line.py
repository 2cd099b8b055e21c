"""A line to a mail server that misbehaves as it is told, one message in a few; everything else passes unchanged.

"refuse": 421 at the greeting. "throttle": 450 4.7.1 for the recipient. "cut": closed in the middle of the message.
"hang" and "vanish": the server takes the message, its answer to the final dot never comes, or the line is closed.
"delay": nothing but `seconds` of delay in either direction.
"""

import asyncio
import random
import threading
from typing import Self


class TroubledLine:
    """Listens on `port` of this machine and speaks to `target`, another port of it."""

    def __init__(self, target: int, *, trouble: str, share: float = 0.2, seconds: float = 0.0) -> None:
        self._target, self._trouble, self._share, self._seconds = target, trouble, share, seconds
        self.troubles = 0
        self.port = 0

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        starting = asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _strikes(self) -> bool:
        is_struck = random.random() < self._share
        self.troubles += is_struck
        return is_struck

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._trouble == "refuse" and self._strikes():
            writer.write(b"421 4.3.2 not now\r\n")
            writer.close()
            return
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._target)
        state = {"mute": False, "cut": False}
        up = self._carry(reader, server_writer, state, upward=True, back=writer)
        down = self._carry(server_reader, writer, state, upward=False, back=writer)
        await asyncio.gather(up, down, return_exceptions=True)

    async def _carry(self, source, sink, state, *, upward, back) -> None:  # type: ignore[no-untyped-def]
        loop = asyncio.get_running_loop()
        try:
            while data := await source.read(65536):
                if self._seconds:
                    loop.call_later(self._seconds, _write, sink, data)  # delay without narrowing the line
                    continue
                if upward:
                    data = self._meddle(data, state, back)
                if state["cut"]:
                    sink.write(data[: len(data) // 2])
                    back.transport.abort()
                    break
                if not upward and state["mute"]:
                    if self._trouble == "vanish":
                        break
                    continue
                sink.write(data)
                await sink.drain()
        except OSError:
            pass
        finally:
            if self._seconds:
                await asyncio.sleep(2 * self._seconds)
            sink.close()

    def _meddle(self, data: bytes, state: dict[str, bool], back: asyncio.StreamWriter) -> bytes:
        """Strike at the moment the trouble is about: the recipient's command, the message, its final dot."""
        if self._trouble == "throttle" and b"RCPT TO" in data and self._strikes():
            return data.replace(
                b"RCPT TO:<", b"RCPT TO:<slow-", 1
            )  # the server is set to turn these away with 450 4.7.1
        if self._trouble == "cut" and len(data) > 2000 and self._strikes():
            state["cut"] = True
        if self._trouble in ("hang", "vanish") and data.endswith(b"\r\n.\r\n") and self._strikes():
            state["mute"] = True
        return data


def _write(sink: asyncio.StreamWriter, data: bytes) -> None:
    if not sink.is_closing():
        sink.write(data)
