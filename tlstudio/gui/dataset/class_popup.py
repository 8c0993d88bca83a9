"""A small question that is answered with the name of a class: typed in part, chosen from what fits, or a new one."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from tlstudio.foundation.names import printable

_WIDTH, _MOST_LINES, _GAP = 240, 9, 6
_WALKING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True)
class Question:
    """`names` are the classes to choose from; `may_be_new` whether another name may be typed."""

    title: str
    names: Sequence[str] = ()
    may_be_new: bool = True


class ClassPopup(QFrame):
    """`chosen(name)` once, for each question that is answered. Arrows walk, Enter and a click choose, Esc closes."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("classPopup")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._question = Question("")
        self._title = QLabel(wordWrap=True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self.field = QLineEdit()
        self.field.setObjectName("classField")
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName("Classes that fit")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.field.textChanged.connect(self._on_typed)
        self.field.returnPressed.connect(self._on_confirmed)
        self.list.itemClicked.connect(self._on_confirmed)
        self.list.currentItemChanged.connect(self._on_walked)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)  # as small as the lines allow at any moment
        for part in (self._title, self.field, self.list):
            part.setFixedWidth(_WIDTH)
            column.addWidget(part)

    def ask(self, question: Question, beside: QRect, typed: str = "") -> None:
        """Ask beside a place of the screen, with something typed already."""
        self._question = question
        self._title.setText(question.title)
        self.setAccessibleName(question.title)
        self.field.setAccessibleName(question.title)
        self.field.setText(typed)
        self._on_typed(typed)
        self.move(_place_beside(beside, self))
        self.show()
        self.field.setFocus()

    def offered(self) -> list[str]:
        """The lines on show."""
        return [self.list.item(row).text() for row in range(self.list.count())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Arrows in the field walk through the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _WALKING:
            QApplication.sendEvent(self.list, event)
            return True
        return False

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        wanted = text.strip()
        self.list.clear()
        for name in _fitting(self._question.names, wanted):
            self._offer(printable(name, 60), name)
        if self._question.may_be_new and wanted and wanted not in self._question.names:
            self._offer(f"New class “{printable(wanted, 40)}”", wanted)
        self.list.setCurrentRow(0)
        self._make_room()

    @Slot()
    def _on_confirmed(self) -> None:
        """Closed first, so that whoever is told finds the window as it was."""
        item = self.list.currentItem()
        if item is not None:
            self.close()
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    @Slot(QListWidgetItem)
    def _on_walked(self, item: QListWidgetItem | None) -> None:
        """The list has no focus of its own, so the field says what would be chosen."""
        where = f"{item.text()}, {self.list.currentRow() + 1} of {self.list.count()}" if item else "No class fits"
        self.field.setAccessibleDescription(where)

    def _offer(self, text: str, name: str) -> None:
        item = QListWidgetItem(text)
        item.setData(Qt.ItemDataRole.UserRole, name)
        self.list.addItem(item)

    def _make_room(self) -> None:
        """As high as the lines, within limits; then the list scrolls."""
        lines = min(max(1, self.list.count()), _MOST_LINES)
        self.list.setFixedHeight(lines * max(self.list.sizeHintForRow(0), self.fontMetrics().height()) + 2)


def _fitting(names: Sequence[str], wanted: str) -> list[str]:
    """Those that begin so, then those that have it elsewhere."""
    text = wanted.casefold()
    found = [name for name in names if text in name.casefold()]
    return sorted(found, key=lambda name: (name != wanted, not name.casefold().startswith(text)))


def _place_beside(place: QRect, popup: QWidget) -> QPoint:
    """At its right where there is room, else at its left, and always on the screen."""
    screen = QGuiApplication.screenAt(place.center()) or QGuiApplication.primaryScreen()
    room, size = screen.availableGeometry(), popup.sizeHint()
    left = place.right() + _GAP
    if left + size.width() > room.right():
        left = place.left() - _GAP - size.width()
    left, top = min(left, room.right() - size.width()), min(place.top(), room.bottom() - size.height())
    return QPoint(max(room.left(), left), max(room.top(), top))
