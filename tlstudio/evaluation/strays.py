"""Photos that are unlike all others of their class: far, to a network, from even their nearest neighbours there."""

from collections.abc import Generator
from typing import NamedTuple

import torch
from torch import Tensor

from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.pace import Pace

_NEIGHBOURS = 5
_FEWEST = 20
_ROWS = 512
_LIMIT = 2.5
_SPREAD = 1.4826  # of a normal distribution, in median deviations


class Stray(NamedTuple):
    """The photo of that number; `score` is how unlike the others of its class it is: 1 - cosine, 0 to 1."""

    photo: int
    score: float


def strays(
    values: Tensor, labels: Tensor, groups: Tensor, control: Control
) -> Generator[Event, None, list[Stray] | None]:
    """The photos that are unlike anything of their class, the strangest first; None when stopped. Yields Progress.

    `values` float32 (photos, features), as they leave the network; `labels` and `groups` int64 (photos,): photos of one
    group are the same picture, and say nothing about each other. A photo's distance is the mean of 1 - cosine to its
    nearest five; it is a stray where that is further above its class's median than two and a half (robust) standard
    deviations. A class of fewer than 20 photos has no strays: there is no saying what is usual in it.
    """
    units = torch.nn.functional.normalize(values, dim=1)
    found: list[Stray] = []
    pace, done = Pace(len(units)), 0
    for label in range(int(labels.max()) + 1):
        rows = torch.nonzero(labels == label).flatten()
        blocks = []
        for block in torch.split(rows, _ROWS):
            blocks.append(_distances(units, block, rows, groups))
            done += len(block)
            if pace.due():
                yield Progress("compare", done, len(units), seconds_left=pace.seconds_left(done))
            yield from control.wait_while_paused()
            if control.stopped:
                return None
        if len(rows) >= _FEWEST:
            found += _far(rows, torch.cat(blocks))
    return sorted(found, key=lambda stray: (-stray.score, stray.photo))


def _distances(units: Tensor, block: Tensor, rows: Tensor, groups: Tensor) -> Tensor:
    """Of the photos of a block, float32 (block,), to their nearest neighbours among `rows` that are of other groups."""
    alike = units[block] @ units[rows].T
    alike[groups[block, None] == groups[rows]] = -1
    return 1 - alike.topk(min(_NEIGHBOURS, len(rows)), 1).values.mean(1)


def _far(rows: Tensor, distances: Tensor) -> list[Stray]:
    middle = distances.median()
    spread = (distances - middle).abs().median() * _SPREAD
    far = torch.nonzero(distances > middle + _LIMIT * spread).flatten()
    return [Stray(int(rows[row]), round(float(distances[row].clamp(0, 1)), 4)) for row in far]
