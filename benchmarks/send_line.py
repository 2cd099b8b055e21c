"""A process with a line that delays both directions; prints its port. Arguments: port of the server, seconds one way."""

import sys
import time

from tests.chaos.troubled_line import TroubledLine

if __name__ == "__main__":
    with TroubledLine(int(sys.argv[1]), trouble="delay", seconds=float(sys.argv[2])) as line:
        print(line.port, flush=True)
        while True:
            time.sleep(60)
