"""Which points lie inside a drawn line, which is nearest, and which comes next in a direction."""

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
_SIDEWAYS = 2.0


def inside(outline: Points, points: Points) -> NDArray[np.bool_]:
    """Which of `points` (photos, 2) lie inside the closed `outline` (corners, 2): those from which a line to the right
    crosses it an odd number of times."""
    found = np.zeros(len(points), dtype=bool)
    x, y = points[:, 0], points[:, 1]
    for (x1, y1), (x2, y2) in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        if y1 != y2:
            found ^= ((y1 > y) != (y2 > y)) & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return found


def nearest(place: Points, points: Points, within: float) -> int | None:
    """The number of the point nearest to `place` (2,), or None where none is `within` reach."""
    if not len(points):
        return None
    distances = np.hypot(*(points - place).T)
    found = int(distances.argmin())
    return found if distances[found] <= within else None


def next_towards(current: int, direction: tuple[int, int], points: Points) -> int:
    """The next point from the one numbered `current`, towards `direction`; the same where there is no other.

    Only what lies within 45 degrees of the direction counts; what lies to the side counts as twice as far away.
    """
    steps = points - points[current]
    ahead = steps @ np.array(direction, dtype=float)
    aside = np.abs(steps @ np.array([-direction[1], direction[0]], dtype=float))
    cost = np.where((ahead > 0) & (aside <= ahead), ahead + _SIDEWAYS * aside, np.inf)
    found = int(cost.argmin())
    return found if np.isfinite(cost[found]) else current
