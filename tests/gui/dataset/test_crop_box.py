"""A crop's box is held, moved and pulled, and never leaves the photo."""

import pytest

from tlstudio.gui.dataset.crop_box import INSIDE, Grip, grip_at, pulled, spanned
from tlstudio.photos.view import Box

BOX: Box = (0.2, 0.3, 0.6, 0.9)


@pytest.mark.parametrize(
    ("point", "grip"),
    [
        ((0.4, 0.6), INSIDE),
        ((0.21, 0.6), (-1, 0)),
        ((0.19, 0.6), (-1, 0)),
        ((0.4, 0.9), (0, 1)),
        ((0.6, 0.3), (1, -1)),
        ((0.2, 0.91), (-1, 1)),
        ((0.1, 0.6), None),
        ((0.4, 0.95), None),
    ],
)
def test_that_edges_and_corners_are_held_where_they_are_near(point: tuple[float, float], grip: Grip | None) -> None:
    assert grip_at(BOX, *point, 0.03, 0.03) == grip


def test_that_a_small_box_can_still_be_held_as_a_whole() -> None:
    assert grip_at((0.5, 0.5, 0.53, 0.53), 0.515, 0.515, 0.1, 0.1) == INSIDE


@pytest.mark.parametrize(
    ("grip", "by", "box"),
    [
        (INSIDE, (0.1, -0.1), (0.3, 0.2, 0.7, 0.8)),
        (INSIDE, (0.9, -0.9), (0.6, 0.0, 1.0, 0.6)),
        ((-1, 0), (-0.1, 0.5), (0.1, 0.3, 0.6, 0.9)),
        ((-1, 1), (0.9, 0.9), (0.5, 0.3, 0.6, 1.0)),
        ((1, -1), (-0.9, -0.9), (0.2, 0.0, 0.3, 0.9)),
        ((0, 1), (0.5, -0.9), (0.2, 0.3, 0.6, 0.4)),
    ],
)
def test_that_what_is_held_is_pulled_as_far_as_it_goes(grip: Grip, by: tuple[float, float], box: Box) -> None:
    assert pulled(BOX, grip, *by, 0.1, 0.1) == pytest.approx(box)


def test_that_a_box_is_drawn_in_any_direction_within_the_photo() -> None:
    assert spanned(0.7, 0.2, 0.3, 0.9, 0.1, 0.1) == (0.3, 0.2, 0.7, 0.9)
    assert spanned(-0.5, 0.5, 2.0, 1.5, 0.1, 0.1) == (0.0, 0.5, 1.0, 1.0)
    assert spanned(0.99, 0.4, 0.99, 0.4, 0.1, 0.1) == pytest.approx((0.9, 0.4, 1.0, 0.5))
