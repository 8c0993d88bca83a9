"""How often a long walk over files says where it is."""

import time

from tlstudio.foundation.events import Progress

_EVERY_SECONDS = 0.1
_EVERY_FILES = 200


class Pace:
    """Makes a scan's progress events: one per 0.1 s or 200 files, whichever comes first, with the time left."""

    def __init__(self, total: int = 0) -> None:
        self._total = total
        self._started = self._said_at = time.monotonic()
        self._said = 0

    def due(self, done: int) -> Progress | None:
        """The event to yield now, if any; `done` files are behind."""
        now = time.monotonic()
        if now - self._said_at < _EVERY_SECONDS and done - self._said < _EVERY_FILES:
            return None
        self._said_at, self._said = now, done
        elapsed = now - self._started
        left = elapsed / done * (self._total - done) if self._total and done and elapsed > 1 else None
        return Progress("scan", done, self._total, seconds_left=left)
