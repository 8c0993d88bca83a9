"""Where the heat is, in words."""

import numpy as np
import pytest

from tlstudio.gui.prediction import why_words
from tlstudio.prediction.heat_map import HeatMap
from tlstudio.prediction.nearest import Neighbour


@pytest.mark.parametrize(
    ("hot", "where"),
    [
        ([(0, 0)], "is in the upper left."),
        ([(3, 3)], "is in the lower right."),
        ([(1, 1), (1, 2), (2, 1), (2, 2)], "is in the middle."),
        ([(0, 3), (3, 3)], "is on the right."),
        ([(0, 0), (0, 3)], "is in the upper half."),
        ([(0, 0), (3, 3), (0, 3), (3, 0)], "is spread over the picture."),
    ],
)
def test_that_the_place_of_the_heat_is_said(hot: list[tuple[int, int]], where: str) -> None:
    values = np.zeros((4, 4), np.float32)
    for place in hot:
        values[place] = 1
    said = why_words.heat_text(HeatMap("ants", values, (0.0, 0.0, 1.0, 1.0)))
    assert said.endswith(where)
    assert "What speaks for ants" in said or "what speaks for ants" in said


def test_that_the_place_is_that_in_the_whole_photo_of_which_the_network_saw_a_part() -> None:
    values = np.ones((4, 4), np.float32)
    assert why_words.heat_text(HeatMap("ants", values, (0.0, 0.0, 0.5, 1.0))).endswith("is on the left.")


def test_that_no_heat_is_said_too() -> None:
    said = why_words.heat_text(HeatMap("ants", np.zeros((4, 4), np.float32), (0.0, 0.0, 1.0, 1.0)))
    assert said == "Nothing in this picture speaks for ants."


def test_that_strangers_names_are_made_harmless() -> None:
    stranger = Neighbour("<b>ants</b>\x07", 0.912, None)
    assert "\x07" not in why_words.neighbour_text(stranger)
    assert "<b>" not in why_words.neighbour_tip(stranger)
    assert "0.91 alike, not open here" in why_words.neighbour_text(stranger)
