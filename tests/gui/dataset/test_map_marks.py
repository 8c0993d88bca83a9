"""Classes can be told apart on the map: by shape as well as by colour, on a light ground and on a dark one."""

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from tlstudio.gui.dataset.map_marks import ON_DARK, ON_LIGHT, colour_of, shape_of, sign
from tlstudio.gui.palettes import palette


def brightness(colour: QColor) -> float:
    """Relative luminance, as in the web's guidelines for contrast."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("dark", [False, True])
def test_that_every_colour_stands_out_from_the_background(application: QApplication, dark: bool) -> None:
    colours = palette(dark)
    ground = brightness(colours.color(QPalette.ColorRole.Base)) + 0.05
    for number in range(len(ON_LIGHT)):
        ink = brightness(colour_of(number, colours)) + 0.05
        assert max(ink, ground) / min(ink, ground) >= 3


def test_that_fifty_six_classes_have_signs_of_their_own(application: QApplication) -> None:
    signs = [(colour_of(number, palette(dark=False)).name(), id(shape_of(number))) for number in range(56)]
    assert len(set(signs)) == 56
    assert len({shape for _, shape in signs[:8]}) == 8
    assert len(ON_LIGHT) == len(ON_DARK)


def test_that_a_sign_is_drawn_in_its_colour(application: QApplication) -> None:
    drawn = sign(1, palette(dark=True), 20, 2.0).toImage()
    assert drawn.width() == 40
    assert drawn.pixelColor(20, 20).name() == ON_DARK[1].lower()
    assert drawn.pixelColor(0, 0).alpha() == 0
