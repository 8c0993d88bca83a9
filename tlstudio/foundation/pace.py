"""How fast something goes: when to say so again, and how long the rest will take."""

import time

_ASLEEP = 60.0
_UNUSUAL = 20


class Stopwatch:
    """Seconds of work, on the monotonic clock, which does not jump with the calendar; `seconds` were counted before.

    A piece of work that takes over a minute and twenty times as long as usual was none: the computer slept, or the
    program was held. As it says nothing of how long the rest will take, it counts as long as the others.
    """

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self._last = time.monotonic()
        self._pieces = 0
        self._of_pieces = 0.0

    def lap(self) -> float:
        """Another piece of work is done; `seconds` with it."""
        now = time.monotonic()
        took, self._last = now - self._last, now
        if self._pieces and took > max(_ASLEEP, _UNUSUAL * self._of_pieces / self._pieces):
            took = self._of_pieces / self._pieces
        self._pieces += 1
        self._of_pieces += took
        self.seconds += took
        return self.seconds

    def skip(self, seconds: float) -> None:
        """Do not count these last seconds: a pause."""
        self._last += seconds


class Pace:
    """Counts units of work, and says when to tell of them."""

    def __init__(self, total: int, interval: float = 0.1) -> None:
        self._total = total
        self._interval = interval
        self._started = time.monotonic()
        self._watch = Stopwatch()
        self._said = self._started

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    def due(self) -> bool:
        """True when `interval` seconds have passed since the last time this was True."""
        now = time.monotonic()
        if now - self._said < self._interval:
            return False
        self._said = now
        return True

    def seconds_left(self, done: int) -> float | None:
        """Seconds the rest takes at the pace so far, to a tenth; None before the first unit is done."""
        return round(self._watch.lap() * (self._total - done) / done, 1) if done else None
