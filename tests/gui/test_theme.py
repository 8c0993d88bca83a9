"""Light and dark: readable, remembered, and check boxes that can be seen in both."""

import itertools

import pytest
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from tlstudio.gui.palettes import palette
from tlstudio.gui.style import StudioStyle
from tlstudio.gui.theme import Theme
from tlstudio.gui.window import MainWindow

ROLE = QPalette.ColorRole
BOX = QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck
READ_TOGETHER = [
    (ROLE.WindowText, ROLE.Window),
    (ROLE.Text, ROLE.Base),
    (ROLE.Text, ROLE.AlternateBase),
    (ROLE.ButtonText, ROLE.Button),
    (ROLE.HighlightedText, ROLE.Highlight),
    (ROLE.PlaceholderText, ROLE.Base),
    (ROLE.PlaceholderText, ROLE.Window),
    (ROLE.ToolTipText, ROLE.ToolTipBase),
    (ROLE.Link, ROLE.Base),
]


def contrast(first: QColor, second: QColor) -> float:
    """The contrast ratio of WCAG 2, 1 to 21."""
    dark, light = sorted(_luminance(colour) for colour in (first, second))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(("dark", "pair"), list(itertools.product([False, True], READ_TOGETHER)))
def test_that_text_can_be_read(qapp: QApplication, dark: bool, pair: tuple[ROLE, ROLE]) -> None:
    front, back = (palette(dark).color(role) for role in pair)
    assert contrast(front, back) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    ("element", "state"),
    [
        (BOX, QStyle.StateFlag.State_Off),
        (BOX, QStyle.StateFlag.State_On),
        (BOX, QStyle.StateFlag.State_NoChange),
        (QStyle.PrimitiveElement.PE_IndicatorRadioButton, QStyle.StateFlag.State_Off),
        (QStyle.PrimitiveElement.PE_IndicatorRadioButton, QStyle.StateFlag.State_On),
    ],
)
def test_that_what_can_be_ticked_stands_out_from_its_ground(
    qapp: QApplication, dark: bool, element: QStyle.PrimitiveElement, state: QStyle.StateFlag
) -> None:
    style, option = StudioStyle(), QStyleOptionViewItem()
    option.palette = palette(dark)
    option.rect.setRect(0, 0, 16, 16)
    option.state = QStyle.StateFlag.State_Enabled | state
    ground = option.palette.color(ROLE.Base)
    image = QImage(16, 16, QImage.Format.Format_RGB32)
    image.fill(ground)
    painter = QPainter(image)
    style.drawPrimitive(element, option, painter)
    painter.end()
    frame = [image.pixelColor(x, 8) for x in range(3)]
    assert max(contrast(colour, ground) for colour in frame) >= 3


def test_that_a_chosen_theme_counts_at_once_and_the_next_time(window: MainWindow, application: QApplication) -> None:
    theme = window._theme
    theme.choose("dark")
    assert application.palette().color(ROLE.Window).lightness() < 100
    assert Theme(application).dark
    theme.choose("light")
    assert application.palette().color(ROLE.Window).lightness() > 200


def test_that_icons_follow_the_theme(window: MainWindow, qtbot: QtBot) -> None:
    lightness = {}
    for name in ("light", "dark"):
        with qtbot.waitSignal(window._theme.changed):
            window._theme.choose(name)
        image = window.menu_actions["open_photos"].icon().pixmap(32, 32).toImage()
        opaque = [image.pixelColor(x, y) for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() == 255]
        lightness[name] = sum(colour.lightness() for colour in opaque) / len(opaque)
    assert lightness["light"] < 80 < 180 < lightness["dark"]


def test_that_the_theme_menu_and_the_preferences_agree(window: MainWindow, qtbot: QtBot) -> None:
    action = next(action for action in window.theme_menu.actions() if action.data() == "dark")
    action.trigger()
    assert window._theme.choice == "dark"
    with qtbot.waitSignal(window._theme.changed):
        window._theme.choose("light")
    assert [each.data() for each in window.theme_menu.actions() if each.isChecked()] == ["light"]
