"""How sure a network that has just been trained may be: asked of photos that it has not learned from."""

from collections import Counter
from collections.abc import Iterator

import msgspec
import torch
from torch import Tensor, nn

from tlstudio.backbone.construction import designed_head
from tlstudio.backbone.heads import HEAD
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Problem
from tlstudio.foundation.randomness import seed_for
from tlstudio.foundation.steps import Steps
from tlstudio.metrics.temperature import fitted_temperature
from tlstudio.modelfile.description import Calibration
from tlstudio.prediction.looking_back import Seen
from tlstudio.training.batches import LabelledBatch
from tlstudio.training.head import HeadLearner, fit_head
from tlstudio.training.learning import criterion_of
from tlstudio.training.plan import Plan

FEWEST = 20
_FOLDS = 3


def calibrated_on_training(plan: Plan, seen: Seen, groups: Tensor, steps: int) -> Calibration | None:
    """The temperature of a head that was trained alone by L-BFGS, of what heads that are trained as it was, on two
    thirds of these training photos, say of the last third; None where there are too few.

    `groups` int64 (photos,): photos of one group are learned from or asked about together. `steps` is how many the
    head itself took.
    """
    folds = _folds(seen, groups)
    held, labels = [torch.zeros(0, len(plan.dataset.classes))], [torch.zeros(0, dtype=torch.int64)]
    for fold in range(_FOLDS):
        learned, asked = folds != fold, folds == fold
        asked &= torch.isin(seen.labels, seen.labels[learned])  # nobody can know a class that was never shown
        head = _fitted(plan, seen.features[learned], seen.labels[learned], steps)
        held.append(_scores(head, seen.features[asked], plan.device))
        labels.append(seen.labels[asked])
    return _calibration(torch.cat(held), torch.cat(labels), Calibration(1.0, 0, "training photos", False))


def calibrated_on_validation(plan: Plan, seen: Seen, used_to_choose: bool) -> Calibration | None:
    """The temperature of what the network itself says of these validation photos; None where there are too few."""
    scores = _scores(plan.network.get_submodule(HEAD), seen.features, plan.device)
    return _calibration(scores, seen.labels, Calibration(1.0, 0, "validation photos", used_to_choose))


def _calibration(scores: Tensor, labels: Tensor, origin: Calibration) -> Calibration | None:
    if len(labels) < FEWEST:
        return None
    temperature = fitted_temperature(scores.numpy(), labels.numpy())
    return msgspec.structs.replace(origin, temperature=temperature, photos=len(labels))


def _folds(seen: Seen, groups: Tensor) -> Tensor:
    """The fold of each photo, int64 (photos,): each class dealt out evenly, in the order in which they come."""
    dealt: dict[int, int] = {}
    counts: Counter[int] = Counter()
    for label, group in zip(seen.labels.tolist(), groups.tolist(), strict=True):
        if group not in dealt:
            dealt[group] = counts[label] % _FOLDS
            counts[label] += 1
    return torch.tensor([dealt[group] for group in groups.tolist()])


def _fitted(plan: Plan, features: Tensor, labels: Tensor, steps: int) -> nn.Linear:
    """The head as it would have become, had there been only these photos; from the same start."""
    tree = plan.network.tree
    head = designed_head(tree.head, tree.features, len(plan.dataset.classes), seed_for(plan.recipe.seed, HEAD))
    assert isinstance(head, nn.Linear)
    head.to(plan.device)
    photos = _Whole(LabelledBatch(features.to(plan.device), labels.to(plan.device)))
    fitting = Steps(fit_head(HeadLearner(head, nn.Identity(), criterion_of(plan)), photos, photos, steps, Control()))
    for _ in fitting:
        pass
    return head


def _scores(head: nn.Module, features: Tensor, device: torch.device) -> Tensor:
    with torch.inference_mode():
        scores: Tensor = head(features.to(device)).float().cpu()
    return scores


class _Whole:
    """Some photos as the one batch that they are in every epoch."""

    def __init__(self, batch: LabelledBatch) -> None:
        self._batch = batch

    @property
    def photos(self) -> int:
        return len(self._batch.labels)

    def epoch(self, epoch: int, start: int = 0) -> Iterator[LabelledBatch | Problem]:
        yield self._batch

    def whole(self) -> LabelledBatch | None:
        return self._batch
