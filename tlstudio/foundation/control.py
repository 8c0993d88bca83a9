"""The one way to speak to a run: the run reads it at every batch, any thread may write it."""

import math
import threading
from collections.abc import Iterator
from typing import NamedTuple

from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.events import Event, Paused, Resumed, Warned

_HIGHEST_RATE = 1e3


class Wish(NamedTuple):
    """What a person wants changed in a run under way; None leaves it as it is."""

    learning_rate: float | None = None
    epochs: int | None = None


class Control:
    """Stop, interrupt, pause, go on, change. Safe to use from any thread; a stopped control stays stopped.

    `attended`: somebody is there to answer when a run asks.
    """

    def __init__(self, attended: bool = False) -> None:
        self._attended = attended
        self._stopped = threading.Event()
        self._interrupted = threading.Event()
        self._may_go_on = threading.Event()
        self._may_go_on.set()
        self._mine = threading.Lock()
        self._wishes: list[Wish] = []

    @property
    def stopped(self) -> bool:
        """True once `stop` or `interrupt` was called."""
        return self._stopped.is_set()

    @property
    def interrupted(self) -> bool:
        """True once `interrupt` was called: what the run needs to go on another time is to be kept."""
        return self._interrupted.is_set()

    @property
    def paused(self) -> bool:
        """True between `pause` and `resume` (or `stop`)."""
        return not self._may_go_on.is_set()

    def stop(self) -> None:
        """Ask the run to end after the batch at hand, keeping its best epoch."""
        self._stopped.set()
        self._may_go_on.set()

    def interrupt(self) -> None:
        """The same, so that the run can go on from there another time."""
        self._interrupted.set()
        self.stop()

    def pause(self) -> None:
        """Ask the run to wait after the batch at hand; does nothing once stopped."""
        if not self.stopped:
            self._may_go_on.clear()

    def resume(self) -> None:
        """Let a paused run go on."""
        self._may_go_on.set()

    def change(self, learning_rate: float | None = None, epochs: int | None = None) -> None:
        """Ask for another peak learning rate of the head, or another number of epochs in all, from the next batch on.

        UsageError for a rate that is not above 0 and at most 1000, or fewer epochs than one.
        """
        if learning_rate is not None and not (math.isfinite(learning_rate) and 0 < learning_rate <= _HIGHEST_RATE):
            raise UsageError("The learning rate must be above 0 and at most 1000.")
        if epochs is not None and epochs < 1:
            raise UsageError("A run needs at least one epoch.")
        with self._mine:
            self._wishes.append(Wish(learning_rate, epochs))

    def take_wishes(self) -> list[Wish]:
        """What was asked for since the last time, oldest first; the run takes them at a batch."""
        with self._mine:
            wishes, self._wishes = self._wishes, []
        return wishes

    def wait_while_paused(self) -> Iterator[Event]:
        """What a run calls at every batch: says so and blocks while paused, else returns at once."""
        if self.paused:
            yield from self._wait(Paused("paused on request"))

    def ask(self, problem: str, question: str) -> Iterator[Event]:
        """Pause by itself, with a question to which `resume` means yes and `stop` no; where nobody is there to answer,
        say what the matter is, and go on."""
        if not self._attended:
            yield Warned(f"{problem} The run goes on.")
        elif not self.stopped:
            self.pause()
            yield from self._wait(Paused(f"{problem} {question}", asks=True))

    def _wait(self, paused: Paused) -> Iterator[Event]:
        yield paused
        self._may_go_on.wait()
        if not self.stopped:
            yield Resumed()
