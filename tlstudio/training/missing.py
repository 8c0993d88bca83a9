"""Photos that a run can read no more: it goes on without them, but asks when they become many."""

from collections.abc import Iterator

from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event
from tlstudio.training.batches import Batches

_MANY = 0.05


class Missing:
    """Counts those of `total` photos, called `kind` to a person, that cannot be read."""

    def __init__(self, control: Control, total: int, kind: str = "training photos") -> None:
        self._control = control
        self._total = total
        self._kind = kind
        self._count = 0
        self._asked_at = 0

    def count(self) -> Iterator[Event]:
        """One more; for every twentieth part of all photos the person is asked once."""
        self._count += 1
        if self._count - self._asked_at > _MANY * self._total:
            self._asked_at = self._count
            yield from self._control.ask(
                f"{self._count:,} of {self._total:,} {self._kind} cannot be read any more.",
                "Are their folder and drive still there? Go on without them?",
            )


def check_enough(train: Batches, validation: Batches, fewest: int) -> None:
    """StudioError when fewer photos are left to train on, or none to check with."""
    if train.photos < fewest or not validation.photos:
        raise StudioError(
            "Too few photos can still be read to go on training. Bring their folder or drive back, then go on: "
            "what was learned up to the last checkpoint is kept."
        )
