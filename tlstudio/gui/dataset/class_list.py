"""The list of classes: chosen to see their photos, renamed in place, and a goal for photos dragged from the grid."""

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from tlstudio.gui.dataset.class_delegate import ClassDelegate
from tlstudio.gui.dataset.class_model import ClassModel

_EDGE = 16


class ClassList(QListView):
    """`photos_dropped(label)` when the browser's own photos are let go of on a class; `source` is where they come from.

    Nothing else is taken: files from elsewhere go on to the window.
    """

    photos_dropped = Signal(str)

    def __init__(self, model: ClassModel, source: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("classList")
        self.setAccessibleName("Classes")
        self.classes = model
        self._source = source
        self._delegate = ClassDelegate(self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setMinimumWidth(90)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAcceptDrops(True)

    def chosen_class(self) -> str | None:
        """The class of the line that is chosen; None where that is no class's."""
        return self._class_at(self.currentIndex())

    def rename_chosen(self) -> None:
        """Let the chosen class be given another name in place."""
        if self.chosen_class() is not None:
            self.scrollTo(self.currentIndex())
            self.edit(self.currentIndex())

    def line_on_screen(self) -> QRect:
        """Where the chosen line is on the screen."""
        place = self.visualRect(self.currentIndex())
        return QRect(self.viewport().mapToGlobal(place.topLeft()), place.size() or QSize(1, 1))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """The browser's own photos may come in."""
        if event.source() is self._source:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Mark the class under the pointer; a long list moves on at its edges."""
        place = event.position().toPoint()
        index = self.indexAt(place)
        self._mark(index)
        if not self.viewport().rect().adjusted(0, _EDGE, 0, -_EDGE).contains(place):
            self.startAutoScroll()
        if event.source() is self._source and self._class_at(index) is not None:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing hovers any more."""
        self._end_drag()

    def dropEvent(self, event: QDropEvent) -> None:
        """The photos get the label of the class."""
        label = self._class_at(self.indexAt(event.position().toPoint()))
        self._end_drag()
        if label is not None and event.source() is self._source:
            event.acceptProposedAction()
            self.photos_dropped.emit(label)

    def _class_at(self, index: QModelIndex) -> str | None:
        if not index.isValid():
            return None
        shelf = self.classes.shelf_at(index.row())
        return shelf.label if shelf.kind == "class" else None

    def _mark(self, index: QModelIndex) -> None:
        self._delegate.target = index.row() if self._class_at(index) is not None else -1
        self.viewport().update()

    def _end_drag(self) -> None:
        self.stopAutoScroll()
        self._mark(self.indexAt(QPoint(-1, -1)))
