"""After training: what the model is to remember of the photos that it has learned from."""

import hashlib
from collections import Counter
from collections.abc import Generator, Sequence

import numpy as np
import torch

from tlstudio.backbone.freezing import only_head_trains
from tlstudio.dataset.sample import Sample
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event
from tlstudio.foundation.randomness import seed_for
from tlstudio.modelfile.description import Measured
from tlstudio.prediction.looking_back import Seen, look_back
from tlstudio.prediction.reference import (
    MOST_DISTANCES,
    MOST_OF_A_CLASS,
    MOST_VECTORS,
    NAME_BYTES,
    Reference,
    distances_between,
    units,
)
from tlstudio.training.data import Data
from tlstudio.training.plan import Plan

FEWEST_VALIDATION = 20


def remember(plan: Plan, data: Data, control: Control) -> Generator[Event, None, Reference | None]:
    """What the model of a finished run remembers; None when the run is interrupted meanwhile.

    The distances are those of training photos, each with itself and its copies left out, where the layers in front of
    the head have not learned from them. Where they have, training photos lie nearer to each other than new ones do, so
    the validation photos are measured, if there are twenty.
    """
    train, validation = _by_hash(plan.dataset.part("train")), _by_hash(plan.dataset.part("validation"))
    kept = _some_of_each_class(train, len(plan.dataset.classes))
    fresh = _body_has_learned(plan) and len(validation) >= FEWEST_VALIDATION
    asked = (validation if fresh else train)[:MOST_DISTANCES]
    both = list({id(sample): sample for sample in (*kept, *asked)}.values())
    seen = yield from look_back(plan, data, both, control)
    if seen is None or not seen.only(kept).samples:
        return None
    return _reference(seen.only(kept), seen.only(asked), "validation photos" if fresh else "training photos")


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


def _reference(kept: Seen, asked: Seen, measured_on: Measured) -> Reference:
    theirs, ours = units(kept.features), units(asked.features)
    distances = distances_between(ours, theirs, _groups(asked), _groups(kept))
    return Reference(
        features=theirs.numpy(),
        labels=kept.labels.numpy(),
        photos=np.stack([_name(sample) for sample in kept.samples]),
        distances=np.sort(distances[np.isfinite(distances)]),
        measured_on=measured_on,
    )


def _groups(seen: Seen) -> torch.Tensor:
    """A number for each photo, int64 (photos,): the same one for the same content."""
    return torch.tensor([seed_for(sample.digest) for sample in seen.samples])


def _name(sample: Sample) -> np.ndarray:
    digest = hashlib.sha256(sample.key.encode("utf-8", "surrogateescape")).digest()
    return np.frombuffer(digest[:NAME_BYTES], dtype=np.uint8)
