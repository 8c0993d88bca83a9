"""Where the parts of a row of the list of problems are: pictures, words, buttons."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics

SIDE = 76
REASON_LINES = 3
_PADDING = 8
_GAP = 6
_LEAST_TEXT = 160
_MOST_PICTURES = 4


@dataclass(frozen=True)
class Row:
    """Rectangles in the view: `pictures` with room for a caption below each, `title`, `reason`, and those of as many
    buttons as fit."""

    pictures: tuple[QRect, ...]
    title: QRect
    reason: QRect
    buttons: tuple[QRect, ...]


def row_height(metrics: QFontMetrics) -> int:
    """How high every row is."""
    words = (REASON_LINES + 1) * metrics.height() + _GAP + _button_height(metrics)
    return int(max(words, SIDE + metrics.height())) + 2 * _PADDING


def lay_out(place: QRect, metrics: QFontMetrics, pictures: int, texts: Sequence[str]) -> Row:
    """The parts of a row at that place, with so many photos and buttons that say that."""
    inside = place.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
    fitting = (inside.width() - _LEAST_TEXT) // (SIDE + _GAP)
    count = min(pictures, max(1, min(fitting, _MOST_PICTURES)))
    squares = tuple(QRect(inside.left() + n * (SIDE + _GAP), inside.top(), SIDE, SIDE) for n in range(count))
    words = inside.adjusted(count * (SIDE + _GAP) + (_GAP if count else 0), 0, 0, 0)
    line = metrics.height()
    return Row(
        pictures=squares,
        title=QRect(words.left(), words.top(), words.width(), line),
        reason=QRect(words.left(), words.top() + line, words.width(), REASON_LINES * line),
        buttons=tuple(_buttons(words, metrics, texts)),
    )


def _buttons(words: QRect, metrics: QFontMetrics, texts: Sequence[str]) -> list[QRect]:
    height, left = _button_height(metrics), words.left()
    placed: list[QRect] = []
    for text in texts:
        width = metrics.horizontalAdvance(text) + 20
        if left + width > words.right() + 1 and placed:
            break
        placed.append(QRect(left, words.bottom() + 1 - height, min(width, words.width()), height))
        left += width + _GAP
    return placed


def _button_height(metrics: QFontMetrics) -> int:
    return int(metrics.height()) + 8


def wrapped(text: str, width: int, metrics: QFontMetrics) -> tuple[str, ...]:
    """The text in at most REASON_LINES lines, the last one with an ellipsis where there is more."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < REASON_LINES:
        is_last = len(lines) == REASON_LINES - 1
        count = len(words) if is_last else _fitting(words, width, metrics)
        lines.append(metrics.elidedText(" ".join(words[:count]), Qt.TextElideMode.ElideRight, width))
        words = words[count:]
    return tuple(lines)


def _fitting(words: Sequence[str], width: int, metrics: QFontMetrics) -> int:
    """How many of the words stand in one line, at least one. A pixel less, for widths are rounded."""
    lengths = range(2, len(words) + 1)
    too_long = (count for count in lengths if metrics.horizontalAdvance(" ".join(words[:count])) >= width)
    return next(too_long, len(words) + 1) - 1
