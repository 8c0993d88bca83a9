"""Keys that mark photos while a grid, the map or a large view has the keyboard."""

from collections import deque
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from tlstudio.gui.dataset.class_popup import ClassPopup
from tlstudio.gui.project.editor import ProjectEditor

_MOST_HELD = 1000
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_ALONE = (Qt.Key.Key_Shift, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape)


class Marks(Protocol):
    """What the keys do with the photos that are selected; `popup` asks for a label."""

    popup: ClassPopup

    def will_move_photos(self) -> bool:
        """Whether an edit is under way after which other photos may be on show, or selected."""

    def label_by_number(self, number: int) -> None:
        """Give them the label of that number."""

    def ask_for_label_with(self, typed: str) -> None:
        """Let a person choose a label whose beginning is typed already."""

    def leave_out_or_take_back(self) -> None:
        """Do not use them, or use them again."""


class MarkingKeys(QObject):
    """1 to 9 label the selected photos, a letter asks for a label, Delete leaves them out or takes them back.

    An edit is on show a moment after it was ordered, and where the photo leaves then, another one is selected. Keys
    that are pressed meanwhile are held, so that whoever types fast marks the photos that a slow typist would mark.
    """

    def __init__(self, marking: Marks, editor: ProjectEditor, watched: tuple[QWidget, ...], parent: QObject) -> None:
        super().__init__(parent)
        self._marking = marking
        self._held: deque[tuple[QWidget, QKeyEvent]] = deque()
        self._watched = watched
        for widget in watched:
            widget.installEventFilter(self)
        editor.settled.connect(self._go_on)
        editor.failed.connect(self.forget)
        editor.leaving.connect(self.forget)

    @Slot()
    def forget(self) -> None:
        """What is held was pressed for something that is no more."""
        self._held.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take the keys that mark, before the window takes them for shortcuts and the view for a search."""
        if not isinstance(event, QKeyEvent) or event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        if event.modifiers() & _COMMANDS or event.key() in _ALONE:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.setAccepted(_marks(event))
            return event.isAccepted()
        if self._marking.will_move_photos() and len(self._held) < _MOST_HELD:
            self._held.append((next(each for each in self._watched if each is watched), _copy(event)))
            return True
        return self._take(event)

    def _take(self, event: QKeyEvent) -> bool:
        """Do what the key says; a key that is held down says it once."""
        if not _marks(event):
            return False
        if event.isAutoRepeat():
            return True
        if event.key() == Qt.Key.Key_Delete:
            self._marking.leave_out_or_take_back()
        elif event.text() in "123456789":
            self._marking.label_by_number(int(event.text()))
        else:
            self._marking.ask_for_label_with(event.text())
        return True

    @Slot()
    def _go_on(self) -> None:
        """As if the keys were pressed now; what follows a letter belongs into the question that it has opened."""
        while self._held and not self._marking.will_move_photos():
            widget, event = self._held.popleft()
            asking = self._marking.popup.isVisible()
            QApplication.sendEvent(self._marking.popup.field if asking else widget, event)


def _marks(event: QKeyEvent) -> bool:
    if event.key() == Qt.Key.Key_Delete:
        return True
    text = event.text()
    return len(text) == 1 and (text in "123456789" or text.isalpha())


def _copy(event: QKeyEvent) -> QKeyEvent:
    """Qt's own is gone when its handler has returned."""
    return QKeyEvent(event.type(), event.key(), event.modifiers(), event.text(), event.isAutoRepeat())
