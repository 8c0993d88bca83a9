"""What is open right now: one object that all panels are given, and that tells them what has changed."""

from pathlib import Path
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from tlstudio.backbone.tree import LINEAR, HeadDesign, LayerTree
from tlstudio.dataset.sample import Dataset
from tlstudio.features.cost import Speed
from tlstudio.foundation.device import DeviceName
from tlstudio.gui.drift import RunDrift
from tlstudio.gui.project.editor import ProjectEditor
from tlstudio.photos.pool import PhotoPool
from tlstudio.project.project import Project
from tlstudio.training.recipe import RatePreset, Recipe

T = TypeVar("T")


class _Announced(Generic[T]):
    """An attribute of AppState: setting it to another value emits `<name>_changed` with that value.

    `by_identity` is for values that are too large to be compared in the window's thread.
    """

    def __init__(self, initial: T, by_identity: bool = False) -> None:
        self._initial = initial
        self._by_identity = by_identity

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, state: "AppState", owner: type) -> T:
        value: T = state.__dict__.get(self._name, self._initial)
        return value

    def __set__(self, state: "AppState", value: T) -> None:
        old = self.__get__(state, type(state))
        if value is not old and (self._by_identity or value != old):
            state.__dict__[self._name] = value
            getattr(state, f"{self._name}_changed").emit(value)


class AppState(QObject):
    """What is open. Values are replaced, never edited. `undo_stack` holds the steps that can be undone;
    `editor` changes the photos' labels and marks.

    `photos` is what was opened, as a recipe wants it; `dataset` is what was found there, with a person's marks, and
    replaced at each edit; `project` keeps them, None where nothing can be kept. `whole_tree` are the layers
    of the network as it was chosen; `tree` are those that are left with `head`, the design of the new head, and with
    as many outputs as there are classes. `frozen` is the complete freeze map of `tree`; `thaw` says from which epoch
    on those learn that do not stay frozen to the end. `rates` are the multiples of the learning rate that were set, by
    row; others follow `rate_preset` (None: the studio's choice). `predictor` is the loaded model of `model_path`.
    `threads` (0: torch's choice), `leave_core_free`, `keep_awake` (during a run) and `give_advice` (unasked) are as the
    preferences have them.
    `recipe` is what a press on Start would run; `speed` is how fast this machine is with the network and the photos,
    None while that is not known. `drift` is how far the last run, or the model that was opened, has moved its layers.
    """

    photos_changed = Signal(object)
    project_changed = Signal(object)
    dataset_changed = Signal(object)
    backbone_changed = Signal(object)
    whole_tree_changed = Signal(object)
    head_changed = Signal(object)
    tree_changed = Signal(object)
    strategy_changed = Signal(object)
    frozen_changed = Signal(object)
    thaw_changed = Signal(object)
    rates_changed = Signal(object)
    rate_preset_changed = Signal(object)
    model_path_changed = Signal(object)
    predictor_changed = Signal(object)
    device_changed = Signal(object)
    threads_changed = Signal(object)
    keep_awake_changed = Signal(object)
    leave_core_free_changed = Signal(object)
    give_advice_changed = Signal(object)
    recipe_changed = Signal(object)
    speed_changed = Signal(object)
    drift_changed = Signal(object)

    photos = _Announced[str | tuple[str, ...]](())
    project = _Announced[Project | None](None)
    dataset = _Announced[Dataset | None](None, by_identity=True)
    backbone = _Announced[str]("efficientnet_lite0")
    whole_tree = _Announced[LayerTree | None](None)
    head = _Announced[HeadDesign](LINEAR)
    tree = _Announced[LayerTree | None](None)
    strategy = _Announced[str]("features")
    frozen = _Announced[tuple[str, ...]](())
    thaw = _Announced[dict[str, int]]({})
    rates = _Announced[dict[str, float]]({})
    rate_preset = _Announced[RatePreset | None](None)
    model_path = _Announced[Path | None](None)
    predictor = _Announced[Any](None)
    device = _Announced[DeviceName]("auto")
    threads = _Announced[int](0)
    keep_awake = _Announced[bool](True)
    leave_core_free = _Announced[bool](False)
    give_advice = _Announced[bool](True)
    recipe = _Announced[Recipe](Recipe())
    speed = _Announced[Speed | None](None)
    drift = _Announced[RunDrift | None](None)

    def __init__(self, pool: PhotoPool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pool = pool
        self.undo_stack = QUndoStack(self)
        self.editor = ProjectEditor(self, self.undo_stack)
