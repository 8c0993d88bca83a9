"""Heat: each shade is as far from the next as any other, and every figure on it can be read."""

from itertools import pairwise

import pytest
from PySide6.QtGui import QColor

from tlstudio.gui.heat import SHADES, shade, text_on


def luminance(colour: QColor) -> float:
    parts = ((0.2126, colour.redF()), (0.7152, colour.greenF()), (0.0722, colour.blueF()))
    return sum(
        weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4) for weight, part in parts
    )


@pytest.mark.parametrize("grey", [False, True])
@pytest.mark.parametrize("dark", [False, True])
def test_that_shades_differ_by_equal_steps_of_lightness(dark: bool, grey: bool) -> None:
    """CIE lightness, another scale of what looks even than the one the shades are made with."""
    seen = [116 * luminance(shade(number, dark=dark, grey=grey)) ** (1 / 3) - 16 for number in range(SHADES)]
    steps = [after - before for before, after in pairwise(seen)]
    assert all(step > 0 for step in steps) is dark
    assert max(map(abs, steps)) < 1.5 * min(map(abs, steps))
    assert min(map(abs, steps)) > 3


@pytest.mark.parametrize("dark", [False, True])
def test_that_figures_have_contrast_on_every_shade(dark: bool) -> None:
    for number in range(SHADES):
        ground = shade(number, dark=dark)
        darker, lighter = sorted((luminance(ground), luminance(text_on(ground))))
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_that_what_is_grey_has_no_hue() -> None:
    grey = shade(5, dark=False, grey=True)
    assert max(grey.red(), grey.green(), grey.blue()) - min(grey.red(), grey.green(), grey.blue()) <= 1
    assert shade(5, dark=False).hslSaturationF() > 0.3
