"""The menu of marks, and the same where one clicks with the right button or presses the Menu key."""

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from tlstudio.dataset.sample import Split
from tlstudio.gui.actions import SELECTION, Actions
from tlstudio.gui.dataset.panel import DatasetPanel
from tlstudio.gui.state import AppState

_PARTS: dict[str, Split | None] = {
    "part_train": "train",
    "part_validation": "validation",
    "part_test": "test",
    "part_own": None,
}
_OF_PHOTOS = ("label_as", *_PARTS)
_TURNS = ("turn_left", "turn_right", "as_it_was")
_DELETE = "Del"
_IN_USE, _LEFT_OUT = "These photos are in use.", "These photos are left out already."
_ONLY_ONE = "There is no other class to merge it into."


class MarkingActions(QObject):
    """Keeps each action enabled exactly where it can be carried out; where not, its tool tip says why."""

    def __init__(self, state: AppState, actions: Actions, panel: DatasetPanel) -> None:
        super().__init__(panel)
        self._state = state
        self._actions = actions
        self._panel = panel
        self.move_menu = QMenu("&Move To", panel)
        self._of_photos, self._of_classes = QMenu(panel), QMenu(panel)
        self._fill_menus()
        self._connect_actions()
        self._connect_panel()
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """What can be done has changed."""
        marking = self._panel.marking
        with_photos, with_class = marking.problem_with_photos(), marking.problem_with_class()
        for name in _OF_PHOTOS:
            self._actions.allow(name, with_photos)
        self.move_menu.setEnabled(not with_photos)
        self._actions.allow("leave_out", with_photos or (_LEFT_OUT if marking.are_left_out() else ""))
        self._actions.allow("take_back", with_photos or ("" if marking.are_left_out() else _IN_USE))
        self._actions["leave_out"].setShortcut("" if marking.are_left_out() else _DELETE)
        self._actions["take_back"].setShortcut(_DELETE if marking.are_left_out() else "")
        self._actions.allow("new_class", marking.problem())
        self._actions.allow("rename_class", with_class)
        alone = len(self._panel.classes.labels()) < 2
        self._actions.allow("merge_class", with_class or (_ONLY_ONE if alone else ""))

    def _fill_menus(self) -> None:
        actions = self._actions
        for name in _PARTS:
            self.move_menu.addAction(actions[name])
        for name in ("label_as", "leave_out", "take_back"):
            self._of_photos.addAction(actions[name])
        self._of_photos.insertMenu(actions["leave_out"], self.move_menu)
        self._of_photos.addSeparator()
        self._of_photos.addActions([actions[name] for name in _TURNS])
        self._of_photos.addSeparator()
        self._of_photos.addActions([actions[name] for name in SELECTION])
        self._of_classes.addActions([actions[name] for name in ("rename_class", "merge_class", "new_class")])
        for menu in (self.move_menu, self._of_photos, self._of_classes):
            menu.setToolTipsVisible(True)

    def _connect_actions(self) -> None:
        on, marking = self._actions.connect, self._panel.marking
        on("label_as", marking.ask_for_label)
        self.move_menu.triggered.connect(self._on_part_chosen)
        on("leave_out", marking.leave_out_or_take_back)
        on("take_back", marking.leave_out_or_take_back)
        on("new_class", marking.ask_for_new_class)
        on("rename_class", self._panel.class_list.rename_chosen)
        on("merge_class", marking.ask_for_merge)

    def _connect_panel(self) -> None:
        panel, state = self._panel, self._state
        panel.selection_changed.connect(self.refresh)
        panel.class_list.selectionModel().currentChanged.connect(self.refresh)
        state.dataset_changed.connect(self.refresh)
        state.project_changed.connect(self.refresh)
        for widget in (panel.view, panel.large, panel.map, panel.class_list):
            widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            widget.customContextMenuRequested.connect(self._on_menu_wanted)
        for page in (panel.view, panel.large, panel.map):
            self._give_keys(page, ("leave_out", "take_back"))
        self._give_keys(panel.class_list, ("rename_class",))

    def _give_keys(self, widget: QWidget, names: tuple[str, ...]) -> None:
        """Keys that mean other things elsewhere (Delete, F2) count where the keyboard is in this widget only."""
        for name in names:
            self._actions[name].setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self._actions[name].setAutoRepeat(False)
            widget.addAction(self._actions[name])

    @Slot(QAction)
    def _on_part_chosen(self, action: QAction) -> None:
        self._panel.marking.move_to(_PARTS[action.objectName()])

    @Slot(QPoint)
    def _on_menu_wanted(self, place: QPoint) -> None:
        widget = self.sender()
        assert isinstance(widget, QWidget)
        menu = self._of_classes if widget is self._panel.class_list else self._of_photos
        on_screen = getattr(widget, "viewport", lambda: widget)().mapToGlobal(place)
        menu.popup(on_screen)
