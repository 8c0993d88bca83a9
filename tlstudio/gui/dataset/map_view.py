"""The map of the photos: how to come by it, the points, what they mean, and whether it is still of these photos."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPalette, QShowEvent
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from tlstudio.dataset.sample import Sample
from tlstudio.gui.dataset import map_wording as wording
from tlstudio.gui.dataset.map_bar import MapBar
from tlstudio.gui.dataset.map_hover import MapHover
from tlstudio.gui.dataset.map_legend import MapLegend
from tlstudio.gui.dataset.map_making import MapMaking
from tlstudio.gui.dataset.map_points import MapPoints, classes_on_map, placed
from tlstudio.gui.dataset.thumbnails import Thumbnails
from tlstudio.gui.icons import pixmap
from tlstudio.gui.state import AppState

if TYPE_CHECKING:
    from tlstudio.evaluation.embedding_map import EmbeddingMap
    from tlstudio.gui.dataset.map_plot import MapPlot

_ICON_SIDE = 72


class MapView(QWidget):
    """`photos_selected(paths)` for all photos that are to be selected now, `photo_opened` when the one that was
    selected just before is to be shown large. What is selected it shows when it is told so, with `show_selected`.

    The labels of the photos play no part in the making: when they change, only the signs of the points do.
    """

    photos_selected = Signal(object)
    photo_opened = Signal()

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mapView")
        self._state = state
        self._thumbnails = Thumbnails(state.pool, self)  # its own: the grid forgets what is not in its sight
        self._made: EmbeddingMap | None = None
        self._asked: frozenset[str] = frozenset()
        self._samples: Sequence[Sample] = ()
        self._selected: Sequence[Path] = ()
        self._failure, self._is_new = "", False
        self._colours = self.palette()
        self.making = MapMaking(state, self)
        self.points: MapPoints | None = None
        self.plot: MapPlot | None = None
        self.hover: MapHover | None = None
        self.legend, self.bar = MapLegend(), MapBar()
        self.make_button = QPushButton("Make the Map", default=True)
        self.make_button.setObjectName("makeMapButton")
        self.caption = QLabel(wordWrap=True)
        self.caption.setTextFormat(Qt.TextFormat.PlainText)
        self.caption.setObjectName("mapCaption")
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._offer, self._map, self._pages = QWidget(), QWidget(), QStackedWidget()
        self._redraw_soon = QTimer(self, singleShot=True, interval=0)
        self._lay_out()
        self._connect()

    def show_samples(self, samples: Sequence[Sample]) -> None:
        """Show these photos strongly and all others faintly."""
        self._samples = samples
        self._redraw_soon.start()

    def show_selected(self, paths: Sequence[Path]) -> None:
        """Draw a ring around these photos."""
        self._selected = paths
        if self.plot is not None and self.points is not None:
            self.plot.show_chosen(self.points.of(paths))
            self._describe()

    def zoom(self, steps: int) -> None:
        """Look closer by so many steps, or less close."""
        if self.plot is not None:
            self.plot.zoom(steps)

    def apply_theme(self, palette: QPalette) -> None:
        """Take the palette's colours again."""
        self._colours = palette
        self._icon.setPixmap(pixmap("chart-scatter-plot", palette, _ICON_SIDE))
        if self.plot is not None:
            self.plot.apply_theme(palette)
        self._redraw_soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        """It can be seen: draw what has come in meanwhile."""
        super().showEvent(event)
        self._redraw_soon.start()

    @Slot()
    def make(self) -> None:
        """Make the map of the photos that are open."""
        if self._state.dataset is not None:
            self._failure, self._asked = "", self._keys()
            self.making.start(self._state.dataset)
            self.bar.begin()
            self.bar.cancel_button.setFocus()
            self.make_button.setEnabled(False)
            self._redraw_soon.start()

    @Slot()
    def cancel(self) -> None:
        """Give up the map that is being made; the one before, if there is one, stays."""
        self.making.cancel()
        self._redraw_soon.start()

    @Slot(object)
    def _on_made(self, made: "EmbeddingMap") -> None:
        self._made, self._is_new, self.points = made, True, None
        self._redraw_soon.start()

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._failure = sentence
        self._redraw_soon.start()

    @Slot()
    def _on_dataset_changed(self) -> None:
        """A map with some of these photos is still of use, whatever their labels; with none of them it is not."""
        self._failure, self.points = "", None
        self._thumbnails.forget()
        if self.making.is_running and not self._asked & self._keys():
            self.making.cancel()
        self._redraw_soon.start()

    @Slot()
    def _redraw(self) -> None:
        """All anew, if it can be seen; else when it can be."""
        if not self.isVisible():
            return
        dataset = self._state.dataset
        if self._made is not None and dataset is not None and self.points is None:
            self.points = placed(self._made, dataset)
        if self.points is None or not self.points.samples:
            self._made = self.points = None
        self._pages.setCurrentWidget(self._map if self.points else self._offer)
        if self.points is not None and self._made is not None and dataset is not None:
            shown = {sample.path for sample in self._samples}
            are_shown = [any(sample.path in shown for sample in there) for there in self.points.samples]
            plot = self._built_plot()
            plot.show_points(self.points.positions, self.points.classes, are_shown)
            if self._is_new:
                self._is_new, plot.current = False, None
                plot.fit()
            self.legend.show_classes(classes_on_map(dataset))
            self.caption.setText(f"{wording.EXPLANATION} {wording.method_text(self._made)} {wording.HOW_TO}")
            self.show_selected(self._selected)
        self._say_how_it_is()

    def _say_how_it_is(self) -> None:
        """Whether the map is still of these photos and this network; while one is being made, how far that is."""
        if self.making.is_running:
            return
        self.make_button.setEnabled(True)
        if self.bar.cancel_button.hasFocus():  # else hiding it would send the focus anywhere
            (self.plot if self.plot is not None and self.points is not None else self.make_button).setFocus()
        made, points = self._made, self.points
        is_other = made is not None and made.backbone != self._state.backbone
        missing = wording.missing_text(points.added, points.refused) if points else ""
        said = self._failure or (wording.OTHER_NETWORK if is_other else missing)
        self.bar.say(said, again=is_other or bool(points and points.added))

    def _keys(self) -> frozenset[str]:
        dataset = self._state.dataset
        return frozenset(sample.key for sample in dataset.photos) if dataset else frozenset()

    def _built_plot(self) -> "MapPlot":
        """The plot, with pyqtgraph loaded when it is first needed."""
        if self.plot is None:
            from tlstudio.gui.dataset.map_plot import MapPlot

            self.plot = MapPlot()
            self.plot.setAccessibleName("Map of the photos")
            self.plot.apply_theme(self._colours)
            self.hover = MapHover(self.plot.viewport(), self._thumbnails)
            self.plot.points_chosen.connect(self._on_points_chosen)
            self.plot.pointed_at.connect(self._on_pointed_at)
            self.plot.opened.connect(self._on_opened)
            self._plot_place.addWidget(self.plot)
            self.setFocusProxy(self.plot)
            self.setTabOrder(self.bar.again_button, self.plot)  # it came last, and would be the window's last
        return self.plot

    @Slot(object)
    def _on_points_chosen(self, numbers: Sequence[int]) -> None:
        """Of copies that lie on each other, those are meant that the filter lets through."""
        if self.points is not None:
            shown = {sample.path for sample in self._samples}
            there = (sample.path for number in numbers for sample in self.points.samples[number])
            self.photos_selected.emit([path for path in there if path in shown])

    @Slot(object)
    def _on_pointed_at(self, number: int | None) -> None:
        if self.points is None or self.plot is None or self.hover is None:
            return
        if number is None:
            self.hover.point_at_nothing()
        else:
            self.hover.point_at(self.points.samples[number], self.plot.place_of(number))
        self._describe()

    @Slot(int)
    def _on_opened(self, number: int) -> None:
        if self.points is not None:
            self._on_points_chosen([number])
            self.photo_opened.emit()

    def _describe(self) -> None:
        """What a screen reader says of the map."""
        if self.plot is not None and self.points is not None:
            current = self.plot.current
            at = None if current is None else self.points.samples[current][0]
            self.plot.setAccessibleDescription(
                wording.description(int(self.plot.shown.sum()), len(self.plot.chosen), at)
            )

    def _connect(self) -> None:
        self._state.dataset_changed.connect(self._on_dataset_changed)
        self._state.backbone_changed.connect(self._redraw_soon.start)
        self._redraw_soon.timeout.connect(self._redraw)
        self.make_button.clicked.connect(self.make)
        self.bar.wanted_again.connect(self.make)
        self.bar.cancelled.connect(self.cancel)
        self.making.progressed.connect(self.bar.show_progress)
        self.making.made.connect(self._on_made)
        self.making.failed.connect(self._on_failed)

    def _lay_out(self) -> None:
        sentence = QLabel(wording.INVITATION, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        sentence.setTextFormat(Qt.TextFormat.PlainText)
        offer = QVBoxLayout(self._offer)
        offer.addStretch(2)
        offer.addWidget(self._icon)
        offer.addWidget(sentence)
        offer.addWidget(self.make_button, alignment=Qt.AlignmentFlag.AlignCenter)
        offer.addStretch(3)
        self._plot_place = QVBoxLayout()
        shown = QVBoxLayout(self._map)
        shown.setContentsMargins(0, 0, 0, 0)
        shown.addLayout(self._plot_place, 1)
        shown.addWidget(self.legend)
        shown.addWidget(self.caption)
        for page in (self._offer, self._map):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.bar)
        column.addWidget(self._pages, 1)
