"""The new head is fitted before the layers in front of it learn: what comes back from a head that knows nothing would
distort what those layers have learned already.

Source: A. Kumar and others 2022, "Fine-Tuning can Distort Pretrained Features and Underperform Out-of-Distribution".
"""

from collections.abc import Generator, Iterator

import torch
from torch import nn

from tlstudio.backbone.heads import HEAD
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import EpochEnded, Event, Problem, Progress
from tlstudio.foundation.pace import Pace
from tlstudio.training.batches import Batches, LabelledBatch
from tlstudio.training.head import HeadLearner, fit_head
from tlstudio.training.plan import Plan

_STEPS = 40


def fit_head_first(plan: Plan, train: Batches, control: Control) -> Generator[Event, None, None]:
    """Give the plan's network the head that suits its features as they are, on the photos as epoch 1 shows them.

    Photos that are to judge what was learned have no say in it.
    """
    plan.network.eval()
    front = plan.network.in_front_of_head(plan.cut)
    seen = _Seen()
    yield from _look(front, train, seen, control)
    head = plan.network.get_submodule(HEAD)
    assert isinstance(head, nn.Linear)
    if seen.features and not control.stopped:
        for event in fit_head(HeadLearner(head, nn.Identity()), seen, seen, _STEPS, control):
            if not isinstance(event, Progress | EpochEnded):  # its steps are no epochs of the run
                yield event


class _Seen:
    """What the front makes of some photos, in memory: batches that are the same in every epoch."""

    def __init__(self) -> None:
        self.features: list[torch.Tensor] = []
        self.labels: list[torch.Tensor] = []

    @property
    def photos(self) -> int:
        return sum(len(labels) for labels in self.labels)

    def epoch(self, epoch: int, start: int = 0) -> Iterator[LabelledBatch | Problem]:
        yield from (LabelledBatch(*pair) for pair in zip(self.features, self.labels, strict=True))

    def whole(self) -> LabelledBatch | None:
        return LabelledBatch(torch.cat(self.features), torch.cat(self.labels))


def _look(front: nn.Module, part: Batches, seen: _Seen, control: Control) -> Generator[Event, None, None]:
    pace = Pace(part.photos)
    with torch.no_grad():
        for batch in part.epoch(1):
            if isinstance(batch, Problem):
                yield batch
                continue
            yield from control.wait_while_paused()
            if control.stopped:
                return
            seen.features.append(front(batch.inputs).float())
            seen.labels.append(batch.labels)
            if pace.due():
                yield Progress("prepare", seen.photos, part.photos, seconds_left=pace.seconds_left(seen.photos))
