"""Kill senders and receivers at random, take their servers, database and disk away, and count what came of every mail.

Real Postfix, Dovecot and PostgreSQL on loopback. Run: python tests/chaos/run_chaos.py [--messages 10000] [--replies 10000] [--kills 100].
Exits with 1 unless every mail exists exactly once and every row has the state it should have.
"""

import argparse
import random
import shutil
import sys
import tempfile
from pathlib import Path

from servers import missing_servers
from trial_row import print_table
from trials import (
    trials,
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--replies", type=int, default=None, help="mails to read; as many as are sent when not given")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument(
        "--short", action="store_true", help="kills on both databases, a line that breaks, one that closes in IDLE"
    )
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    if missing := missing_servers():
        print(f"Chaos needs real servers: {missing}.", file=sys.stderr)
        return 2
    random.seed(options.seed)
    base = Path(tempfile.mkdtemp(prefix="iltizam-chaos-"))
    base.chmod(0o755)
    rows = []
    try:
        for row in trials(
            base,
            mails=options.messages,
            replies=options.replies or options.messages,
            kills=options.kills,
            is_short=options.short,
        ):
            print(" · ".join(row.cells()), *row.notes, sep="\n    ", file=sys.stderr, flush=True)
            rows.append(row)
    finally:
        shutil.rmtree(base, ignore_errors=True)
    print_table(rows)
    return 0 if all(row.is_clean for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
