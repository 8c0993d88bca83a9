"""Where the places of a picture lie in what passes through a network: maps either way round, or a row of tokens."""

import math
from typing import NamedTuple

from torch import Tensor

_MOST_EXTRA = 5


class Grid(NamedTuple):
    """`rows` × `columns` places; `extra` tokens in front of them stand for the picture as a whole."""

    rows: int
    columns: int
    extra: int = 0


def token_grid(tokens: int) -> Grid | None:
    """The square of patches that so many tokens are, behind at most a few that stand for no place; None if they are
    none."""
    for extra in range(min(_MOST_EXTRA, tokens - 1) + 1):
        side = math.isqrt(tokens - extra)
        if side > 1 and side * side == tokens - extra:
            return Grid(side, side, extra)
    return None


def grid_of(output: tuple[int, ...]) -> Grid | None:
    """The places in a shape without the batch; None where there is one place, or none that can be told.

    Maps are square, which tells channels first from channels last.
    """
    if len(output) == 2:
        return token_grid(output[0])
    if len(output) != 3:
        return None
    rows, columns = output[1:] if output[1] == output[2] else output[:2]
    return Grid(rows, columns) if rows == columns > 1 else None


def as_maps(values: Tensor) -> Tensor:
    """Such values (photos, …) as maps (photos, channels, rows, columns), those that stand for no place left out."""
    grid = grid_of(tuple(values.shape[1:]))
    assert grid, "asked for where there are places"
    if values.ndim == 3:
        return values[:, grid.extra :].transpose(1, 2).reshape(len(values), -1, grid.rows, grid.columns)
    return values if values.shape[2] == values.shape[3] else values.permute(0, 3, 1, 2)
