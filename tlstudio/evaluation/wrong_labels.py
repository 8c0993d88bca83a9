"""Labels that are likely wrong: what a probe that has not seen a photo says about it, against what its folder says.

Source: C. G. Northcutt, L. Jiang and I. L. Chuang, "Confident Learning: Estimating Uncertainty in Dataset Labels",
Journal of Artificial Intelligence Research 70 (2021).
"""

from typing import NamedTuple

import torch
from torch import Tensor


class WrongLabel(NamedTuple):
    """The photo of that number is likely of the class `label` (a number) instead; `score` is that class's share of
    the two, 0 to 1."""

    photo: int
    label: int
    score: float


def wrong_labels(probabilities: Tensor, labels: Tensor) -> list[WrongLabel]:
    """The photos whose label is likely wrong, the surest first.

    `probabilities` float32 (photos, classes) are those of probes that have not seen the photo, `labels` int64 (photos,)
    what is said of it. A photo is named when another class is likelier than its own, and at least as likely as that
    class is, on average, to its own photos.
    """
    rows = torch.arange(len(labels))
    own = probabilities[rows, labels]
    counts = torch.bincount(labels, minlength=probabilities.shape[1])
    usual = torch.bincount(labels, weights=own, minlength=probabilities.shape[1]) / counts.clamp(min=1)
    others = probabilities.clone()
    others[rows, labels] = 0
    best, other = others.max(1)
    named = (best > own) & (best >= usual[other])
    score = best / (best + own)
    order = [int(row) for row in score.argsort(descending=True, stable=True) if named[row]]
    return [WrongLabel(row, int(other[row]), round(float(score[row]), 4)) for row in order]
