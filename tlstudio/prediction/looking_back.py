"""What the head of a network that has just been trained reads of its photos."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from tlstudio.backbone.cutting import averaged
from tlstudio.dataset.sample import Sample
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Problem, Progress
from tlstudio.foundation.pace import Pace
from tlstudio.training.data import Data
from tlstudio.training.plan import Plan


@dataclass(frozen=True)
class Seen:
    """Photos, their class numbers, int64 (photos,), and what the head reads of them, float32 (photos, features)."""

    samples: list[Sample]
    labels: Tensor
    features: Tensor

    def only(self, samples: Sequence[Sample]) -> "Seen":
        """Those of these photos that were seen."""
        wanted = {id(sample) for sample in samples}
        rows = [row for row, sample in enumerate(self.samples) if id(sample) in wanted]
        return Seen([self.samples[row] for row in rows], self.labels[rows], self.features[rows])


def look_back(
    plan: Plan, data: Data, samples: Sequence[Sample], control: Control
) -> Generator[Event, None, Seen | None]:
    """Look at some training and validation photos once more, as they are; None when the run is interrupted meanwhile.

    What the cache has is not computed again. A run that was stopped looks all the same: its model is a whole one.
    """
    all_photos = (*plan.dataset.part("train"), *plan.dataset.part("validation"))
    numbers = {id(sample): number for number, sample in enumerate(all_photos)}
    batches = data.plain([numbers[id(sample)] for sample in samples])
    front = plan.network.eval().in_front_of_head(plan.cut)
    seen: list[Sample] = []
    labels, features = [torch.zeros(0, dtype=torch.int64)], [torch.zeros(0, plan.network.tree.features)]
    pace = Pace(len(samples))
    for batch in batches.epoch(1):
        if isinstance(batch, Problem):  # the training has told
            continue
        if control.interrupted:
            return None
        with torch.inference_mode():
            features.append(averaged(front(batch.inputs)).float().cpu())
        seen += batch.samples
        labels.append(batch.labels.cpu())
        if pace.due():
            yield Progress("features", len(seen), len(samples), seconds_left=pace.seconds_left(len(seen)))
    return Seen(seen, torch.cat(labels), torch.cat(features))
