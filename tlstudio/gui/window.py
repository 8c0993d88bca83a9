"""The main window: places the panels and wires them. What a panel does stands in the panel."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QMainWindow

from tlstudio.dataset.scan import Photos
from tlstudio.foundation.names import printable
from tlstudio.gui.actions import SELECTION, UNLABELLED, Actions
from tlstudio.gui.activations.panel import ActivationsPanel
from tlstudio.gui.advice.advising import Advising
from tlstudio.gui.awake import Awake
from tlstudio.gui.cache import FeatureCache
from tlstudio.gui.closing import Closing
from tlstudio.gui.commands import Commands
from tlstudio.gui.cores import Cores
from tlstudio.gui.dataset.marking_actions import MarkingActions
from tlstudio.gui.dataset.name_labelling import NameLabelling
from tlstudio.gui.dataset.opening import PhotoOpener
from tlstudio.gui.dataset.panel import DatasetPanel
from tlstudio.gui.dataset.place import BrowserPlace
from tlstudio.gui.dataset.suggestion_actions import SuggestionActions
from tlstudio.gui.dataset.turning import Turning
from tlstudio.gui.docks import Docks, Parts
from tlstudio.gui.dropped import dropped_from
from tlstudio.gui.dropping import DropHint, DropReader, Meaning, may_mean_something
from tlstudio.gui.engine import EngineStarter
from tlstudio.gui.evaluation.opening import Evaluations
from tlstudio.gui.file_dialogs import FileDialogs
from tlstudio.gui.idle import IdleWork
from tlstudio.gui.layers.panel import LayersPanel
from tlstudio.gui.log_panel import LogPanel
from tlstudio.gui.logs import SessionLog
from tlstudio.gui.menus import Extra, RecentMenu, fill_menu_bar
from tlstudio.gui.notice import NoticeDock
from tlstudio.gui.prediction.correcting import Correcting
from tlstudio.gui.prediction.panel import PredictionPanel
from tlstudio.gui.project.importing import PhotoImport
from tlstudio.gui.project.recalling import RecipeRecall
from tlstudio.gui.project.remembering import Remembering
from tlstudio.gui.project.searching import FolderSearch
from tlstudio.gui.project.watching import FolderWatch
from tlstudio.gui.recent import Opened, Recent
from tlstudio.gui.run_notices import RunNotices
from tlstudio.gui.runs.actions import RunActions
from tlstudio.gui.runs.panel import RunsPanel
from tlstudio.gui.runs.queue import RunQueue
from tlstudio.gui.saving import SUFFIX
from tlstudio.gui.state import AppState
from tlstudio.gui.status import StatusLine
from tlstudio.gui.theme import Theme
from tlstudio.gui.theme_menu import ThemeMenu
from tlstudio.gui.tool_bar import make_tool_bar
from tlstudio.gui.training.panel import TrainingPanel
from tlstudio.gui.wiring import wire
from tlstudio.gui.worker import CLOSING_MILLISECONDS, stop_all
from tlstudio.gui.zoo.zoo import Zoo

_TITLE = "Transfer Learning Studio"


class MainWindow(QMainWindow):
    """`open_photos`, `open_project`, `open_model`; `first_painted` once it can be seen."""

    first_painted = Signal()

    def __init__(self, state: AppState, theme: Theme, log: SessionLog) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setAcceptDrops(True)
        self.state = state
        self._theme = theme
        self._painted = False
        self.menu_actions = Actions(self)
        self.recent = Recent(self)
        self.opener = PhotoOpener(state, self.recent, self)
        self.drops = DropReader(self)
        self.search = FolderSearch(state, self)
        self.watch = FolderWatch(state, self.search, self)
        self.importer = PhotoImport(state, self)
        self.name_labelling = NameLabelling(state, self)
        self.files = FileDialogs(self)
        self.engine = EngineStarter(self)
        self.idle = IdleWork(state, self)
        self.cache = FeatureCache(self)
        self.zoo = Zoo(self)
        self.commands = Commands(self, theme)
        self.photos = DatasetPanel(state)
        self.layers = LayersPanel(state)
        self.training = TrainingPanel(state)
        self.prediction = PredictionPanel(state)
        self.correcting = Correcting(state, self.training, self.prediction, self)
        self.advising = Advising(state, self.training, self.layers, self)
        self.activations = ActivationsPanel(state)
        self.queue = RunQueue(state, self.training, self)
        self.runs = RunsPanel(state, self.queue)
        self.recall = RecipeRecall(state, self.layers, self.training.form, self)
        self.remembering = Remembering(state, self.recall, BrowserPlace(state, self.photos), self)
        self.status = StatusLine(state, self.engine, self.cache)
        self.marking = MarkingActions(state, self.menu_actions, self.photos)
        self.cores = Cores(state, self)
        self.awake = Awake(state, self.training, self)
        self.notices = RunNotices(self.training, self)
        self.closing = Closing(self.training, self)
        self.suggesting = SuggestionActions(state, self.menu_actions, self.photos)
        self.turning = Turning(state, self.menu_actions, self.photos)
        self.run_actions = RunActions(state, self.menu_actions, self.runs, self.queue, self.recall, self.files)
        self.evaluations = Evaluations(self)
        self._place(log)
        self._wire()
        self._on_dataset_changed()
        self._on_project_changed()
        self._on_model_changed()
        self._on_recent_changed()
        self._on_photos_selected(0)
        self._on_check_ready_changed(False)
        self._apply_theme()

    def open_photos(self, photos: Photos | str) -> None:
        """Open a folder of photos, a table, or several class folders (as a tuple)."""
        self.opener.open(Path(photos) if isinstance(photos, str) else photos)

    def open_project(self, path: Path | str) -> None:
        """Open a project: photos with a person's labels and marks."""
        self.opener.open(Path(path))

    def open_model(self, path: Path | str) -> None:
        """Open a finished model, to try it."""
        self.state.model_path = Path(path)
        self.recent.add((Path(path),))

    @Slot(str)
    def use_network(self, name: str) -> None:
        """Let the next training start from a network of the catalogue, or from a model by its path."""
        self.state.backbone = name

    @Slot(object)
    def open_entry(self, opened: Opened) -> None:
        """Open what stands in the list of recent things: photos, a project or a model."""
        if opened[0].suffix.lower() == SUFFIX:
            self.open_model(opened[0])
        else:
            self.open_photos(opened[0] if len(opened) == 1 else opened)

    @Slot()
    def look_for_twins(self) -> None:
        """Which of the photos look alike; not while the libraries load, for the two would hold each other up."""
        if not self.engine.is_loading:
            self.search.look_for_twins()

    @Slot(str, str)
    def show_error(self, sentence: str, details: str = "") -> None:
        """Say what went wrong, at the top of the window."""
        self.notice.banner.show_error(sentence, details)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first time: say that the window can be seen, so that what is slow can begin."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Light up for local files, unless they come from the window itself."""
        if event.source() is None and may_mean_something(event.mimeData()):
            event.acceptProposedAction()
            self._drop_hint.appear(self)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing hovers any more."""
        self._drop_hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped; what it is is found out in the background."""
        self._drop_hint.hide()
        event.acceptProposedAction()
        self.drops.read(dropped_from(event.mimeData()))

    @Slot(object)
    def _on_drop_understood(self, meaning: Meaning) -> None:
        """Folders are opened, a model is loaded, pictures are classified."""
        if meaning.model:
            self.open_model(meaning.model)
        if meaning.photos:
            self.open_entry(meaning.photos)
        elif meaning.pictures:
            self.prediction.show_photos(meaning.pictures)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask first where a run is under way; then wait until every thread and process has ended."""
        if self.closing.ask():
            event.ignore()
            return
        self.docks.save()
        self.remembering.keep_now()
        self.commands.close_comparisons()
        self.evaluations.close()
        self.hide()
        self.opener.cancel()
        self.search.cancel()
        self.watch.stop()
        self.importer.cancel()
        self.photos.suggestions.cancel()
        self.correcting.cancel()
        self.idle.stop()
        self.advising.adviser.stop()
        self.queue.close()
        self.training.stop_and_wait(CLOSING_MILLISECONDS)
        stop_all(CLOSING_MILLISECONDS)
        self.state.pool.close()
        if self.state.project:
            self.state.project.close()
        super().closeEvent(event)

    @Slot()
    def close_now(self) -> None:
        """Ask nothing: who ends the program from outside waits for no answer. A run can go on another time."""
        self.closing.interrupt()
        self.close()

    def _place(self, log: SessionLog) -> None:
        panels = (self.photos, self.layers, self.training, self.prediction, self.activations, self.runs)
        self.docks = Docks(self, Parts(*panels, LogPanel(log)))
        self.notice = NoticeDock(self)
        self.recent_menu, self.theme_menu = RecentMenu(self.recent), ThemeMenu(self._theme)
        undo = self.state.undo_stack.createUndoAction(self, "&Undo")
        redo = self.state.undo_stack.createRedoAction(self, "&Redo")
        undo.setShortcuts(QKeySequence.StandardKey.Undo)
        redo.setShortcuts(QKeySequence.StandardKey.Redo)
        extras: dict[str, Sequence[Extra]] = {
            "<recent>": [self.recent_menu],
            "<undo>": [undo, redo],
            "<move>": [self.marking.move_menu],
            "<docks>": self.docks.toggles(),
            "<theme>": [self.theme_menu],
            "<columns>": [self.layers.columns],
            "<head>": self.layers.head.actions(),
            "<pacing>": self.layers.pacing.extras(),
            "<runs>": [self.run_actions.menu],
        }
        fill_menu_bar(self, self.menu_actions, extras)
        self.addToolBar(
            make_tool_bar(self.menu_actions, self.recent_menu, self.layers.header.choices, self.training.controls)
        )
        self.statusBar().addWidget(self.status, 1)
        self._drop_hint = DropHint(self)
        self.docks.restore()
        self.notice.place(self)

    def _wire(self) -> None:
        wire(self)
        self.first_painted.connect(self._on_first_painted)
        self._theme.changed.connect(self._apply_theme)
        self.engine.plots_loaded.connect(self._on_plots_loaded)
        self.drops.understood.connect(self._on_drop_understood)
        self.zoo.listed.connect(self._on_networks_listed)
        self.recent.changed.connect(self._on_recent_changed)
        self.photos.selection_changed.connect(self._on_photos_selected)
        self.photos.findings.ready_changed.connect(self._on_check_ready_changed)
        self.training.model_saved.connect(self._on_model_saved)
        self.state.dataset_changed.connect(self._on_dataset_changed)
        self.state.model_path_changed.connect(self._on_model_changed)
        self.state.project_changed.connect(self._on_project_changed)

    @Slot()
    def _on_first_painted(self) -> None:
        """What takes long begins once there is something to look at."""
        self.recent.look()
        self.engine.load_plots()

    @Slot()
    def _on_plots_loaded(self) -> None:
        if self.isHidden():  # closed meanwhile: begin nothing new
            return
        self.training.build_plots()
        self.layers.load()
        self.engine.start()

    @Slot()
    def _on_dataset_changed(self) -> None:
        dataset = self.state.dataset
        self.menu_actions.enable(("import_photos", "write_folders"), dataset is not None)
        self.menu_actions.enable(UNLABELLED, bool(dataset and dataset.unlabelled))
        self.setWindowTitle(f"{printable(dataset.root.name)} — {_TITLE}" if dataset else _TITLE)

    @Slot()
    def _on_project_changed(self) -> None:
        self.menu_actions.enable(("save_project", "locate"), self.state.project is not None)

    @Slot()
    def _on_networks_listed(self) -> None:
        self.layers.header.backbone_box.show_lines(self.zoo.lines, self.state.backbone)

    @Slot(Path)
    def _on_model_saved(self, path: Path) -> None:
        self.state.model_path = path
        self.zoo.refresh_models()

    @Slot()
    def _on_model_changed(self) -> None:
        self.menu_actions.enable(("save_model", "export_model", "evaluate"), self.state.model_path is not None)

    @Slot(int)
    def _on_photos_selected(self, count: int) -> None:
        self.menu_actions.enable(SELECTION, count > 0)

    @Slot(bool)
    def _on_check_ready_changed(self, ready: bool) -> None:
        self.menu_actions.enable(("check_photos",), ready)

    @Slot()
    def _on_recent_changed(self) -> None:
        self.photos.empty.show_recent([entry for entry in self.recent.entries() if self.recent.is_there(entry)])

    @Slot()
    def _apply_theme(self) -> None:
        self.menu_actions.apply_theme(self.palette())
        for panel in (self.photos, self.layers, self.training, self.prediction):
            panel.apply_theme()
        self.advising.apply_theme(self.palette())
        self.notice.banner.apply_theme(self.palette())
