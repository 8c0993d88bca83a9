"""What a model says of photos whose features a run has kept: none is read, and only what is behind the border runs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch

from tlstudio.backbone.freezing import border
from tlstudio.dataset.sample import Sample
from tlstudio.features.choosing import kept_key
from tlstudio.features.prefix import Prefix
from tlstudio.features.rows import Rows
from tlstudio.features.store import Store
from tlstudio.prediction.answer import Answer

if TYPE_CHECKING:
    from tlstudio.prediction.predictor import Predictor

_BATCH = 256


def answers_from_features(predictor: "Predictor", samples: Sequence[Sample], store: Store) -> dict[str, Answer]:
    """The answers that need no photo, by the samples' keys; those whose features are not kept are not among them.

    The features are those that training has used, so the answers are those that its own figures were counted from.
    """
    network = predictor.network
    cut = border(network.tree, predictor.summary.frozen)
    if cut is None or not samples:
        return {}
    rows = Rows((), samples)
    prefix = Prefix(network, cut, predictor.preprocessing, predictor.device, "fast")
    key = kept_key(prefix, rows, store)
    if key is None:
        return {}
    group, front = store.group(key), network.in_front_of_head(cut)
    found: dict[str, Answer] = {}
    for start in range(0, len(samples), _BATCH):
        values = torch.empty((len(samples[start : start + _BATCH]), *prefix.shape))
        there = group.read_into(rows.keys[start : start + _BATCH], values.numpy())
        some = [samples[start + place] for place in np.flatnonzero(there).tolist()]
        if some:
            answers = predictor.answer_features([sample.source for sample in some], values[there], front)
            found |= {sample.key: answer for sample, answer in zip(some, answers, strict=True)}
    return found
