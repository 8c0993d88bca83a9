"""The one way to speak to a run: the run reads it at every batch, any thread may write it."""

import threading
from collections.abc import Iterator

from tlstudio.foundation.events import Event, Paused, Resumed


class Control:
    """Stop, pause and go on. Safe to use from any thread; a stopped control stays stopped."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._may_go_on = threading.Event()
        self._may_go_on.set()

    @property
    def stopped(self) -> bool:
        """True once `stop` was called."""
        return self._stopped.is_set()

    @property
    def paused(self) -> bool:
        """True between `pause` and `resume` (or `stop`)."""
        return not self._may_go_on.is_set()

    def stop(self) -> None:
        """Ask the run to end after the batch at hand, keeping its best epoch."""
        self._stopped.set()
        self._may_go_on.set()

    def pause(self) -> None:
        """Ask the run to wait after the batch at hand; does nothing once stopped."""
        if not self.stopped:
            self._may_go_on.clear()

    def resume(self) -> None:
        """Let a paused run go on."""
        self._may_go_on.set()

    def wait_while_paused(self) -> Iterator[Event]:
        """What a run calls at every batch: says so and blocks while paused, else returns at once."""
        if self.paused:
            yield Paused("paused on request")
            self._may_go_on.wait()
            if not self.stopped:
                yield Resumed()
