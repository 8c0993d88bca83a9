"""View ▸ Columns: which columns the tree shows, remembered between two starts."""

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from tlstudio.gui.layers.tree_model import Column
from tlstudio.gui.layers.tree_view import LayerTreeView
from tlstudio.gui.settings import settings

_KEY = "layers/hidden_columns"


class ColumnsMenu(QMenu):
    """A mark at every column that may be seen; the same menu opens at the tree's header."""

    def __init__(self, view: LayerTreeView) -> None:
        super().__init__("&Columns", view)
        self.setToolTipsVisible(True)
        self._view = view
        hidden = str(settings().value(_KEY, "")).split(",")
        for column in range(Column.TYPE, view.layers.columnCount()):
            title, tip = (
                str(view.layers.headerData(column, Qt.Orientation.Horizontal, role) or "")
                for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
            )
            action = self.addAction(title)
            action.setCheckable(True)
            action.setChecked(title not in hidden)
            action.setToolTip(tip)
            action.setData(column)
        self.triggered.connect(self._on_triggered)
        view.header().setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.header().customContextMenuRequested.connect(self._on_menu_wanted)
        self._hide()

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        titles = [each.text() for each in self.actions() if not each.isChecked()]
        settings().setValue(_KEY, ",".join(titles))
        self._hide()

    @Slot(QPoint)
    def _on_menu_wanted(self, place: QPoint) -> None:
        self.popup(self._view.header().mapToGlobal(place))

    def _hide(self) -> None:
        self._view.hide_columns({each.data() for each in self.actions() if not each.isChecked()})
