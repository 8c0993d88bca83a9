"""What the menu's own actions do: those that are no panel's business alone."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog

from tlstudio.foundation.names import printable
from tlstudio.gui import help as help_dialogs
from tlstudio.gui.compare.jobs import Pair
from tlstudio.gui.compare.window import ComparisonWindow
from tlstudio.gui.cross_validation.dialog import CrossValidationDialog
from tlstudio.gui.dataset.photo_model import mime_of
from tlstudio.gui.preferences import PreferencesDialog
from tlstudio.gui.project.loading import Loaded, read_recipe_for_window
from tlstudio.gui.project.write_dialog import WriteDialog
from tlstudio.gui.saving import copy_model
from tlstudio.gui.sharing.export_dialog import ExportDialog
from tlstudio.gui.theme import Theme
from tlstudio.gui.training.preview_dialog import PreviewDialog
from tlstudio.gui.training.rate_dialog import RateDialog
from tlstudio.gui.worker import Worker
from tlstudio.gui.zoo.dialog import ZooDialog
from tlstudio.project.collecting import SUFFIX as PROJECT_SUFFIX
from tlstudio.project.collecting import is_project

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tlstudio.gui.window import MainWindow

_SAID_MILLISECONDS = 8000
_UNDER_WAY = "A training is under way. Wait until it has ended, or stop it."


class Commands(QObject):
    """Each slot is one action."""

    def __init__(self, window: "MainWindow", theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme

    @Slot()
    def copy_photos(self) -> None:
        """The selected photos as files."""
        QGuiApplication.clipboard().setMimeData(mime_of(self._window.photos.selected_paths()))

    @Slot()
    def copy_path(self) -> None:
        """The selected photos' paths as text, one per line."""
        paths = self._window.photos.selected_paths()
        QGuiApplication.clipboard().setText("\n".join(printable(str(path), 4000) for path in paths))

    @Slot()
    def reveal(self) -> None:
        """The folder of the first selected photo, in the system's file manager."""
        for path in self._window.photos.selected_paths()[:1]:
            QDesktopServices.openUrl(QUrl.fromEncoded(path.parent.absolute().as_uri().encode()))

    @Slot()
    def zoom_in(self) -> None:
        """Photos larger."""
        self._window.photos.zoom(1)

    @Slot()
    def zoom_out(self) -> None:
        """Photos smaller."""
        self._window.photos.zoom(-1)

    @Slot()
    def save_model(self) -> None:
        """Ask where the model is to lie."""
        if self._window.state.model_path is not None:
            self._window.files.ask_where_to_save(self._window.state.model_path.name)

    @Slot(object)
    def save_model_at(self, target: "Path") -> None:
        """Copy the model there, in the background."""
        if self._window.state.model_path is not None:
            worker = Worker(copy_model(self._window.state.model_path, target), parent=self)
            worker.succeeded.connect(self._on_saved)
            worker.failed.connect(self._window.show_error)
            worker.start()

    @Slot()
    def export_model(self) -> None:
        """Ask where the model is to lie for other programs."""
        if self._window.state.model_path is not None:
            self._window.files.ask_where_to_export(f"{self._window.state.model_path.stem}.onnx")

    @Slot(object)
    def export_model_at(self, target: "Path") -> None:
        """Write it there; the window can be used meanwhile."""
        if self._window.state.model_path is not None:
            dialog = ExportDialog(self._window.state.model_path, target, self._window)
            dialog.finished.connect(dialog.deleteLater)
            dialog.start()
            dialog.show()

    @Slot()
    def save_project(self) -> None:
        """Ask where a copy of the project is to lie."""
        dataset = self._window.state.dataset
        if dataset is not None:
            self._window.files.ask_where_to_save_project(f"{printable(dataset.root.stem, 60)}{PROJECT_SUFFIX}")

    @Slot(object)
    def save_project_at(self, target: "Path") -> None:
        """Go on with a copy there."""
        if self._window.training.is_running():
            self._window.show_error("The project cannot be saved elsewhere during training. Stop it, or wait for it.")
        else:
            named = target if is_project(target) else target.with_name(target.name + PROJECT_SUFFIX)
            self._window.state.editor.save_as(named)

    @Slot(object)
    def on_project_saved(self, path: "Path") -> None:
        """The window goes on with the copy."""
        self._window.recent.add((path,))
        self._on_saved(path)

    @Slot(object)
    def load_recipe(self, path: "Path") -> None:
        """Set the window as the recipe of a file says."""
        worker = Worker(read_recipe_for_window(path), parent=self)
        worker.succeeded.connect(self._on_recipe)
        worker.failed.connect(self._window.show_error)
        worker.start()

    @Slot(object)
    def _on_recipe(self, found: Loaded) -> None:
        self._window.recall.put(found.recipe, "Load recipe")
        if found.note:
            self._window.show_error(found.note)

    @Slot()
    def write_folders(self) -> None:
        """Ask where and how the photos are to be written, and do so; the window can be used meanwhile."""
        window = self._window
        if window.state.dataset is None:
            return
        place = window.files.last_place_to_write() or window.state.dataset.root.absolute().parent
        dialog = WriteDialog(window.state, window.state.dataset, place, window)
        dialog.place_wanted.connect(window.files.ask_where_to_write)
        window.files.write_place_chosen.connect(dialog.set_place)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()

    @Slot()
    def preferences(self) -> None:
        """Show the preferences."""
        window = self._window
        self._open(PreferencesDialog(window.state, self._theme, window.engine.devices, window.cache, window))

    @Slot()
    def networks(self) -> None:
        """Show all networks, to choose the one that training starts from."""
        dialog = ZooDialog(self._window.zoo, self._window.state.backbone, self._window)
        dialog.chosen.connect(self._window.use_network)
        self._open(dialog)

    @Slot()
    def preview_augmentation(self) -> None:
        """Show the selected photos, or some of each class, as the next training will vary them."""
        window = self._window
        if window.state.dataset is not None:
            chosen = tuple(sample for sample in window.photos.view.selected_samples() if sample.label)
            dialog = PreviewDialog(window.state, window.state.dataset, chosen, window)
            dialog.used.connect(window.training.form.augmentation.box.choose)
            self._open(dialog)

    @Slot(object)
    def compare_runs(self, pair: Pair) -> None:
        """Show two runs beside each other, photo by photo, in a window of their own."""
        state = self._window.state
        if state.dataset is not None and state.project is not None:
            shown = ComparisonWindow(state, pair, state.dataset, state.project, self._window)
            shown.photos_wanted.connect(self.show_photos)
            shown.show()

    @Slot(object)
    def show_photos(self, paths: "Sequence[Path]") -> None:
        """In the browser, in front of what covers it."""
        self._window.docks.show_photos()
        self._window.photos.choose_photos(paths)
        self._window.raise_()
        self._window.activateWindow()

    @Slot()
    def find_rate(self) -> None:
        """Look for a learning rate for what is open and set now; the recipe form gets it when a person says so."""
        window = self._window
        if window.state.dataset is not None:
            problem = _UNDER_WAY if window.training.is_running() else window.training.start_problem()
            dialog = RateDialog(window.state, window.state.dataset, problem, window)
            dialog.used.connect(window.training.form.set_learning_rate)
            dialog.finished.connect(window.cache.refresh)
            dialog.finished.connect(window.layers.cost.kept.look)
            self._open(dialog)

    @Slot()
    def cross_validate(self) -> None:
        """Find out how good a model of the photos at hand would be."""
        window = self._window
        problem = _UNDER_WAY if window.training.is_running() else window.training.start_problem()
        dialog = CrossValidationDialog(window.state, problem, window)
        dialog.finished.connect(window.cache.refresh)
        dialog.finished.connect(window.layers.cost.kept.look)
        self._open(dialog)

    def close_comparisons(self) -> None:
        """They go with the studio's window."""
        for shown in self._window.findChildren(ComparisonWindow):
            shown.close()

    @Slot(bool)
    def full_screen(self, wanted: bool) -> None:
        """Fill the screen, or go back."""
        if wanted:
            self._window.showFullScreen()
        else:
            self._window.showNormal()

    @Slot()
    def glossary(self) -> None:
        """Show the words of the field."""
        self._open(help_dialogs.glossary(self._window))

    @Slot()
    def shortcuts(self) -> None:
        """Show the keys."""
        self._open(help_dialogs.shortcuts(self._window.findChildren(QAction), self._window))

    @Slot()
    def about(self) -> None:
        """Show what this is."""
        self._open(help_dialogs.about(self._window))

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def say(self, sentence: str) -> None:
        """For a moment, at the bottom of the window."""
        self._window.statusBar().showMessage(sentence, _SAID_MILLISECONDS)

    @Slot(object)
    def _on_saved(self, path: "Path") -> None:
        self.say(f"Saved as {printable(str(path))}")
