"""`python -m flows.local_mail`: the embedded mail server as a child process; says when it is ready, stops cleanly."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from flows.local_mail_server import LocalMailServer, LocalPost
from models.rules.errors import DomainError

__all__ = ["LocalMailServer", "LocalPost", "main", "serve"]


async def serve(server: LocalMailServer) -> None:
    """Serve until SIGTERM or SIGINT; one line on stdout says when mail is accepted, and where."""
    await server.open()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    sys.stdout.write(f"Mail server ready on 127.0.0.1:{server.port}\n")
    sys.stdout.flush()
    await stop.wait()
    await server.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of the child process. Exit code 1 when the port is taken."""
    parser = argparse.ArgumentParser(prog="python -m flows.local_mail", description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="home folder; mail is kept in HOME/mail")
    parser.add_argument("--port", type=int, default=2525, help="port on 127.0.0.1; 0 chooses a free one")
    parser.add_argument(
        "--reply-address", action="append", required=True, help="address that is ours, with any plus part; repeatable"
    )
    given = parser.parse_args(arguments)
    try:
        asyncio.run(serve(LocalMailServer(LocalPost(given.home, tuple(given.reply_address)), port=given.port)))
    except DomainError as error:
        sys.stderr.write(f"{error.sentence}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
