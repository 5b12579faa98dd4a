"""The log while a screen is up: kept instead of written across it."""

import logging
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

KEPT = 200


class KeptLog(logging.Handler):
    """Keeps the latest lines of the log."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s", "%H:%M:%S"))
        self.lines: deque[str] = deque(maxlen=KEPT)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self.lines.append(self.format(record))


@contextmanager
def kept_log() -> Iterator[KeptLog]:
    """Keep the log in memory for as long as this lasts, then give it back to whom it was written."""
    root, kept = logging.getLogger(), KeptLog()
    handlers, root.handlers = root.handlers, [kept]
    try:
        yield kept
    finally:
        root.handlers = handlers
