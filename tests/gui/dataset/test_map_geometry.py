"""Points inside a drawn line, the nearest one, and the next one in a direction."""

import numpy as np
import pytest

from tlstudio.gui.dataset.map_geometry import inside, nearest, next_towards

GRID = np.array([(x, y) for y in range(5) for x in range(5)], dtype=float)


def numbers(*corners: tuple[float, float]) -> list[int]:
    return np.flatnonzero(inside(np.array(corners), GRID)).tolist()


def test_that_what_is_drawn_around_is_inside_and_nothing_else() -> None:
    assert numbers((0.5, 0.5), (2.5, 0.5), (2.5, 2.5), (0.5, 2.5)) == [6, 7, 11, 12]
    assert numbers((-1, -1), (1.5, -1), (-1, 1.5)) == [0]
    assert numbers((9, 9), (10, 9), (10, 10)) == []


def test_that_a_bay_in_the_line_is_outside() -> None:
    u = ((-0.5, -0.5), (0.5, -0.5), (0.5, 3.5), (3.5, 3.5), (3.5, -0.5), (4.5, -0.5), (4.5, 4.5), (-0.5, 4.5))
    assert numbers(*u) == [0, 4, 5, 9, 10, 14, 15, 19, 20, 21, 22, 23, 24]


def test_that_the_nearest_point_is_found_within_reach_only() -> None:
    assert nearest(np.array([3.2, 1.1]), GRID, 0.5) == 8
    assert nearest(np.array([3.2, 9.0]), GRID, 2.0) is None
    assert nearest(np.array([0.0, 0.0]), GRID[:0], 2.0) is None


@pytest.mark.parametrize(("direction", "wanted"), [((1, 0), 13), ((-1, 0), 11), ((0, 1), 17), ((0, -1), 7)])
def test_that_an_arrow_goes_to_the_neighbour_on_that_side(direction: tuple[int, int], wanted: int) -> None:
    assert next_towards(12, direction, GRID) == wanted


def test_that_there_is_no_going_beyond_the_last_point() -> None:
    assert next_towards(4, (1, 0), GRID) == 4


def test_that_all_points_can_be_reached_with_the_arrows() -> None:
    points = np.random.default_rng(0).random((60, 2))
    reached, new = {0}, [0]
    while new:
        here = new.pop()
        there = {next_towards(here, direction, points) for direction in ((1, 0), (-1, 0), (0, 1), (0, -1))}
        new += there - reached
        reached |= there
    assert len(reached) == 60
