"""The system's own dialogs for choosing folders and files; each remembers the folder it was last used in."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from tlstudio.gui.saving import SUFFIX
from tlstudio.gui.settings import settings
from tlstudio.project.collecting import SUFFIX as PROJECT_SUFFIX

_PROJECTS = f"Projects (*{PROJECT_SUFFIX})"
_MODELS = f"Models (*{SUFFIX})"
_EXPORTS = "ONNX (*.onnx)"
_RECIPES = f"Recipes and models (*.json *{SUFFIX})"
_TABLES = "Tables (*.csv);;All files (*)"
_PICTURES = "Pictures (*.png)"
_WEIGHTS = "Weights (*.safetensors *.pth *.pt *.bin);;All files (*)"


class FileDialogs(QObject):
    """Asks without stopping the window; the answer comes as a signal."""

    photos_chosen = Signal(object)
    place_chosen = Signal(object)
    project_chosen = Signal(object)
    project_save_chosen = Signal(object)
    model_chosen = Signal(object)
    recipe_chosen = Signal(object)
    save_chosen = Signal(object)
    export_chosen = Signal(object)
    runs_save_chosen = Signal(object)
    logs_place_chosen = Signal(object)
    write_place_chosen = Signal(object)
    picture_place_chosen = Signal(object)
    table_place_chosen = Signal(object)
    weights_chosen = Signal(object)
    folder_chosen = Signal(object)
    import_chosen = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    @Slot()
    def ask_for_folder(self) -> None:
        """Which folder of photos?"""
        dialog = self._dialog(
            "photos",
            "Open Photos: a Folder with One Sub-Folder per Class, or of Unlabelled Photos",
            "",
            self._on_photos,
        )
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    @Slot()
    def ask_for_table(self) -> None:
        """Which table of photos?"""
        dialog = self._dialog("photos", "Open a Table of Photos", _TABLES, self._on_photos)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.open()

    @Slot()
    def ask_what_to_import(self) -> None:
        """Which folder of photos without labels?"""
        dialog = self._dialog("photos", "Import Unlabelled Photos: a Folder", "", self._on_import)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    @Slot()
    def ask_for_place(self) -> None:
        """Where are the photos of the open project now?"""
        dialog = self._dialog("photos", "Locate Photos: the Folder They Were Moved To", "", self._on_place)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    @Slot()
    def ask_for_project(self) -> None:
        """Which project?"""
        dialog = self._dialog("project", "Open Project", _PROJECTS, self._on_project)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.open()

    def last_place_to_write(self) -> Path | None:
        """Where the last new folder was to be made, if anybody has said so yet."""
        place = str(settings().value(_key("writePlace"), ""))
        return Path(place) if place else None

    @Slot()
    def ask_where_to_write(self) -> None:
        """In which folder is a new one to be made?"""
        dialog = self._dialog("writePlace", "Write as Folders: Where to Make the New Folder", "", self._on_write)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    def ask_where_to_save_project(self, name: str) -> None:
        """Where to put a copy of the project?"""
        _open_to_save(
            self._dialog("project", "Save Project As", _PROJECTS, self._on_save_project), PROJECT_SUFFIX, name
        )

    @Slot()
    def ask_for_model(self) -> None:
        """Which model?"""
        dialog = self._dialog("model", "Open Model", _MODELS, self._on_model)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.open()

    @Slot()
    def ask_for_recipe(self) -> None:
        """Whose recipe?"""
        dialog = self._dialog("recipe", "Load Recipe: of a JSON File or of a Model", _RECIPES, self._on_recipe)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.open()

    @Slot()
    def ask_for_weights(self) -> None:
        """Which file of weights?"""
        dialog = self._dialog("weights", "Import Weights", _WEIGHTS, self._on_weights)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.open()

    @Slot()
    def ask_for_weights_folder(self) -> None:
        """Which folder is to keep weights?"""
        dialog = self._dialog("weightsFolder", "Folder for Weights", "", self._on_folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    def ask_where_to_save(self, name: str) -> None:
        """Where to put the model?"""
        _open_to_save(self._dialog("model", "Save Model As", _MODELS, self._on_save), SUFFIX, name)

    def ask_where_to_export(self, name: str) -> None:
        """Where to put the model for other programs?"""
        _open_to_save(self._dialog("export", "Export Model As", _EXPORTS, self._on_export), "onnx", name)

    def ask_where_to_save_runs(self, name: str) -> None:
        """Where to put the table of runs?"""
        _open_to_save(self._dialog("runs", "Save the Table of Runs As", _TABLES, self._on_save_runs), "csv", name)

    @Slot()
    def ask_where_to_write_logs(self) -> None:
        """In which folder are TensorBoard's logs to lie?"""
        dialog = self._dialog("logs", "Write TensorBoard Logs: Into Which Folder", "", self._on_logs)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    def ask_where_to_save_picture(self, name: str, title: str) -> None:
        """Where to put a picture?"""
        _open_to_save(self._dialog("curves", title, _PICTURES, self._on_picture_place), "png", name)

    def ask_where_to_save_table(self, name: str) -> None:
        """Where to put the values of the plots?"""
        _open_to_save(self._dialog("curves", "Save Values as Table", _TABLES, self._on_table_place), "csv", name)

    def _dialog(self, kind: str, title: str, filters: str, on_chosen: Callable[[str], None]) -> QFileDialog:
        dialog = QFileDialog(self._window, title, str(settings().value(_key(kind), "")), filters)
        dialog.setObjectName(f"{kind}Dialog")
        dialog.fileSelected.connect(on_chosen)
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    @Slot(str)
    def _on_photos(self, path: str) -> None:
        settings().setValue(_key("photos"), str(Path(path).parent))
        self.photos_chosen.emit(Path(path))

    @Slot(str)
    def _on_import(self, path: str) -> None:
        settings().setValue(_key("photos"), str(Path(path).parent))
        self.import_chosen.emit(Path(path))

    @Slot(str)
    def _on_place(self, path: str) -> None:
        settings().setValue(_key("photos"), str(Path(path).parent))
        self.place_chosen.emit(Path(path))

    @Slot(str)
    def _on_write(self, path: str) -> None:
        settings().setValue(_key("writePlace"), path)
        self.write_place_chosen.emit(Path(path))

    @Slot(str)
    def _on_project(self, path: str) -> None:
        settings().setValue(_key("project"), str(Path(path).parent))
        self.project_chosen.emit(Path(path))

    @Slot(str)
    def _on_save_project(self, path: str) -> None:
        settings().setValue(_key("project"), str(Path(path).parent))
        self.project_save_chosen.emit(Path(path))

    @Slot(str)
    def _on_model(self, path: str) -> None:
        settings().setValue(_key("model"), str(Path(path).parent))
        self.model_chosen.emit(Path(path))

    @Slot(str)
    def _on_recipe(self, path: str) -> None:
        settings().setValue(_key("recipe"), str(Path(path).parent))
        self.recipe_chosen.emit(Path(path))

    @Slot(str)
    def _on_save(self, path: str) -> None:
        settings().setValue(_key("model"), str(Path(path).parent))
        self.save_chosen.emit(Path(path))

    @Slot(str)
    def _on_export(self, path: str) -> None:
        settings().setValue(_key("export"), str(Path(path).parent))
        self.export_chosen.emit(Path(path))

    @Slot(str)
    def _on_save_runs(self, path: str) -> None:
        settings().setValue(_key("runs"), str(Path(path).parent))
        self.runs_save_chosen.emit(Path(path))

    @Slot(str)
    def _on_logs(self, path: str) -> None:
        settings().setValue(_key("logs"), path)
        self.logs_place_chosen.emit(Path(path))

    @Slot(str)
    def _on_picture_place(self, path: str) -> None:
        settings().setValue(_key("curves"), str(Path(path).parent))
        self.picture_place_chosen.emit(Path(path))

    @Slot(str)
    def _on_table_place(self, path: str) -> None:
        settings().setValue(_key("curves"), str(Path(path).parent))
        self.table_place_chosen.emit(Path(path))

    @Slot(str)
    def _on_weights(self, path: str) -> None:
        settings().setValue(_key("weights"), str(Path(path).parent))
        self.weights_chosen.emit(Path(path))

    @Slot(str)
    def _on_folder(self, path: str) -> None:
        settings().setValue(_key("weightsFolder"), path)
        self.folder_chosen.emit(Path(path))


def _key(kind: str) -> str:
    return f"folders/{kind}"


def _open_to_save(dialog: QFileDialog, suffix: str, name: str) -> None:
    """Propose a name; one that is typed without a suffix gets this one, with or without its dot."""
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix.removeprefix("."))
    dialog.selectFile(name)
    dialog.open()
