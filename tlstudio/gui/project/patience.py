"""When a change in the folders is worth a search: when it is over, and now and then while it goes on."""

from tlstudio.dataset.glance import SETTLED_SECONDS, Glance

_FIRST_SECONDS = 10.0
_LONGEST_SECONDS = 600.0


class Patience:
    """While photos are being copied, a first search comes after ten seconds, and each next one after twice as long.

    What was there at `since` (seconds since 1970) and has not changed since then needs no search: it was read then.
    """

    def __init__(self, since: float) -> None:
        self._since = since
        self._searched: bytes | None = None
        self._wait = _FIRST_SECONDS
        self._until: float | None = None

    def wants_search(self, seen: Glance, now: float) -> bool:
        """Whether to search, after a look at `now` (seconds); then what was seen counts as searched."""
        if self._searched is None and seen.changed < self._since - SETTLED_SECONDS:
            self._searched = seen.signature
        if seen.signature == self._searched:
            if seen.settled:
                self._wait, self._until = _FIRST_SECONDS, None
            return False
        if self._until is None:
            self._until = now + self._wait
        if not seen.settled and now < self._until:
            return False
        self._wait = _FIRST_SECONDS if seen.settled else min(2 * self._wait, _LONGEST_SECONDS)
        self._searched, self._until = seen.signature, None
        return True
