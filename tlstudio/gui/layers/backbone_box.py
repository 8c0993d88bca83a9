"""The list of networks that training can start from at once; the last entry leads to all others."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from tlstudio.foundation.names import printable
from tlstudio.gui.layers.wording import humane_number
from tlstudio.gui.zoo.line import Line, title_of
from tlstudio.gui.zoo.order import first_choice

MORE = "More networks…"
_NAME_ROLE = Qt.ItemDataRole.UserRole
_OWN_SHOWN = 8


class BackboneBox(QComboBox):
    """`chosen(name)` when a person picks a network, `more_requested` when none of these will do."""

    chosen = Signal(str)
    more_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("backboneBox")
        self.setAccessibleName("Network")
        self.setToolTip("The pre-trained network that training starts from.")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self._current = ""
        self._items.appendRow(_item("", MORE, "All networks there are, to compare and to download."))
        self.activated.connect(self._on_activated)

    def show_name(self, name: str) -> None:
        """Show that network as the chosen one, adding it when the list is not there yet."""
        self._current = name
        found = self.findData(name, _NAME_ROLE)
        if found < 0:
            self._items.insertRow(0, _item(name, title_of(name), name))
            found = 0
        self.setCurrentIndex(found)

    def show_lines(self, lines: Sequence[Line], current: str) -> None:
        """Fill the list with those that are on this computer, one's own newest models last."""
        networks = [line for line in lines if line.is_here and line.state != "own model"]
        own = [line for line in lines if line.state == "own model"]
        self._items.clear()
        for line in [*sorted(networks, key=first_choice), *own[:_OWN_SHOWN]]:
            self._items.appendRow(_item(line.name, line_text(line), _explanation(line)))
        self.insertSeparator(self.count())
        self._items.appendRow(_item("", MORE, "All networks there are, to compare and to download."))
        self.show_name(current)
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Closed, the box shows the name alone; what else there is to say stands in the list."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = title_of(self.currentData(_NAME_ROLE) or "")
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    @Slot(int)
    def _on_activated(self, place: int) -> None:
        name = self.itemData(place, _NAME_ROLE)
        if name:
            self._current = name
            self.chosen.emit(name)
        else:
            self.show_name(self._current)
            self.more_requested.emit()


def line_text(line: Line) -> str:
    """`resnet18 · 11.7 M weights · 46.8 MB`: one line of the list."""
    size = QLocale().formattedDataSize(line.bytes, 0, QLocale.DataSizeFormat.DataSizeSIFormat)
    weights = f"{humane_number(line.weights)} weights" if line.weights else size
    return f"{line.title} · {weights} · {line.state}"


def _explanation(line: Line) -> str:
    if line.state == "own model":
        return f"A model of yours, to learn on from: {printable(line.name)}"
    right = f"{100 * line.top1:.1f} % right on ImageNet. " if line.top1 else ""
    return f"From {line.source}. {right}Licence: {line.licence}."


def _item(name: str, text: str, explanation: str) -> QStandardItem:
    item = QStandardItem(text)
    item.setData(name, _NAME_ROLE)
    item.setToolTip(explanation)
    item.setEditable(False)
    return item
