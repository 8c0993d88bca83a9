"""What stands over the tree: network, strategy, filter, and buttons to open and close all groups."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QIcon, QPalette, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from tlstudio.gui import icons
from tlstudio.gui.buttons import tool_button
from tlstudio.gui.fields import make_clearable
from tlstudio.gui.layers.backbone_box import BackboneBox
from tlstudio.gui.layers.strategies import STRATEGIES

_ICON_SIDE = 16


class LayersHeader(QWidget):
    """Says what was chosen: `strategy_chosen(key)`, `filter_changed(text)`, and `backbone_box.chosen(name)`.

    `choices` holds network and strategy; a window may put it elsewhere.
    """

    strategy_chosen = Signal(str)
    filter_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices = QWidget()
        self.backbone_box = BackboneBox()
        self.strategy_box = _strategy_box()
        self.expand_button = tool_button("expandAllButton", "Open all groups", flat=True)
        self.collapse_button = tool_button("collapseAllButton", "Close all groups", flat=True)
        self.probe_button = tool_button(
            "probeButton", "Probe layers: what does each one already know about your photos?", flat=True
        )
        self._filter = QLineEdit(placeholderText="Find a layer")
        self._filter.setObjectName("layerFilter")
        self._filter.setAccessibleName("Find a layer by name or type")
        self._filter_icon = QAction("Find", self)
        self._filter.addAction(self._filter_icon, QLineEdit.ActionPosition.LeadingPosition)
        make_clearable(self._filter)
        self._lay_out()
        self.strategy_box.activated.connect(self._on_strategy_activated)
        self._filter.textChanged.connect(self.filter_changed)

    def show_strategy(self, key: str) -> None:
        """Show that strategy as the chosen one. "Custom" can be shown, not chosen: it comes from ticking."""
        place = self.strategy_box.findData(key)
        self.strategy_box.setCurrentIndex(place)
        self.strategy_box.setToolTip(STRATEGIES[place].explanation)
        self.strategy_box.setAccessibleDescription(STRATEGIES[place].explanation)

    def apply_theme(self, palette: QPalette) -> None:
        """Make the icons again in the palette's colours."""
        self.expand_button.setIcon(icons.icon("unfold-more-horizontal", palette))
        self.collapse_button.setIcon(icons.icon("unfold-less-horizontal", palette))
        self.probe_button.setIcon(icons.icon("chart-gantt", palette))
        self._filter_icon.setIcon(QIcon(icons.pixmap("magnify", palette, _ICON_SIDE)))

    @Slot(int)
    def _on_strategy_activated(self, place: int) -> None:
        self.strategy_chosen.emit(STRATEGIES[place].key)

    def _lay_out(self) -> None:
        choices = QHBoxLayout(self.choices)
        choices.setContentsMargins(0, 0, 0, 0)
        for text, box in (("&Network", self.backbone_box), ("St&rategy", self.strategy_box)):
            label = QLabel(text)
            label.setBuddy(box)
            choices.addWidget(label)
            choices.addWidget(box, 1)
        row = QHBoxLayout()
        row.addWidget(self._filter, 1)
        row.addWidget(self.probe_button)
        row.addWidget(self.expand_button)
        row.addWidget(self.collapse_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.choices)
        column.addLayout(row)


def _strategy_box() -> QComboBox:
    box = QComboBox()
    box.setObjectName("strategyBox")
    box.setAccessibleName("Strategy")
    items = QStandardItemModel(box)
    for strategy in STRATEGIES:
        item = QStandardItem(strategy.title)
        item.setData(strategy.key, Qt.ItemDataRole.UserRole)
        item.setToolTip(strategy.explanation)
        item.setEnabled(strategy.key != "custom")
        items.appendRow(item)
    box.setModel(items)
    return box
