"""Where a run stands, put together from what it has said."""

from dataclasses import dataclass, field

from tlstudio.foundation.events import Changed, EpochEnded, Event, Finished, Progress, Started


@dataclass
class RunNow:
    """`epoch` is the one at hand, of `epochs` in all (None while unknown), and `complete` are behind it; `rate` is the
    head's peak learning rate, None where the optimiser has none. `memory` is the most it has held, in bytes.

    `learns`: it has its photos and its network, and is not over.
    """

    epochs: int | None = None
    epoch: int = 1
    complete: int = 0
    rate: float | None = None
    memory: int | None = None
    learns: bool = False
    changes: list[Changed] = field(default_factory=list)

    def hear(self, event: Event) -> None:
        """Take in what the run says."""
        match event:
            case Started():
                self.epochs, self.rate, self.learns = event.epochs, event.learning_rate, True
                self.complete = len(event.before)
                self.epoch = self.complete + 1
            case Progress(stage="train", epoch=int(epoch)):
                self.epoch = epoch
            case EpochEnded():
                self.epochs, self.complete, self.memory = event.epochs, event.epoch, event.memory
                self.epoch = min(event.epoch + 1, event.epochs)
            case Changed():
                self._change(event)
            case Finished():
                self.learns = False

    def _change(self, change: Changed) -> None:
        self.changes.append(change)
        self.rate = change.learning_rate or self.rate
        if change.epochs is not None:
            self.epochs = max(change.epochs, change.epoch)
