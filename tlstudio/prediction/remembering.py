"""After training: what the model is to remember of the photos that it has learned from, and how sure it may be."""

from collections import Counter, defaultdict
from collections.abc import Generator, Sequence

import numpy as np
import torch

from tlstudio.backbone.freezing import only_head_trains
from tlstudio.dataset.divide import divisible
from tlstudio.dataset.sample import Sample
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event
from tlstudio.foundation.randomness import seed_for
from tlstudio.metrics.ranks import chance_of_being_as_large
from tlstudio.prediction.calibrating import calibrated_on_training, calibrated_on_validation
from tlstudio.prediction.looking_back import Seen, look_back
from tlstudio.prediction.reference import (
    MOST_DISTANCES,
    MOST_OF_A_CLASS,
    MOST_VECTORS,
    Reference,
    Vectors,
    as_tensors,
    described,
    distances_between,
    name_of,
    units,
)
from tlstudio.training.data import Data
from tlstudio.training.keeping import Memory
from tlstudio.training.plan import Plan
from tlstudio.training.standing import Outcome

FEWEST_VALIDATION = 20
_CHANCE = 0.05


def remember(plan: Plan, data: Data, outcome: Outcome, control: Control) -> Generator[Event, None, Memory]:
    """What the model of a finished run takes along; nothing when the run is interrupted meanwhile.

    How far photos of its own kind are is measured on training photos, each with itself and all that belongs to it left
    out. Where the layers in front of the head have learned from these, new photos may lie further off; where validation
    photos, twenty at least, show that they do, those are taken instead. How sure the answers may be is asked of
    training photos where the head alone was trained by L-BFGS, which can be repeated in no time, else of validation
    photos.
    """
    train, validation = _by_hash(plan.dataset.part("train")), _by_hash(plan.dataset.part("validation"))
    learned, repeats = _body_has_learned(plan), plan.recipe.optimiser == "lbfgs"
    kept = _some_of_each_class(train, len(plan.dataset.classes))
    own, fresh = (kept[:MOST_DISTANCES], validation[:MOST_DISTANCES]) if learned else (train[:MOST_DISTANCES], [])
    asked = (train if repeats else validation)[:MOST_DISTANCES]
    wanted = list({id(sample): sample for sample in (*asked, *own, *fresh, *kept)}.values())
    seen = yield from look_back(plan, data, wanted, control)
    if seen is None or not seen.only(kept).samples:
        return Memory()
    groups, of_asked = _Groups(plan), seen.only(asked)
    if repeats:
        calibration = calibrated_on_training(plan, of_asked, groups.of(of_asked), outcome.best_epoch or 1)
    else:
        calibration = calibrated_on_validation(plan, of_asked, used_to_choose=len(outcome.epochs) > 1)
    reference = _reference(seen.only(kept), seen.only(own), seen.only(fresh), groups)
    return Memory(calibration, described(reference), as_tensors(reference))


def _body_has_learned(plan: Plan) -> bool:
    """Whether what is in front of the head was trained in this run, or in that of the model which it started from."""
    return not only_head_trains(plan.network.tree, plan.lasting) or plan.recipe.backbone != plan.network.tree.backbone


def _by_hash(samples: Sequence[Sample]) -> list[Sample]:
    """The photos, copies once, in an order that only their contents decide: the first of them are a fair sample, and
    nearly the same ones after some photos have come or gone."""
    once = {(sample.label, sample.key): sample for sample in samples}
    return sorted(once.values(), key=lambda sample: (seed_for("reference", sample.key), sample.label))


def _some_of_each_class(samples: Sequence[Sample], classes: int) -> list[Sample]:
    """Two hundred of each at most; fewer where there are so many classes that it would be too much in all."""
    most = max(1, min(MOST_OF_A_CLASS, MOST_VECTORS // classes))
    taken: Counter[str] = Counter()
    chosen = []
    for sample in samples:
        taken[sample.label] += 1
        if taken[sample.label] <= most:
            chosen.append(sample)
    return chosen[:MOST_VECTORS]


class _Groups:
    """Which photos belong together: copies, and where that was looked for, much the same pictures and bursts."""

    def __init__(self, plan: Plan) -> None:
        classes: dict[str, set[str]] = defaultdict(set)
        for sample in plan.dataset.samples:
            classes[sample.label].add(sample.digest)
        self._together = divisible(classes, plan.dataset.together)

    def of(self, seen: Seen) -> torch.Tensor:
        """A number for each photo, int64 (photos,), the same one for all of a group."""
        digests = [sample.digest for sample in seen.samples]
        return torch.tensor([seed_for(self._together.get(digest, digest)) for digest in digests], dtype=torch.int64)


def _reference(kept: Seen, own: Seen, fresh: Seen, groups: _Groups) -> Reference:
    theirs = units(kept.features)

    def measured(seen: Seen) -> Vectors:
        distances = distances_between(units(seen.features), theirs, groups.of(seen), groups.of(kept))
        return np.sort(distances[np.isfinite(distances)])

    distances, of_new = measured(own), measured(fresh)
    further = len(of_new) >= FEWEST_VALIDATION and chance_of_being_as_large(of_new, distances) < _CHANCE
    return Reference(
        features=theirs.numpy(),
        labels=kept.labels.numpy(),
        photos=np.stack([np.frombuffer(name_of(sample), np.uint8) for sample in kept.samples]),
        distances=of_new if further else distances,
        measured_on="validation photos" if further else "training photos",
    )
