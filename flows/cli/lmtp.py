"""`iltizam lmtp`: take mail from the Postfix of this machine; each one is stored before Postfix is told so."""

import asyncio
import signal
from dataclasses import replace
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def lmtp(
    host: Annotated[str, typer.Option(help="Address to listen on; this machine only.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; -1 means the one of the settings, 0 any free one.")] = -1,
) -> None:
    """Take mail from a local Postfix by LMTP until stopped; `iltizam run inbound-replies` reads what was stored."""
    from flows.runtime import current_day, current_moment, open_desk
    from flows.services.reception.inbox import store_raw
    from flows.settings import read_settings
    from notifications.lmtp import LmtpServer
    from notifications.lmtp_recipients import Recipients

    settings = read_settings()
    desk = open_desk()

    def store(raw: bytes, recipient: str) -> None:
        now = replace(desk, now=current_moment(), today=current_day(time_zone=desk.time_zone))
        store_raw(now, raw=raw, envelope_to=recipient, source="lmtp")

    recipients = Recipients(desk.office.reply_address, desk.office.key)
    server = LmtpServer(recipients, store, host=host, port=settings.lmtp_port if port < 0 else port)

    async def serve() -> None:
        await server.open()
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        typer.echo(f"LMTP server ready on {server.host}:{server.port}")
        await stop.wait()
        await server.close()

    asyncio.run(serve())
