"""What the studio does while nobody waits for it: it gets to know the machine, and makes the fast runtime ready."""

from collections.abc import Generator

from PySide6.QtCore import QObject, QThread, Slot

from tlstudio.dataset.sample import Dataset
from tlstudio.features.cost import Speed
from tlstudio.foundation.control import Control
from tlstudio.foundation.device import DeviceName, choose_device
from tlstudio.foundation.events import Event
from tlstudio.gui.libraries import load_engine
from tlstudio.gui.state import AppState
from tlstudio.gui.worker import Worker
from tlstudio.photos.pool import PhotoPool


class IdleWork(QObject):
    """Begins with `start`, and again when network, photos or device change; what goes wrong stands in the log alone.

    First `state.speed` becomes known, then the network is exported, so that neither disturbs the other.
    """

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._started = False
        self._control = Control()
        for changed in (state.tree_changed, state.dataset_changed, state.device_changed):
            changed.connect(self._on_changed)

    @Slot()
    def start(self) -> None:
        """The libraries are loaded."""
        self._started = True
        self._on_changed()

    def stop(self) -> None:
        """Begin nothing more."""
        self._started = False
        self._control.stop()

    @Slot()
    def _on_changed(self) -> None:
        """Measure for what is open now; what is under way for something else ends."""
        tree = self._state.tree
        if not self._started or tree is None:
            return
        self._control.stop()
        self._control = Control()
        job = _measure(tree.backbone, self._state.dataset, self._state.pool, self._state.device, self._control)
        self._run(job).succeeded.connect(self._on_measured)

    @Slot(object)
    def _on_measured(self, speed: Speed | None) -> None:
        if speed is None:
            return  # something else was chosen meanwhile
        self._state.speed = speed
        self._run(_prepare(speed.backbone, self._state.device, self._control))

    def _run(self, job: Generator[Event, None, object]) -> Worker:
        worker = Worker(job, parent=self, control=self._control)
        worker.start(QThread.Priority.LowPriority)
        return worker


def _measure(
    backbone: str, dataset: Dataset | None, pool: PhotoPool, device: DeviceName, control: Control
) -> Generator[Event, None, Speed | None]:
    load_engine()
    from tlstudio.features.speed import speed_of

    samples = dataset.samples if dataset else ()
    speed = yield from speed_of(backbone, samples, pool, choose_device(device), control)
    return None if control.stopped else speed


def _prepare(backbone: str, device: DeviceName, control: Control) -> Generator[Event, None, None]:
    """Only on the processor something has to be made in advance."""
    load_engine()
    from tlstudio.features.runtime import prepare

    if choose_device(device).type == "cpu":
        yield from prepare(backbone, control)
