"""The parts of the window: docks that can be moved, closed, and put back as they were."""

from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from tlstudio.gui.settings import settings

_LAYOUT_KEY = "window/layout"
_GEOMETRY_KEY = "window/geometry"
_VERSION = 2
_SIZE = QSize(1440, 900)
_FRAME = QSize(4, 32)
_WIDTHS = (522, 562, 346)
_HEIGHTS = (506, 314)


@dataclass(frozen=True)
class Parts:
    """The panels that become docks."""

    photos: QWidget
    layers: QWidget
    training: QWidget
    prediction: QWidget
    activations: QWidget
    runs: QWidget
    log: QWidget


class Docks:
    """Photos at the left, layers over training in the middle, prediction at the right; the log below, closed.

    What a layer sees and the list of runs are tabs behind the training, which stays in sight.
    """

    def __init__(self, window: QMainWindow, parts: Parts) -> None:
        self._window = window
        self.photos = _dock(window, "photosDock", "Photos", parts.photos)
        self.layers = _dock(window, "layersDock", "Layers", parts.layers)
        self.training = _dock(window, "trainingDock", "Training", parts.training)
        self.prediction = _dock(window, "predictionDock", "Try It", parts.prediction)
        self.activations = _dock(window, "activationsDock", "What a Layer Sees", parts.activations)
        self.runs = _dock(window, "runsDock", "Runs", parts.runs)
        self.log = _dock(window, "logDock", "Log", parts.log)
        window.setDockNestingEnabled(True)
        self.arrange()

    def toggles(self) -> list[QAction]:
        """The actions that show and hide each dock."""
        return [dock.toggleViewAction() for dock in self._all()]

    def arrange(self) -> None:
        """Put everything where it belongs."""
        window, left = self._window, Qt.DockWidgetArea.LeftDockWidgetArea
        for dock in self._all():
            dock.setFloating(False)
        window.addDockWidget(left, self.photos)
        window.splitDockWidget(self.photos, self.layers, Qt.Orientation.Horizontal)
        window.splitDockWidget(self.layers, self.prediction, Qt.Orientation.Horizontal)
        window.splitDockWidget(self.layers, self.training, Qt.Orientation.Vertical)
        window.tabifyDockWidget(self.training, self.runs)
        window.tabifyDockWidget(self.runs, self.activations)
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.log)
        for dock in self._all():
            dock.setVisible(dock is not self.log)
        self.training.raise_()
        self._share_out()

    def show_photos(self) -> None:
        """Open the browser."""
        self.photos.show()
        self.photos.raise_()

    def show_log(self) -> None:
        """Open the log."""
        self.log.show()
        self.log.raise_()

    def show_training(self) -> None:
        """Open the training."""
        self.training.show()
        self.training.raise_()

    def show_activations(self) -> None:
        """Open what a layer sees."""
        self.activations.show()
        self.activations.raise_()

    def save(self) -> None:
        """Remember how things stand."""
        stored = settings()
        stored.setValue(_GEOMETRY_KEY, self._window.saveGeometry())
        stored.setValue(_LAYOUT_KEY, self._window.saveState(_VERSION))

    def restore(self) -> None:
        """Put things as they were; a size that fits all parts at the first start."""
        stored = settings()
        geometry, layout = stored.value(_GEOMETRY_KEY), stored.value(_LAYOUT_KEY)
        if not isinstance(geometry, QByteArray) or not self._window.restoreGeometry(geometry):
            self._first_size()
        if not isinstance(layout, QByteArray) or not self._restore_layout(layout):
            self._share_out()

    def _restore_layout(self, layout: QByteArray) -> bool:
        """While the window is not maximised: else Qt keeps a second copy of the layout until the window is shown, and
        crashes over it when a dock has been added in between."""
        state = self._window.windowState()
        filling = state & (Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen)
        if filling:
            self._window.setWindowState(Qt.WindowState.WindowNoState)
            self._window.resize(self._window.screen().availableGeometry().size())
        restored = self._window.restoreState(layout, _VERSION)
        if filling:
            self._window.setWindowState(state)
        return restored

    def _first_size(self) -> None:
        there = self._window.screen().availableGeometry().size()
        self._window.resize((there - _FRAME).boundedTo(_SIZE))

    def _share_out(self) -> None:
        window = self._window
        window.resizeDocks([self.photos, self.layers, self.prediction], list(_WIDTHS), Qt.Orientation.Horizontal)
        window.resizeDocks([self.layers, self.training], list(_HEIGHTS), Qt.Orientation.Vertical)

    def _all(self) -> tuple[QDockWidget, ...]:
        return (self.photos, self.layers, self.training, self.prediction, self.runs, self.activations, self.log)


def _dock(window: QMainWindow, name: str, title: str, content: QWidget) -> QDockWidget:
    dock = QDockWidget(title, window)
    dock.setObjectName(name)
    dock.setWidget(content)
    return dock
