"""Over the table: words to find, a source, and whether only what is on this computer is shown."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QPalette
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from tlstudio.gui import icons
from tlstudio.gui.fields import make_clearable
from tlstudio.gui.zoo.order import Wish

_ICON_SIDE = 16
_LEAVING = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ZooFilters(QWidget):
    """`changed(wish)`; `left_downwards` when a person walks from the field down into the table."""

    changed = Signal(object)
    left_downwards = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit(placeholderText="Find a network by name, family or licence")
        self.search.setObjectName("zooSearch")
        self.search.setAccessibleName("Find a network by name, family or licence")
        self.search.installEventFilter(self)
        self._icon = QAction("Find", self)
        self.search.addAction(self._icon, QLineEdit.ActionPosition.LeadingPosition)
        make_clearable(self.search)
        self.source = QComboBox()
        self.source.setObjectName("zooSource")
        self.source.setAccessibleName("Source")
        self.source.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.here = QCheckBox("&On this computer")
        self.here.setObjectName("zooHere")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.search, 1)
        row.addWidget(self.source)
        row.addWidget(self.here)
        self.show_sources(())
        self.search.textChanged.connect(self._on_changed)
        self.source.currentIndexChanged.connect(self._on_changed)
        self.here.toggled.connect(self._on_changed)

    def wish(self) -> Wish:
        """What is wished for now."""
        return Wish(self.search.text(), self.source.currentData() or "", self.here.isChecked())

    def show_sources(self, sources: Iterable[str]) -> None:
        """Offer these sources; the one that is chosen stays chosen."""
        chosen = self.source.currentData()
        with QSignalBlocker(self.source):
            self.source.clear()
            self.source.addItem("All sources", "")
            for source in sorted(set(sources)):
                self.source.addItem(source, source)
            self.source.setCurrentIndex(max(0, self.source.findData(chosen)))

    def apply_theme(self, palette: QPalette) -> None:
        """Make the icon again in the palette's colours."""
        self._icon.setIcon(QIcon(icons.pixmap("magnify", palette, _ICON_SIDE)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """The arrow key down and Enter leave the field for the table."""
        leaves = isinstance(event, QKeyEvent) and event.key() in _LEAVING
        if leaves and event.type() == QEvent.Type.KeyPress:
            self.left_downwards.emit()
            return True
        return super().eventFilter(watched, event)

    @Slot()
    def _on_changed(self) -> None:
        self.changed.emit(self.wish())
