"""Icons of actions and buttons, in the colours of a palette.

The pictures are the glyphs of Material Design Icons, whose font comes with qtawesome. They are drawn here because
importing qtawesome itself, which loads all of Qt through another layer, would cost a quarter of the time to the first
painted window.
"""

import functools
import importlib.util
import json
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPainterPath,
    QPalette,
    QPixmap,
    QRawFont,
)

_EM = 24
_FONT = "materialdesignicons6-webfont"


def icon(name: str, palette: QPalette) -> QIcon:
    """The icon of that name. It keeps its colours: make it again when the theme changes."""
    text = palette.color(QPalette.ColorRole.ButtonText)
    faint = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    return QIcon(_Engine(_shape(name), text, faint))


def pixmap(name: str, palette: QPalette, side: int) -> QPixmap:
    """The icon as a square picture in a quiet colour, for empty states; sharp on every screen."""
    quiet = palette.color(QPalette.ColorRole.PlaceholderText)
    screen = QGuiApplication.primaryScreen()
    ratio = screen.devicePixelRatio() if screen else 1.0
    return QIcon(_Engine(_shape(name), quiet, quiet)).pixmap(QSize(side, side), ratio)


class _Engine(QIconEngine):
    """Fills a shape with a colour, at any size."""

    def __init__(self, shape: QPainterPath, colour: QColor, faint: QColor) -> None:
        super().__init__()
        self._shape = shape
        self._colour = colour
        self._faint = faint

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw into the largest square in the middle of `rect`."""
        side = min(rect.width(), rect.height())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(QRectF(rect).center())
        painter.scale(side / _EM, side / _EM)
        painter.fillPath(self._shape, self._faint if mode == QIcon.Mode.Disabled else self._colour)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The same on a transparent ground."""
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return made

    def clone(self) -> QIconEngine:
        """Another one like it."""
        return _Engine(self._shape, self._colour, self._faint)


@functools.cache
def _shape(name: str) -> QPainterPath:
    """The glyph around (0, 0) in a square of 24 units. KeyError for a name that the font does not have."""
    font = QRawFont(str(_file(".ttf")), _EM)
    glyph = font.glyphIndexesForString(chr(int(_code_points()[name], 16)))[0]
    shape = font.pathForGlyph(glyph)
    shape.setFillRule(Qt.FillRule.WindingFill)
    box = QRectF(0, -font.ascent(), font.advancesForGlyphIndexes([glyph])[0].x(), font.ascent() + font.descent())
    return shape.translated(-box.center())


@functools.cache
def _code_points() -> dict[str, str]:
    names: dict[str, str] = json.loads(_file(".json").read_text(encoding="utf-8"))
    return names


def _file(suffix: str) -> Path:
    found = importlib.util.find_spec("qtawesome")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("qtawesome is not installed")
    return next((Path(found.origin).parent / "fonts").glob(f"{_FONT}*{suffix}"))
