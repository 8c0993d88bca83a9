"""The list of networks: those on this computer can be chosen, the others say what they would cost."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from tlstudio.gui.layers.wording import humane_number

if TYPE_CHECKING:
    from tlstudio.backbone.catalogue import Entry

_NAME_ROLE = Qt.ItemDataRole.UserRole


class BackboneBox(QComboBox):
    """`chosen(name)` when a person picks a network."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("backboneBox")
        self.setAccessibleName("Network")
        self.setToolTip("The pre-trained network that training starts from.")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.activated.connect(self._on_activated)

    def show_name(self, name: str) -> None:
        """Show that network as the chosen one, adding it when the list is not there yet."""
        found = self.findData(name, _NAME_ROLE)
        if found < 0:
            self._items.appendRow(_item(name, name, usable=True, explanation=""))
            found = self.count() - 1
        self.setCurrentIndex(found)

    def show_entries(self, entries: "Sequence[Entry]", current: str) -> None:
        """Fill the list; networks on this computer come first."""
        self._items.clear()
        for entry in sorted(entries, key=lambda entry: entry.state == "download"):
            usable = entry.state != "download"
            self._items.appendRow(_item(entry.name, entry_text(entry), usable, _explanation(entry)))
        self.show_name(current)
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Closed, the box shows the name alone; what else there is to say stands in the list."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.currentData(_NAME_ROLE) or ""
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    @Slot(int)
    def _on_activated(self, place: int) -> None:
        self.chosen.emit(self.itemData(place, _NAME_ROLE))


def entry_text(entry: "Entry") -> str:
    """`resnet18 · 11.7 M weights · download 46.8 MB`: one line of the list."""
    size = QLocale().formattedDataSize(entry.bytes, 0, QLocale.DataSizeFormat.DataSizeSIFormat)
    state = f"download {size}" if entry.state == "download" else entry.state
    return f"{entry.name} · {humane_number(entry.parameters)} weights · {state}"


def _explanation(entry: "Entry") -> str:
    right = f"{100 * entry.top1:.1f} % right on ImageNet. " if entry.top1 else ""
    absent = " Its weights are not on this computer." if entry.state == "download" else ""
    return f"From {entry.source}. {right}Licence: {entry.licence}.{absent}"


def _item(name: str, text: str, usable: bool, explanation: str) -> QStandardItem:
    item = QStandardItem(text)
    item.setData(name, _NAME_ROLE)
    item.setToolTip(explanation)
    item.setEditable(False)
    item.setEnabled(usable)
    return item
