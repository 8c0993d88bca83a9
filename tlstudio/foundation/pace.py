"""How fast something goes: when to say so again, and how long the rest will take."""

import time


class Pace:
    """Counts units of work on the monotonic clock, which neither sleeps backwards nor jumps with the calendar."""

    def __init__(self, total: int, interval: float = 0.1) -> None:
        self._total = total
        self._interval = interval
        self._started = time.monotonic()
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
        return round(self.seconds * (self._total - done) / done, 1) if done else None
