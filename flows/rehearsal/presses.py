"""Prints reports beside the rehearsed days: frozen figures need nothing of what comes later, and printing is slow."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType


@dataclass
class Presses:
    """One printer, which takes orders while the days go by. Leaving the block waits for it and raises what went wrong."""

    _orders: list[Future[object]] = field(default_factory=list)
    _printer: ThreadPoolExecutor | None = None

    def start(self, order: Callable[[], object]) -> None:
        """Print this after everything ordered before; typesetting itself runs in a process of its own."""
        self._printer = self._printer or ThreadPoolExecutor(max_workers=1, thread_name_prefix="presses")
        self._orders.append(self._printer.submit(order))

    def __enter__(self) -> "Presses":
        """Nothing is started before the first order."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for the printer; after a fault of the days, only for the order it is at."""
        if self._printer is None:
            return
        self._printer.shutdown(wait=True, cancel_futures=raised is not None)
        self._printer = None
        if raised is None:
            for order in self._orders:
                order.result()
