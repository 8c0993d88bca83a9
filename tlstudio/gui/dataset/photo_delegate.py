"""How a thumbnail is painted: the photo, name and opinion below, a letter if not for training, a sign if not used."""

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tlstudio.dataset.sample import Sample
from tlstudio.gui.dataset.photo_model import ASIDE_ROLE, OPINION_ROLE, REFUSED_ROLE, SAMPLE_ROLE, Index
from tlstudio.gui.dataset.suggestion_wording import short_text
from tlstudio.gui.icons import pixmap
from tlstudio.prediction.opinions import Opinion

_MARGIN = 6
_BADGE = 18
_BADGES = {"validation": "V", "test": "T"}
_SIGNS = {"left_out": "eye-off-outline", "missing": "file-hidden"}
_SIGN, _SIGN_GROUND = 18, 26
_DIMMED = 0.35


class PhotoDelegate(QStyledItemDelegate):
    """All cells have one size, so that nothing has to be measured."""

    with_parts = True

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.side = 128
        self.refused_picture = QPixmap()
        self.with_opinions = False
        self._signs: dict[str, QPixmap] = {}

    def make_signs(self) -> None:
        """The signs of photos that are not used, in white."""
        white = QPalette(Qt.GlobalColor.white)
        white.setColor(QPalette.ColorRole.PlaceholderText, Qt.GlobalColor.white)
        self._signs = {aside: pixmap(name, white, _SIGN) for aside, name in _SIGNS.items()}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The cell of any photo."""
        return self.cell(option.fontMetrics.height())

    def cell(self, line_height: int) -> QSize:
        """The size of a cell where a line of text is that high."""
        return QSize(self.side + 2 * _MARGIN, self.side + self._text_height(line_height) + 3 * _MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, photo, letter, name."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        option.rect = _centred(self.cell(option.fontMetrics.height()), option.rect)  # the grid gives what is left over
        _paint_ground(painter, option, selected)
        cell = option.rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        text_height = self._text_height(option.fontMetrics.height())
        room = QRect(cell.left(), cell.top(), cell.width(), cell.height() - text_height - _MARGIN)
        place = _centred(QSize(self.side, self.side), room)
        aside = index.data(ASIDE_ROLE)
        painter.setOpacity(_DIMMED if aside else 1)
        photo = self._paint_photo(painter, option, index, place)
        painter.setOpacity(1)
        if aside in self._signs:
            ground = _centred(QSize(_SIGN_GROUND, _SIGN_GROUND), photo)
            _paint_dark(painter, ground)
            painter.drawPixmap(_centred(QSize(_SIGN, _SIGN), ground), self._signs[aside])
        sample: Sample = index.data(SAMPLE_ROLE)
        if self.with_parts and sample.split in _BADGES:
            _paint_badge(painter, _BADGES[sample.split], photo.bottomRight())
        below = QRect(cell.left(), cell.bottom() + 1 - text_height, cell.width(), text_height)
        self.paint_texts(painter, option, index, below, selected)
        painter.restore()

    def lines(self) -> int:
        """How many lines of text stand below a photo: the name, and what the model says."""
        return 2 if self.with_opinions else 1

    def paint_texts(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, below: QRect, selected: bool
    ) -> None:
        """Write these lines into the room below the photo."""
        text = QRect(below.left(), below.top(), below.width(), option.fontMetrics.height())
        paint_text(painter, option, index.data(), text, selected)
        opinion: Opinion | None = index.data(OPINION_ROLE)
        if opinion:
            text.moveBottom(below.bottom())
            _paint_opinion(painter, option, index.data(SAMPLE_ROLE), opinion, text, selected)

    def _text_height(self, line_height: int) -> int:
        return self.lines() * line_height

    def _paint_photo(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, place: QRect) -> QRect:
        """Paints the photo, a place for it, or the sign that it cannot be read; returns where that is."""
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        if picture is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(option.palette.color(QPalette.ColorRole.Midlight))
            waiting = _centred(QSize(round(place.width() * 0.9), round(place.height() * 0.7)), place)
            painter.drawRoundedRect(waiting, 4, 4)
            if index.data(REFUSED_ROLE):
                painter.drawPixmap(_centred(QSize(32, 32), place), self.refused_picture)
            return waiting
        photo = _centred(_fitted(picture.size(), place.size()), place)
        painter.drawPixmap(photo, picture)
        return photo


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, selected: bool) -> None:
    colour = option.palette.color(QPalette.ColorRole.Highlight)
    focused = option.state & QStyle.StateFlag.State_HasFocus
    if not selected and option.state & QStyle.StateFlag.State_MouseOver:
        colour = QColor(colour.red(), colour.green(), colour.blue(), 40)
    elif not selected and not focused:
        return
    painter.setPen(QPen(option.palette.color(QPalette.ColorRole.Accent), 2) if focused else Qt.PenStyle.NoPen)
    painter.setBrush(colour if selected or not focused else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(option.rect.adjusted(2, 2, -2, -2), 6, 6)


def _paint_badge(painter: QPainter, letter: str, corner: QPoint) -> None:
    room = QRect(corner.x() - _BADGE - 1, corner.y() - _BADGE - 1, _BADGE, _BADGE)
    _paint_dark(painter, room)
    painter.setPen(Qt.GlobalColor.white)
    painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), letter)


def _paint_dark(painter: QPainter, room: QRect) -> None:
    """Nearly black, so that white on it is readable on every photo."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(20, 24, 28, 215))
    painter.drawRoundedRect(room, 4, 4)


def paint_text(painter: QPainter, option: QStyleOptionViewItem, text: str, room: QRect, selected: bool) -> None:
    """A quiet line, in the middle, shortened where there is no room for all of it."""
    role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.PlaceholderText
    painter.setPen(option.palette.color(role))
    shown = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room.width())
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignHCenter), shown)


def _paint_opinion(
    painter: QPainter, option: QStyleOptionViewItem, sample: Sample, opinion: Opinion, room: QRect, selected: bool
) -> None:
    """In full colour where there is something to decide; agreement is as quiet as the name."""
    text = short_text(sample, opinion)
    if sample.label == opinion.label or selected:
        paint_text(painter, option, text, room, selected)
        return
    painter.setPen(option.palette.color(QPalette.ColorRole.Text))
    shown = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room.width())
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignHCenter), shown)


def _centred(size: QSize, place: QRect) -> QRect:
    return QRect(
        place.left() + (place.width() - size.width()) // 2,
        place.top() + (place.height() - size.height()) // 2,
        size.width(),
        size.height(),
    )


def _fitted(size: QSize, room: QSize) -> QSize:
    """As large as fits, but small pictures are at most doubled: icons of 32 pixels should look like what they are."""
    fitted = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
    return fitted if fitted.width() <= 2 * size.width() else size * 2
