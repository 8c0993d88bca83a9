"""Which photos are the same picture: saved anew, made smaller, cropped a little, mirrored. Told by their sights.

First all photos are compared by 8 × 8 greys, block by block, in bounded memory; then the few pairs that are alike
are laid over each other, shifted and cropped a little, and must agree everywhere: the same scene with something else in
it is another picture. How alike is alike depends on the photos around: where many look much the same (digits, one view
of a fixed camera), a pair must agree better to stand out.
"""

from collections.abc import Generator, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tlstudio.dataset.sights import SIDE, Sight
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.pace import Pace

Floats = NDArray[np.float32]

MOST_APART = 0.06  # 1 - correlation of two pictures laid over each other; docs/decisions/0017 has the measurements
_MOST_APART_SOMEWHERE = 0.5  # of a picture's spread, in the worst of 8 × 8 places
_FIRST_LOOK = 2.5  # by 8 × 8 greys, not laid over each other, copies are up to that many times as far apart
_USUAL_DISTANCE = 0.2  # to the fifth nearest at least, among photos of different things
_NEIGHBOUR, _FARTHEST_NEIGHBOUR = 5, 50
_COARSE = 8
_ROWS = 256
_MOST_LIKE = 20
_PAIRS = 256
_FLAT = 2.0  # grey levels of spread; an even picture looks like every other


class Pair(NamedTuple):
    """Two sights, by their numbers, `first` before `second`; `likeness` is their correlation, up to 1."""

    first: int
    second: int
    likeness: float


class _Candidate(NamedTuple):
    """A pair to be laid over each other, and how far apart it may be then."""

    first: int
    second: int
    apart: float


def same_pictures(sights: Sequence[Sight], control: Control) -> Generator[Event, None, list[Pair]]:
    """The pairs of sights that show the same picture. Of many that are all the same, only some pairs are named, but
    enough to link them all. Yields Progress; empty when stopped."""
    greys = pictures(sights)
    found: list[Pair] = []
    pace = Pace(len(greys))
    yield Progress("compare", 0, len(greys))
    for done, candidates in _candidates(greys):
        found += _confirmed(greys, candidates)
        if pace.due() or done == len(greys):
            yield Progress("compare", done, len(greys), seconds_left=pace.seconds_left(done))
        yield from control.wait_while_paused()
        if control.stopped:
            return []
    return found


def pictures(sights: Sequence[Sight]) -> Floats:
    """The greys of sights as float32 of shape (sights, SIDE, SIDE)."""
    joined = np.frombuffer(b"".join(sight.greys for sight in sights), np.uint8)
    return joined.reshape(-1, SIDE, SIDE).astype(np.float32)


def glance(greys: Floats) -> Floats:
    """8 × 8 greys as vectors of length 1 around 0, of shape (sights, 64), so that products are correlations.

    A picture without contrast becomes zeros, and is like none.
    """
    step = SIDE // _COARSE
    coarse = greys.reshape(-1, _COARSE, step, _COARSE, step).mean((2, 4)).reshape(-1, _COARSE**2)
    centred = coarse - coarse.mean(1, keepdims=True)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.where(length > _FLAT * _COARSE, centred / np.maximum(length, 1e-6), 0).astype(np.float32)


def _candidates(greys: Floats) -> Iterator[tuple[int, list[_Candidate]]]:
    """Block after block, the number of rows done and the pairs of a row with an earlier one that may be copies."""
    plain, mirrored = glance(greys), glance(greys[:, :, ::-1])
    apart = np.full(len(greys), np.nan, np.float32)
    for start in range(0, len(greys), _ROWS):
        rows = np.arange(start, min(start + _ROWS, len(greys)))
        alike = np.maximum(plain[rows] @ plain.T, plain[rows] @ mirrored.T)
        alike[rows - start, rows] = -1  # itself
        has_like = rows[alike.max(1, initial=-1) >= 1 - _FIRST_LOOK * MOST_APART]
        apart[has_like] = _apart(alike[has_like - start])
        yield int(rows[-1]) + 1, [pair for row in has_like for pair in _few(int(row), alike[row - start], apart)]


def _apart(alike: Floats) -> Floats:
    """For each row how far apart copies may be: the less, the more photos there are that look much like it."""
    others = alike.shape[1] - 1
    neighbour = min(max(others // 100, min(_NEIGHBOUR, others // 4), 2), _FARTHEST_NEIGHBOUR)
    if others < neighbour:
        return np.full(len(alike), MOST_APART, np.float32)
    distance = 1 - np.partition(alike, -neighbour, axis=1)[:, -neighbour]
    result: Floats = MOST_APART * np.clip(distance / _USUAL_DISTANCE, 0, 1) ** 2
    return result


def _few(row: int, alike: Floats, apart: Floats) -> Iterator[_Candidate]:
    """The best candidates only: copies of one picture are linked by their neighbours all the same."""
    earlier = np.flatnonzero(alike[:row] >= 1 - _FIRST_LOOK * np.minimum(apart[row], apart[:row]))
    if len(earlier) > _MOST_LIKE:
        earlier = earlier[np.argsort(-alike[earlier], kind="stable")[:_MOST_LIKE]]
    yield from (_Candidate(int(other), row, float(min(apart[row], apart[other]))) for other in earlier)


def _confirmed(greys: Floats, candidates: Sequence[_Candidate]) -> list[Pair]:
    found = []
    for start in range(0, len(candidates), _PAIRS):
        some = candidates[start : start + _PAIRS]
        likeness, worst = _laid_over(greys[[pair.first for pair in some]], greys[[pair.second for pair in some]])
        found += [
            Pair(pair.first, pair.second, round(float(agreement), 4))
            for pair, agreement, place in zip(some, likeness, worst, strict=True)
            if 1 - agreement <= pair.apart and place <= _MOST_APART_SOMEWHERE
        ]
    return found


def _laid_over(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """For pairs of pictures, shape (pairs, SIDE, SIDE), the best correlation, and how far apart they are in the worst
    place then, in units of their spread."""
    best = np.full(len(first), -1, np.float32)
    worst = np.full(len(first), np.inf, np.float32)
    for turned in (first, first[:, :, ::-1]):
        for down, across in _CROPS:
            for left, right in ((down @ turned @ across.T, second), (turned, down @ second @ across.T)):
                one, other = _standard(left), _standard(right)
                likeness = (one * other).mean((1, 2))
                better = likeness > best
                best[better] = likeness[better]
                worst[better] = _worst(one[better], other[better], likeness[better])
    return best, worst


def _worst(one: Floats, other: Floats, likeness: Floats) -> Floats:
    step = SIDE // _COARSE
    difference = other - likeness[:, None, None] * one
    places = difference.reshape(-1, _COARSE, step, _COARSE, step).mean((2, 4))
    worst: Floats = np.abs(places).max((1, 2), initial=0)
    return worst


def _standard(greys: "NDArray[np.floating[Any]]") -> Floats:
    centred = greys - greys.mean((1, 2), keepdims=True)
    spread = np.sqrt((centred**2).mean((1, 2), keepdims=True))
    result: Floats = (centred / np.maximum(spread, 1e-6)).astype(np.float32, copy=False)
    return result


def _crop(share: float, start: float) -> Floats:
    """A matrix (SIDE, SIDE) that takes `share` of a line from `start` on and stretches it to the whole, in between
    linearly."""
    places = ((start + (np.arange(SIDE) + 0.5) / SIDE * share) * SIDE - 0.5).clip(0, SIDE - 1)
    matrix: Floats = np.maximum(0, 1 - np.abs(places[:, None] - np.arange(SIDE))).astype(np.float32)
    return matrix


_CROPS: list[tuple[Floats, Floats]] = [(_crop(1.0, 0.0), _crop(1.0, 0.0))] + [
    (_crop(share, down * (1 - share) / 2), _crop(share, across * (1 - share) / 2))
    for share in (0.985, 0.97, 0.95)
    for down in range(3)
    for across in range(3)
]
