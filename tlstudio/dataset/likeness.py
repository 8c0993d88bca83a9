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

from tlstudio.dataset.links import Links
from tlstudio.dataset.sights import SIDE, Sight
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.pace import Pace

Floats = NDArray[np.float32]
Greys = NDArray[np.uint8]

MOST_APART = 0.06  # 1 - correlation of two pictures laid over each other; docs/decisions/0017 has the measurements
_MOST_APART_SOMEWHERE = 0.5  # of a picture's spread, in the worst of 8 × 8 places
_FIRST_LOOK = 2.5  # by 8 × 8 greys, not laid over each other, copies are up to that many times as far apart
_USUAL_DISTANCE = 0.2  # to the fifth nearest at least, among photos of different things
_NEIGHBOUR, _FARTHEST_NEIGHBOUR = 5, 50
_COARSE = 8
_ROWS = 256
_MOST_LIKE = 20
_PAIRS = 256
_ROUNDING = 1e-5  # what is no farther apart is the same, whatever is around
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
    """The pairs of sights that show the same picture. Of more than two that are all the same, only some pairs are
    named, but enough to link them all. Yields Progress; empty when stopped."""
    greys = pictures(sights)
    found: list[Pair] = []
    links: Links[int] = Links()
    pace = Pace(len(greys))
    yield Progress("compare", 0, len(greys))
    for done, candidates in _candidates(greys):
        found += _confirmed(greys, candidates, links)
        if pace.due() or done == len(greys):
            yield Progress("compare", done, len(greys), seconds_left=pace.seconds_left(done))
        yield from control.wait_while_paused()
        if control.stopped:
            return []
    return found


def pictures(sights: Sequence[Sight]) -> Greys:
    """The greys of sights, of shape (sights, SIDE, SIDE)."""
    return np.frombuffer(b"".join(sight.greys for sight in sights), np.uint8).reshape(-1, SIDE, SIDE)


def glance(greys: Greys) -> Floats:
    """8 × 8 greys as vectors of length 1 around 0, of shape (sights, 64), so that products are correlations.

    A picture without contrast becomes zeros, and is like none.
    """
    step = SIDE // _COARSE
    blocks = greys.reshape(-1, _COARSE, step, _COARSE, step)
    coarse = blocks.mean((2, 4), dtype=np.float32).reshape(-1, _COARSE**2)
    centred = coarse - coarse.mean(1, keepdims=True)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.where(length > _FLAT * _COARSE, centred / np.maximum(length, 1e-6), 0).astype(np.float32)


def _candidates(greys: Greys) -> Iterator[tuple[int, list[_Candidate]]]:
    """Block after block, the number of rows done and the pairs of a row with an earlier one that may be copies."""
    plain, mirrored = glance(greys), glance(greys[:, :, ::-1])
    apart = np.full(len(greys), np.nan, np.float32)
    for start in range(0, len(greys), _ROWS):
        rows = np.arange(start, min(start + _ROWS, len(greys)))
        alike = plain[rows] @ plain.T
        np.maximum(alike, plain[rows] @ mirrored.T, out=alike)
        alike[rows - start, rows] = -1  # itself
        candidates: list[_Candidate] = []
        for row, others in _much_alike(alike):
            likeness = alike[row, others]
            apart[start + row] = _apart(likeness, len(greys) - 1)
            candidates += _few(start + row, others, likeness, apart)
        yield int(rows[-1]) + 1, candidates


def _much_alike(alike: Floats) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """The rows that have a possible copy, and the numbers of all that are nearer than is usual, in order."""
    for row in np.flatnonzero(alike.max(1, initial=-1) >= 1 - _FIRST_LOOK * MOST_APART):
        yield int(row), np.flatnonzero(alike[row] > 1 - _USUAL_DISTANCE)


def _apart(likeness: Floats, others: int) -> float:
    """How far apart copies may be: the less, the more of the `others` look much like it. `likeness` is of those that do
    by more than is usual."""
    neighbour = min(max(others // 100, min(_NEIGHBOUR, others // 4), 2), _FARTHEST_NEIGHBOUR)
    if len(likeness) < neighbour:
        return MOST_APART
    distance = 1 - float(np.partition(likeness, -neighbour)[-neighbour])
    return max(MOST_APART * (max(distance, 0) / _USUAL_DISTANCE) ** 2, _ROUNDING)


def _few(row: int, others: NDArray[np.intp], likeness: Floats, apart: Floats) -> Iterator[_Candidate]:
    """The best candidates only, the best first: copies of one picture are linked by their neighbours all the same."""
    earlier = others < row
    others, likeness = others[earlier], likeness[earlier]
    limits = np.minimum(apart[row], apart[others])
    for place in np.argsort(-likeness, kind="stable")[:_MOST_LIKE]:
        if likeness[place] >= 1 - _FIRST_LOOK * limits[place]:
            yield _Candidate(int(others[place]), row, float(limits[place]))


def _confirmed(greys: Greys, candidates: Sequence[_Candidate], links: Links[int]) -> list[Pair]:
    """The candidates that are the same picture, but for those that are linked by others: of each row the best is
    looked at, and then the next only if that did not link them."""
    found: list[Pair] = []
    while candidates:
        unlinked = [pair for pair in candidates if links.leader(pair.first) != links.leader(pair.second)]
        best = {pair.second: pair for pair in reversed(unlinked)}
        agreeing = _agreeing(greys, list(reversed(best.values())))
        for pair in agreeing:
            links.join(pair.first, pair.second)
        found += agreeing
        candidates = [pair for pair in unlinked if pair is not best[pair.second]]
    return found


def _agreeing(greys: Greys, candidates: Sequence[_Candidate]) -> list[Pair]:
    """Most copies agree as they are; only the others are laid over each other in every way."""
    found = []
    for crops in (_CROPS[:1], _CROPS):
        left = []
        for start in range(0, len(candidates), _PAIRS):
            some = candidates[start : start + _PAIRS]
            first = greys[[pair.first for pair in some]].astype(np.float32)
            second = greys[[pair.second for pair in some]].astype(np.float32)
            for pair, likeness, worst in zip(some, *_laid_over(first, second, crops), strict=True):
                if 1 - likeness <= pair.apart and worst <= _MOST_APART_SOMEWHERE:
                    found.append(Pair(pair.first, pair.second, round(float(likeness), 4)))
                else:
                    left.append(pair)
        candidates = left
    return found


def _laid_over(first: Floats, second: Floats, crops: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    """For pairs of pictures, shape (pairs, SIDE, SIDE), the best correlation, and how far apart they are in the worst
    place then, in units of their spread."""
    best = np.full(len(first), -1, np.float32)
    worst = np.full(len(first), np.inf, np.float32)
    whole = _standard(second)
    for turned in (first, first[:, :, ::-1]):
        turned_whole = _standard(turned)
        for down, across in crops:
            for one, other in (
                (_standard(down @ turned @ across.T), whole),
                (turned_whole, _standard(down @ second @ across.T)),
            ):
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
