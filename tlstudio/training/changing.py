"""What changes while a run is under way: what a person asks for at the moment, and what a recipe repeats."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Changed, Event
from tlstudio.training.optimiser import Schedule
from tlstudio.training.recipe import Change
from tlstudio.training.standing import Standing


class Changes:
    """Applied between two batches. `planned` are the recipe's own, `rate` its learning rate; an epoch has `steps`."""

    def __init__(self, planned: Iterable[Change], rate: float, steps: int) -> None:
        self._planned = sorted(planned, key=lambda change: (change.epoch, change.batch))
        self._rate = rate
        self._steps = steps

    def go_on_from(self, standing: Standing) -> None:
        """Leave out what was planned for earlier: it has happened."""
        here = standing.epoch, standing.batch
        self._planned = [change for change in self._planned if (change.epoch, change.batch) >= here]

    def due(self, schedule: Schedule, standing: Standing, control: Control) -> Iterator[Event]:
        """Make all changes whose time has come, and say so."""
        here = standing.epoch, standing.batch
        while self._planned and (self._planned[0].epoch, self._planned[0].batch) <= here:
            yield self._make(self._planned.pop(0), schedule, standing)
        for wish in control.take_wishes():
            when = datetime.now(UTC).isoformat(timespec="seconds")
            yield self._make(Change(*here, wish.learning_rate, wish.epochs, when), schedule, standing)

    def _make(self, change: Change, schedule: Schedule, standing: Standing) -> Changed:
        if change.learning_rate is not None:
            schedule.scale = change.learning_rate / self._rate
        if change.epochs is not None:
            standing.epochs = max(change.epochs, standing.epoch)
            schedule.steps = standing.epochs * self._steps
        schedule.refresh()
        standing.outcome.changes.append(change)
        return Changed(standing.epoch, standing.batch, change.learning_rate, change.epochs)
