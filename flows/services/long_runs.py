"""How Python behaves while a long run lasts: it looks for garbage less often, and lets threads take shorter turns."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_ALLOCATIONS = 50_000
_TURN = 0.0005


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Look for cycles every 50,000 new objects instead of every 700: a fifth of the time of composing a mail.

    What nobody holds is freed at once all the same; only cycles wait, and a few megabytes bound them.
    """
    before = gc.get_threshold()
    gc.set_threshold(max(_ALLOCATIONS, before[0]), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def taking_short_turns() -> Iterator[None]:
    """Let a thread that is called upon wait half a millisecond for a busy one instead of five.

    A connection that has an answer to read would otherwise wait for whoever keeps the books, again and again.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(_TURN, before))
    try:
        yield
    finally:
        sys.setswitchinterval(before)
