"""A plane in which photos that look alike to a network lie close together: t-SNE of their features."""

import math
from collections.abc import Generator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress

_MOST_ARRANGED = 3000
_FEWEST_ARRANGED = 10
_DIRECTIONS = 50
_SPARE_DIRECTIONS = 10
_ROUNDS = 4
_ITERATIONS = 250  # of each half: the first pulls groups apart, the second arranges them
_PULLS = (12.0, 1.0)
_PERPLEXITY = 30.0
_ROWS = 512
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def project(
    values: Tensor, control: Control, most: int = _MOST_ARRANGED, seed: int = 0
) -> Generator[Event, None, tuple[NDArray[np.float32], int] | None]:
    """Positions, float32 (photos, 2), and how many of the photos t-SNE has arranged itself; None when stopped.

    `values` float32 (photos, features), as they leave the network; their length is left out, so that likeness is that
    of the cosine. Of more than `most` photos that many, drawn at random, are arranged, and each of the others stands
    beside the one of them that it is most like: the time does not grow without end. Fewer than ten photos are too few
    to arrange; they lie in the plane of their first two principal components, and the number is 0. The same values
    and seed give the same positions. Yields Progress.

    t-SNE: van der Maaten and Hinton, "Visualizing Data using t-SNE", 2008, in scikit-learn; it hears the control in
    the middle only, and takes about ten seconds at the most.
    """
    random = torch.Generator().manual_seed(seed)
    yield Progress("compare", 0, len(values))
    points = principal_components(torch.nn.functional.normalize(values, dim=1), random)
    if len(points) < _FEWEST_ARRANGED or not points.any():
        return torch.nn.functional.pad(points, (0, 2))[:, :2].numpy(), 0
    chosen = torch.randperm(len(points), generator=random)[:most].sort().values
    arranged = yield from _arranged(points[chosen], len(points), seed, control)
    return None if arranged is None else (_beside(points, chosen, arranged), len(chosen))


def principal_components(values: Tensor, random: torch.Generator) -> Tensor:
    """The 50 (or as many as there are) along which the values vary most, float32 (photos, components).

    By random projections and power iterations (Halko, Martinsson and Tropp, 2011), as `torch.pca_lowrank` does, which
    draws from the one generator that a training in another thread may be drawing from.
    """
    centred = values - values.mean(0)
    count = min(_DIRECTIONS, *centred.shape)
    width = min(count + _SPARE_DIRECTIONS, *centred.shape)
    basis = torch.linalg.qr(centred @ torch.randn(centred.shape[1], width, generator=random)).Q
    for _ in range(_ROUNDS):
        basis = torch.linalg.qr(centred @ torch.linalg.qr(centred.T @ basis).Q).Q
    left, sizes, _ = torch.linalg.svd(basis.T @ centred, full_matrices=False)
    components: Tensor = basis @ (left * sizes)
    return components[:, :count]


def _arranged(
    points: Tensor, total: int, seed: int, control: Control
) -> Generator[Event, None, NDArray[np.float32] | None]:
    """In two halves, so that it can be stopped between them; as good as one, and as long.

    In this thread alone: beside a training that keeps the processors busy, threads that wait for each other would make
    it several times as slow.
    """
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    perplexity = min(_PERPLEXITY, (len(points) - 1) / 3)
    settings = {"perplexity": perplexity, "max_iter": _ITERATIONS, "random_state": seed}
    places: NDArray[np.float32] | str = "pca"
    for half, pull in enumerate(_PULLS):
        yield Progress("compare", half * total // len(_PULLS), total)
        yield from control.wait_while_paused()
        if control.stopped:
            return None
        method = TSNE(early_exaggeration=pull, init=places, **settings)
        with threadpool_limits(1, "openmp"):
            places = np.asarray(method.fit_transform(points.numpy()), dtype=np.float32)
    yield Progress("compare", total, total)
    return np.asarray(places)


def _beside(points: Tensor, chosen: Tensor, arranged: NDArray[np.float32]) -> NDArray[np.float32]:
    """All positions: those of the chosen, and around each of them, in a small spiral, the photos that are most like it.

    In a spiral, because a hundred of them in one place would look like one; smaller than the usual step from one of
    the chosen to the next, because they are to be taken for one place.
    """
    places = torch.from_numpy(arranged)
    blocks = [torch.cdist(block, points[chosen]).argmin(1) for block in torch.split(points, _ROWS)]
    host = torch.cat(blocks)
    host[chosen] = torch.arange(len(chosen))
    turn = _turns(host, chosen)
    step = _usual_step(places) / 2 / math.sqrt(max(1, int(turn.max())))
    offset = torch.stack([torch.cos(turn * _GOLDEN_ANGLE), torch.sin(turn * _GOLDEN_ANGLE)], 1)
    moved: NDArray[np.float32] = (places[host] + offset * (turn.sqrt() * step)[:, None]).numpy()
    return moved


def _turns(host: Tensor, chosen: Tensor) -> Tensor:
    """For each photo its number among those at the same place, float32 (photos,): 0 for the one that was arranged."""
    is_guest = torch.ones(len(host), dtype=torch.int64)
    is_guest[chosen] = 0
    order = torch.argsort(host * 2 + is_guest, stable=True)
    counts = host.bincount(minlength=len(chosen))
    starts = torch.repeat_interleave(counts.cumsum(0) - counts, counts)
    turns = torch.empty(len(host))
    turns[order] = (torch.arange(len(host)) - starts).float()
    return turns


def _usual_step(places: Tensor) -> float:
    """The median distance from a place to the one nearest to it."""
    nearest = [torch.cdist(block, places).topk(2, largest=False).values[:, 1] for block in torch.split(places, _ROWS)]
    return float(torch.cat(nearest).median())
