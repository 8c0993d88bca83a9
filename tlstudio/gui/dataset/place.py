"""Where in the photos a person is: which class, which filters, which photo; read and gone back to."""

from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QSignalBlocker, QTimer, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView

from tlstudio.dataset.sample import Sample
from tlstudio.gui.dataset.panel import DatasetPanel
from tlstudio.gui.state import AppState
from tlstudio.project.names import path_from_text, seen_from


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Photos are named as seen from the folder that was opened: `chosen` is selected, `top` stands first in sight."""

    kind: str = "all"
    label: str = ""
    text: str = ""
    part: str | None = None
    state: str | None = None
    order: str = "folders"
    side: int = 0
    view: str = "grid"
    chosen: str = ""
    top: str = ""


class BrowserPlace(QObject):
    """`now()` and `go_to(place)`; `changed` when a person may be somewhere else, also for each pixel of scrolling."""

    changed = Signal()

    def __init__(self, state: AppState, panel: DatasetPanel) -> None:
        super().__init__(panel)
        self._state = state
        self._panel = panel
        self._top = ""
        bar, view = panel.filter_bar, panel.view
        panel.class_list.selectionModel().currentChanged.connect(self._on_changed)
        panel.selection_changed.connect(self._on_changed)
        view.verticalScrollBar().valueChanged.connect(self._on_changed)
        bar.changed.connect(self._on_changed)
        bar.side_changed.connect(self._on_changed)
        bar.switch.chosen.connect(self._on_changed)

    def now(self) -> Place:
        """Where a person is."""
        bar, view, current = self._panel.filter_bar, self._panel.view, self._panel.class_list.currentIndex()
        shelf = self._panel.classes.shelf_at(current.row()) if current.isValid() else None
        rows = view.visible_rows() if view.verticalOffset() else range(0)
        chosen = view.selectionModel().isSelected(view.currentIndex())
        return Place(
            kind=shelf.kind if shelf else "all",
            label=shelf.label if shelf else "",
            text=bar.text(),
            part=bar.split(),
            state=bar.state(),
            order=bar.order(),
            side=bar.side(),
            view=bar.switch.view,
            chosen=self._name(view.currentIndex().row()) if chosen else "",
            top=self._name(rows.start) if rows else "",
        )

    def go_to(self, kept: object) -> None:
        """Go where `now` was, plain data by now; whatever is not there any more is passed over, as is nonsense."""
        try:
            place = msgspec.convert(kept, Place)
        except msgspec.ValidationError:
            return
        panel, bar = self._panel, self._panel.filter_bar
        with QSignalBlocker(bar):
            bar.choose(place.text, place.part, place.state, place.order, place.side or bar.side())
        panel.view.set_side(bar.side())
        bar.switch.buttons["map" if place.view == "map" else "grid"].setChecked(True)
        row = self._class_row(place)
        if row != panel.class_list.currentIndex().row():
            panel.class_list.setCurrentIndex(panel.classes.index(row))
        else:
            bar.changed.emit()
        chosen = self._row(place.chosen)
        if chosen is not None:
            panel.view.setCurrentIndex(panel.view.photos.index(chosen))
        self._top = place.top
        QTimer.singleShot(0, self, self._scroll)  # the photos have no size before they are laid out

    @Slot()
    def _scroll(self) -> None:
        top, view = self._row(self._top), self._panel.view
        if top is not None:
            view.scrollTo(view.photos.index(top), QAbstractItemView.ScrollHint.PositionAtTop)

    def _class_row(self, place: Place) -> int:
        classes = self._panel.classes
        shelves = [classes.shelf_at(row) for row in range(classes.rowCount())]
        wanted = (place.kind, place.label)
        return next((row for row, shelf in enumerate(shelves) if (shelf.kind, shelf.label) == wanted), 0)

    def _root(self) -> Path:
        return self._state.dataset.root if self._state.dataset else Path()

    def _name(self, row: int) -> str:
        return seen_from(self._root(), self._panel.view.photos.sample_at(row).path)

    def _row(self, name: str) -> int | None:
        if not name:
            return None
        path, photos = path_from_text(name, self._root()), self._panel.view.photos

        def is_wanted(sample: Sample) -> bool:
            return sample.path.name == path.name and sample.path == path

        return next((row for row in range(photos.rowCount()) if is_wanted(photos.sample_at(row))), None)

    @Slot()
    def _on_changed(self) -> None:
        self.changed.emit()
