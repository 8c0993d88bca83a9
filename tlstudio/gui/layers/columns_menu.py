"""View ▸ Columns: which columns the tree shows, remembered between two starts."""

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from tlstudio.gui.layers.tree_model import Column
from tlstudio.gui.layers.tree_view import LayerTreeView
from tlstudio.gui.settings import settings

_HIDDEN_KEY = "layers/hidden_columns"
_INSISTED_KEY = "layers/insisted_columns"


class ColumnsMenu(QMenu):
    """A mark at every column that may be seen; the same menu opens at the tree's header.

    A column that has given way to the names has no mark; marked by a person, it stays.
    """

    def __init__(self, view: LayerTreeView) -> None:
        super().__init__("&Columns", view)
        self.setToolTipsVisible(True)
        self._view = view
        self._hidden, self._insisted = _remembered(_HIDDEN_KEY), _remembered(_INSISTED_KEY)
        for column in range(Column.TYPE, view.layers.columnCount()):
            title, tip = (
                str(view.layers.headerData(column, Qt.Orientation.Horizontal, role) or "")
                for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
            )
            action = self.addAction(title)
            action.setCheckable(True)
            action.setToolTip(tip)
            action.setData(column)
        self.aboutToShow.connect(self._mark)
        self.triggered.connect(self._on_triggered)
        view.header().setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.header().customContextMenuRequested.connect(self._on_menu_wanted)
        self._apply()

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        title = action.text()
        self._hidden, self._insisted = self._hidden - {title}, self._insisted - {title}
        if action.isChecked():
            self._insisted |= {title}
        else:
            self._hidden |= {title}
        settings().setValue(_HIDDEN_KEY, ",".join(sorted(self._hidden)))
        settings().setValue(_INSISTED_KEY, ",".join(sorted(self._insisted)))
        self._apply()

    @Slot(QPoint)
    def _on_menu_wanted(self, place: QPoint) -> None:
        self.popup(self._view.header().mapToGlobal(place))

    @Slot()
    def _mark(self) -> None:
        for each in self.actions():
            each.setChecked(each.text() not in self._hidden and not self._view.gives_way(each.data()))

    def _apply(self) -> None:
        hidden, insisted = (
            {each.data() for each in self.actions() if each.text() in titles}
            for titles in (self._hidden, self._insisted)
        )
        self._view.choose_columns(hidden, insisted)
        self._mark()


def _remembered(key: str) -> frozenset[str]:
    return frozenset(filter(None, str(settings().value(key, "")).split(",")))
