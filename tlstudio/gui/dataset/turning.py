"""Turning and cropping photos, and showing them as they were: the files stay as they are."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from tlstudio.gui.actions import Actions
from tlstudio.gui.state import AppState
from tlstudio.photos.view import Box
from tlstudio.project.edits import AsItWas, Crop, Turn

if TYPE_CHECKING:
    from tlstudio.gui.dataset.panel import DatasetPanel

TURNING = ("turn_left", "turn_right", "crop", "as_it_was")


class Turning(QObject):
    """What the actions and the large view's buttons of the same names do, each press one step to undo."""

    def __init__(self, state: AppState, actions: Actions, photos: "DatasetPanel") -> None:
        super().__init__(photos)
        self._state = state
        self._actions = actions
        self._photos = photos
        slots = (self.turn_left, self.turn_right, self.crop, self.show_as_it_was)
        for name, slot in zip(TURNING, slots, strict=True):
            actions.connect(name, slot)
            photos.large.buttons[name].clicked.connect(actions[name].trigger)
        photos.large.cropping.cropped.connect(self._on_cropped)
        photos.selection_changed.connect(self._on_selected)
        self._on_selected(0)

    @Slot()
    def turn_left(self) -> None:
        """A quarter against the clock."""
        self._turn(270)

    @Slot()
    def turn_right(self) -> None:
        """A quarter with the clock."""
        self._turn(90)

    @Slot()
    def crop(self) -> None:
        """Show the photo that was selected last large, with a frame around what stays of it."""
        self._photos.look_at_selected()
        self._photos.large.begin_cropping()

    @Slot()
    def show_as_it_was(self) -> None:
        """Neither turned nor cropped any more."""
        samples = self._photos.view.selected_samples()
        if changed := tuple(sample.path for sample in samples if sample.view):
            self._state.editor.apply(AsItWas(changed))

    @Slot(object)
    def _on_cropped(self, box: Box | None) -> None:
        path = self._photos.large.path()
        if path is not None:
            self._state.editor.apply(Crop(path, box))

    def _turn(self, degrees: int) -> None:
        paths: Sequence[Path] = self._photos.selected_paths()
        if paths:
            self._state.editor.apply(Turn(tuple(paths), degrees))

    @Slot(int)
    def _on_selected(self, count: int) -> None:
        self._actions.enable(TURNING, count > 0)
