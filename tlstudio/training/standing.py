"""Where a run stands: all that changes while it goes, apart from what the network and the optimiser hold."""

from dataclasses import dataclass, field
from typing import Literal

import torch

from tlstudio.foundation.drift import Drift
from tlstudio.foundation.events import EpochEnded
from tlstudio.training.recipe import Change
from tlstudio.training.tally import Tally


@dataclass
class Outcome:
    """How a run ended. `best_epoch` is None when no epoch was completed; then the weights are of no use.

    `changes` is what was changed on the way.
    """

    reason: Literal["completed", "stopped", "early"] = "completed"
    best_epoch: int | None = None
    best: Tally = field(default_factory=Tally)
    epochs: list[EpochEnded] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    @property
    def drift(self) -> Drift | None:
        """How far the layers of the best epoch are from their start."""
        return next((ended.drift for ended in self.epochs if ended.epoch == self.best_epoch), None)

    def add(self, ended: EpochEnded, judged: Tally) -> bool:
        """Note an epoch and what the validation photos said; True when it is the best so far."""
        self.epochs.append(ended)
        if self.best_epoch is not None and judged.loss >= self.best.loss:
            return False
        self.best_epoch, self.best = ended.epoch, judged
        return True

    def waited(self) -> int:
        """How many epochs in a row, up to the last one, were not the best."""
        return self.epochs[-1].epoch - (self.best_epoch or 0) if self.epochs else 0


@dataclass
class Standing:
    """`batch` batches and `start` photos of the order of `epoch` are done, `tally` has counted them.

    `epochs` is how many there will be in all. `best_weights` are those of the best epoch so far, by name.
    """

    epochs: int
    epoch: int = 1
    batch: int = 0
    start: int = 0
    tally: Tally = field(default_factory=Tally)
    outcome: Outcome = field(default_factory=Outcome)
    best_weights: dict[str, torch.Tensor] = field(default_factory=dict)

    def begin_next_epoch(self) -> None:
        """The epoch at hand is done."""
        self.epoch, self.batch, self.start, self.tally = self.epoch + 1, 0, 0, Tally()
