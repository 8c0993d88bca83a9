"""The dialog “Networks”: find one, compare, fetch or import its weights, and start training from it."""

from pathlib import Path

from PySide6.QtCore import QEvent, QModelIndex, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from tlstudio.gui.buttons import push_button
from tlstudio.gui.dialog_parts import close_button
from tlstudio.gui.error_banner import ErrorBanner
from tlstudio.gui.file_dialogs import FileDialogs
from tlstudio.gui.labels import plain_label
from tlstudio.gui.zoo.fetch_bar import FetchBar
from tlstudio.gui.zoo.filters import ZooFilters
from tlstudio.gui.zoo.order import Wish
from tlstudio.gui.zoo.table_model import ZooModel
from tlstudio.gui.zoo.table_view import ZooTable
from tlstudio.gui.zoo.wording import choice_text, count_text, stopped_text
from tlstudio.gui.zoo.zoo import Zoo

_SIZE = (1040, 620)


class ZooDialog(QDialog):
    """`chosen(name)` when a person wants to use a network: a name of the catalogue, or the path of a model."""

    chosen = Signal(str)

    def __init__(self, zoo: Zoo, current: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("zooDialog")
        self.setWindowTitle("Networks")
        self.resize(*_SIZE)
        self._zoo = zoo
        self._files = FileDialogs(self)
        self._importing_for = ""
        self._model = ZooModel(self)
        self.table = ZooTable(self._model)
        self.filters = ZooFilters()
        self.banner = ErrorBanner()
        self._count, self._said = plain_label("zooCount", wrapped=False), plain_label("zooChoice", wrapped=False)
        self.bar = FetchBar(zoo)
        self.import_button = push_button("zooImport", "&Import Weights…", "Take weights for this network from a file")
        self.model_button = push_button("zooModelFile", "Start from a &Model File…", "Choose a .tlmodel file from disk")
        self.download_button = push_button("zooDownload", "&Download", "Fetch the weights of this network")
        self.use_button = push_button("zooUse", "&Use", "Start the next training from this network")
        self._lay_out()
        self._connect()
        self.apply_theme()
        self._on_listed()
        self.table.select(current)
        zoo.refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Icons take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "use_button"):
            self.apply_theme()

    def apply_theme(self) -> None:
        """Make icons and colours again."""
        self.filters.apply_theme(QApplication.palette())
        self.banner.apply_theme(QApplication.palette())

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.import_button)
        buttons.addWidget(self.model_button)
        buttons.addStretch(1)
        for button in (self.download_button, self.use_button, close_button(self)):
            buttons.addWidget(button)
        line = QHBoxLayout()
        line.addWidget(self._said, 1)
        line.addWidget(self._count)
        column = QVBoxLayout(self)
        for widget in (self.filters, self.banner, self.table):
            column.addWidget(widget, int(widget is self.table))
        column.addLayout(line)
        column.addWidget(self.bar)
        column.addLayout(buttons)

    def _connect(self) -> None:
        zoo = self._zoo
        zoo.listed.connect(self._on_listed)
        zoo.began.connect(self._on_began)
        zoo.arrived.connect(self._on_arrived)
        zoo.stopped.connect(self._on_stopped)
        zoo.failed.connect(self.banner.show_error)
        zoo.failed.connect(self._show_choice)
        self.filters.changed.connect(self._on_wish_changed)
        self.filters.left_downwards.connect(self._on_left_downwards)
        self.table.selectionModel().currentRowChanged.connect(self._show_choice)
        self.table.activated.connect(self._on_activated)
        self._model.modelReset.connect(self._show_choice)
        self.use_button.clicked.connect(self._on_use)
        self.download_button.clicked.connect(self._on_download)
        self.import_button.clicked.connect(self._on_import)
        self.model_button.clicked.connect(self._files.ask_for_model)
        self._files.weights_chosen.connect(self._on_weights_chosen)
        self._files.model_chosen.connect(self._on_model_chosen)
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self.filters.search.setFocus)

    @Slot()
    def _on_listed(self) -> None:
        self.filters.show_sources(line.source for line in self._zoo.lines)
        self._model.set_lines(self._zoo.lines)

    @Slot(object)
    def _on_wish_changed(self, wish: Wish) -> None:
        self._model.let_through(wish)

    @Slot()
    def _on_left_downwards(self) -> None:
        self.table.setFocus()
        if not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self._model.index(0, 0))

    @Slot()
    def _show_choice(self) -> None:
        """What is selected decides which buttons do something; the one that Enter presses is the useful one."""
        line, busy = self.table.current_line(), bool(self._zoo.busy_with)
        usable, absent = line is not None and line.is_here, line is not None and not line.is_here
        self.use_button.setEnabled(usable)
        self.download_button.setEnabled(absent and not busy)
        self.import_button.setEnabled(line is not None and line.state in ("on disk", "download") and not busy)
        self.use_button.setDefault(usable)
        self.download_button.setDefault(absent)
        waiting = "" if self._zoo.lines else "Listing the networks…"
        self._said.setText(waiting or choice_text(line))
        self._count.setText("" if waiting else count_text(self._model.rowCount(), len(self._model.lines)))

    @Slot(QModelIndex)
    def _on_activated(self, _index: QModelIndex) -> None:
        (self.use_button if self.use_button.isEnabled() else self.download_button).click()

    @Slot()
    def _on_use(self) -> None:
        line = self.table.current_line()
        if line is not None:
            self._choose(line.name)

    @Slot()
    def _on_download(self) -> None:
        line = self.table.current_line()
        if line is not None:
            self._zoo.download(line.name)

    @Slot()
    def _on_import(self) -> None:
        line = self.table.current_line()
        if line is not None:
            self._importing_for = line.name
            self._files.ask_for_weights()

    @Slot(object)
    def _on_weights_chosen(self, path: Path) -> None:
        self._zoo.import_weights(path, self._importing_for)

    @Slot(object)
    def _on_model_chosen(self, path: Path) -> None:
        self._choose(str(path))

    @Slot()
    def _on_began(self) -> None:
        self.banner.hide()
        self._show_choice()

    @Slot(str)
    def _on_arrived(self, name: str) -> None:
        self.table.select(name)

    @Slot()
    def _on_stopped(self) -> None:
        self._show_choice()
        self._said.setText(stopped_text())

    def _choose(self, name: str) -> None:
        self.chosen.emit(name)
        self.accept()
