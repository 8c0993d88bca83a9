"""A box on a photo that is moved, pulled at its edges, and drawn anew: plain arithmetic, in shares of the photo."""

from typing import Literal

from tlstudio.photos.view import WHOLE, Box

Side = Literal[-1, 0, 1]
Grip = tuple[Side, Side]
"""What is held of a box: across its left (-1) or right (1) edge, down its upper (-1) or lower (1) one; or all."""

INSIDE: Grip = (0, 0)


def is_whole(box: Box) -> bool:
    """Whether the box is all of the photo."""
    return box == WHOLE


def grip_at(box: Box, x: float, y: float, reach_x: float, reach_y: float) -> Grip | None:
    """What of the box is held at that point, where an edge reaches so far; None beside it."""
    left, top, right, bottom = box
    if not (left - reach_x <= x <= right + reach_x and top - reach_y <= y <= bottom + reach_y):
        return None
    return _side(x, left, right, reach_x), _side(y, top, bottom, reach_y)


def pulled(box: Box, grip: Grip, x: float, y: float, least_x: float, least_y: float) -> Box:
    """The box once what is held of it was pulled by that much: never outside, never smaller than the least."""
    left, right = _pulled(box[0], box[2], grip[0], grip == INSIDE, x, least_x)
    top, bottom = _pulled(box[1], box[3], grip[1], grip == INSIDE, y, least_y)
    return (left, top, right, bottom)


def spanned(x: float, y: float, to_x: float, to_y: float, least_x: float, least_y: float) -> Box:
    """The box between two points, the least where they are close together."""
    left, right = _spanned(x, to_x, least_x)
    top, bottom = _spanned(y, to_y, least_y)
    return (left, top, right, bottom)


def _side(at: float, low: float, high: float, reach: float) -> Side:
    """The nearer edge, if it is within reach; in a small box a third of it is left to hold all of it."""
    reach = min(reach, (high - low) / 3)
    if abs(at - low) <= reach or at < low:
        return -1
    return 1 if abs(at - high) <= reach or at > high else 0


def _pulled(low: float, high: float, side: Side, moves: bool, by: float, least: float) -> tuple[float, float]:
    if moves:
        by = min(max(by, -low), 1 - high)
        return low + by, high + by
    if side == -1:
        return min(max(0.0, low + by), high - least), high
    return (low, max(min(1.0, high + by), low + least)) if side == 1 else (low, high)


def _spanned(one: float, other: float, least: float) -> tuple[float, float]:
    low, high = sorted((min(max(one, 0.0), 1.0), min(max(other, 0.0), 1.0)))
    high = min(1.0, max(high, low + least))
    return min(low, high - least), high
