"""Numbers for people."""

import pytest

from tlstudio.gui.layers.wording import humane_number, shape_text


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (864, "864"), (2_562, "2.6 k"), (99_960, "100 k"), (253_000, "253 k"), (999_900, "1.0 M")],
)
def test_that_big_numbers_are_short_and_readable(number: int, text: str) -> None:
    assert humane_number(number) == text


def test_that_an_unseen_shape_is_blank() -> None:
    assert shape_text(()) == ""
    assert shape_text((112, 14, 14)) == "112 × 14 × 14"
