"""How a row of the list of problems is painted: photos, what is wrong with them, and buttons."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionButton, QStyleOptionViewItem

from tlstudio.dataset.sample import Sample
from tlstudio.gui.dataset.findings_entry import Entry
from tlstudio.gui.dataset.findings_fixes import Action, text_for
from tlstudio.gui.dataset.findings_model import ENTRY_ROLE, FindingsModel, Index
from tlstudio.gui.dataset.findings_row import Row, lay_out, row_height, wrapped
from tlstudio.gui.dataset.findings_words import caption, file_name, kind_name

_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine)


class FindingsDelegate(QStyledItemDelegate):
    """All rows have one height, so that nothing has to be measured but what is in sight."""

    def __init__(self, model: FindingsModel) -> None:
        super().__init__(model)
        self._model = model
        self.no_picture = QPixmap()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Of any row."""
        return QSize(0, row_height(option.fontMetrics))

    def action_at(self, option: QStyleOptionViewItem, index: Index, point: QPoint) -> Action | None:
        """The action whose button is at that point of the view."""
        return next((each for each, place in self._buttons(option, index).items() if place.contains(point)), None)

    def button_place(self, option: QStyleOptionViewItem, index: Index, action: Action) -> QRect:
        """Where the button for an action is; an empty rectangle where it has no room."""
        return self._buttons(option, index).get(action, QRect())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground and focus as the style has them, then our own parts."""
        entry: Entry = index.data(ENTRY_ROLE)
        row = self._row(option, index)
        QApplication.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for place, sample in zip(row.pictures, entry.samples or (None,), strict=False):  # as many as have room
            self._paint_photo(painter, option, place, entry, sample)
        self._paint_count(painter, row, entry)
        _paint_words(painter, option, row, entry)
        for action, place in self._buttons(option, index).items():
            _paint_button(painter, option, place, text_for(action, [entry]))
        if option.state & QStyle.StateFlag.State_HasFocus:
            _paint_focus(painter, option)
        painter.restore()

    def _buttons(self, option: QStyleOptionViewItem, index: Index) -> dict[Action, QRect]:
        """Where the buttons are that have room."""
        return dict(zip(self._model.actions_at(index.row()), self._row(option, index).buttons, strict=False))

    def _row(self, option: QStyleOptionViewItem, index: Index) -> Row:
        entry: Entry = index.data(ENTRY_ROLE)
        texts = [text_for(action, [entry]) for action in self._model.actions_at(index.row())]
        pictures = len(entry.samples) or len(entry.paths)
        return lay_out(option.rect, option.fontMetrics, pictures, texts)

    def _paint_photo(
        self, painter: QPainter, option: QStyleOptionViewItem, place: QRect, entry: Entry, sample: Sample | None
    ) -> None:
        """The photo with its caption, a place for it, or a sign where there is nothing to be seen."""
        picture = self._model.thumbnails.get(sample.source) if sample else None
        if picture is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(option.palette.color(QPalette.ColorRole.Midlight))
            painter.drawRoundedRect(place, 4, 4)
            if sample is None or self._model.thumbnails.refusal(sample.source):
                painter.drawPixmap(_centred(QSize(28, 28), place), self.no_picture)
        else:
            painter.drawPixmap(
                _centred(picture.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio), place), picture
            )
        if sample:
            painter.setPen(option.palette.color(_quiet(option)))
            below = QRect(place.left(), place.bottom() + 2, place.width(), option.fontMetrics.height())
            text = option.fontMetrics.elidedText(caption(entry, sample), Qt.TextElideMode.ElideMiddle, below.width())
            painter.drawText(below, _CENTRE, text)

    def _paint_count(self, painter: QPainter, row: Row, entry: Entry) -> None:
        """How many more photos there are than pictures have room; white on near black, readable on every photo."""
        more = len(entry.samples) - len(row.pictures)
        if more > 0:
            corner = row.pictures[-1]
            room = QRect(corner.right() - 33, corner.bottom() - 19, 32, 18)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(Qt.GlobalColor.black)
            painter.drawRoundedRect(room, 4, 4)
            painter.setPen(Qt.GlobalColor.white)
            painter.drawText(room, _CENTRE, f"+{more:,}")


def _paint_words(painter: QPainter, option: QStyleOptionViewItem, row: Row, entry: Entry) -> None:
    painter.setFont(_bold(option.font))
    painter.setPen(option.palette.color(_plain(option)))
    painter.drawText(row.title, _MIDDLE, kind_name(entry))
    rest = row.title.adjusted(painter.fontMetrics().horizontalAdvance(f"{kind_name(entry)}  "), 0, 0, 0)
    painter.setFont(option.font)
    painter.setPen(option.palette.color(_quiet(option)))
    name = option.fontMetrics.elidedText(file_name(entry), Qt.TextElideMode.ElideMiddle, rest.width())
    painter.drawText(rest, _MIDDLE, name)
    painter.setPen(option.palette.color(_plain(option)))
    line = QRect(row.reason.left(), row.reason.top(), row.reason.width(), option.fontMetrics.height())
    for text in wrapped(entry.reason, row.reason.width(), option.fontMetrics):
        painter.drawText(line, _MIDDLE, text)
        line.translate(0, line.height())


def _paint_button(painter: QPainter, option: QStyleOptionViewItem, place: QRect, text: str) -> None:
    button = QStyleOptionButton()
    button.rect = place
    button.palette = option.palette
    button.fontMetrics = option.fontMetrics
    button.text = text.replace("&", "&&")
    button.state = QStyle.StateFlag.State_Enabled | QStyle.StateFlag.State_Raised
    QApplication.style().drawControl(QStyle.ControlElement.CE_PushButton, button, painter, option.widget)


def _paint_focus(painter: QPainter, option: QStyleOptionViewItem) -> None:
    painter.setPen(option.palette.color(QPalette.ColorRole.Accent))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(option.rect.adjusted(0, 0, -1, -1))


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold


def _plain(option: QStyleOptionViewItem) -> QPalette.ColorRole:
    return QPalette.ColorRole.HighlightedText if _is_selected(option) else QPalette.ColorRole.Text


def _quiet(option: QStyleOptionViewItem) -> QPalette.ColorRole:
    return QPalette.ColorRole.HighlightedText if _is_selected(option) else QPalette.ColorRole.PlaceholderText


def _is_selected(option: QStyleOptionViewItem) -> bool:
    return bool(option.state & QStyle.StateFlag.State_Selected)


def _centred(size: QSize, place: QRect) -> QRect:
    corner = place.center() - QPoint(size.width() // 2, size.height() // 2)
    return QRect(corner, size)
