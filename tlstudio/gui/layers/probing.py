"""Probing the layers in the background: one probe at a time, its results in the column Knows."""

from collections.abc import Generator

from PySide6.QtCore import QObject, QThread, Signal, Slot

from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.control import Control
from tlstudio.foundation.device import DeviceName, choose_device
from tlstudio.foundation.events import Event, Probed, Progress, Warned
from tlstudio.gui.layers.knows_column import KnowsColumn
from tlstudio.gui.libraries import load_engine
from tlstudio.gui.progress_line import ProgressLine
from tlstudio.gui.state import AppState
from tlstudio.gui.worker import Worker
from tlstudio.photos.pool import PhotoPool

_FEWEST_CLASSES = 2
_STAGES = {"features": "Running the network once per photo", "probe": "Probing the stages"}


class Probing(QObject):
    """`ready_changed(bool)` says whether a probe can be started; `ended` when one is over.

    Other photos or labels end a probe under way and fade its results; another network takes them away.
    """

    ready_changed = Signal(bool)
    ended = Signal()

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.column = KnowsColumn()
        self.column.setParent(self)
        self.bar = ProgressLine("probe", "probing the layers", _STAGES)
        self._state = state
        self._worker: Worker | None = None
        self._control = Control()
        self._backbone = ""
        self._warnings: list[str] = []
        self.bar.cancelled.connect(self.cancel)
        state.dataset_changed.connect(self._on_dataset_changed)
        state.tree_changed.connect(self._on_tree_changed)

    @property
    def is_ready(self) -> bool:
        """Whether there is something to probe, and no probe under way."""
        dataset = self._state.dataset
        return (
            self._worker is None
            and self._state.tree is not None
            and dataset is not None
            and len(dataset.classes) >= _FEWEST_CLASSES
        )

    @Slot()
    def start(self) -> None:
        """Probe what is open now."""
        tree, dataset = self._state.tree, self._state.dataset
        if not self.is_ready or tree is None or dataset is None:
            return
        self._backbone, self._control, self._warnings = tree.backbone, Control(), []
        self.column.clear()
        self.bar.begin("Getting the network ready…")
        job = _probe(tree.backbone, dataset, self._state.pool, self._state.device, self._control)
        self._worker = Worker(job, parent=self, control=self._control)
        self._worker.events_came.connect(self._on_events)
        self._worker.succeeded.connect(self._on_succeeded)
        self._worker.failed.connect(self._on_failed)
        self._worker.finished.connect(self._on_finished)
        self._worker.start(QThread.Priority.LowPriority)
        self.ready_changed.emit(self.is_ready)

    @Slot()
    def cancel(self) -> None:
        """End the probe under way; what it has found out so far stays."""
        self._control.stop()

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        for event in events:
            if self._control.stopped:
                return
            if isinstance(event, Probed):
                self.column.add(event)
            elif isinstance(event, Progress):
                self.bar.show_progress(event)
            elif isinstance(event, Warned):
                self._warnings.append(event.text)

    @Slot(object)
    def _on_succeeded(self, found: tuple[Probed, ...] | None) -> None:
        self.bar.end(" ".join(self._warnings))
        if found is not None and not self._control.stopped:
            self.column.show_results(found)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self.bar.end(sentence)

    @Slot()
    def _on_finished(self) -> None:
        self._worker = None
        self.ready_changed.emit(self.is_ready)
        self.ended.emit()

    @Slot()
    def _on_dataset_changed(self) -> None:
        self._forget_the_run()
        if self._state.dataset is None:
            self.column.clear()
        elif self.column.found:
            self.column.fade()

    @Slot()
    def _on_tree_changed(self) -> None:
        """Another number of classes is another tree too, of the same network."""
        if self._state.tree is None or self._state.tree.backbone != self._backbone:
            self._forget_the_run()
            self.column.clear()
        self.ready_changed.emit(self.is_ready)

    def _forget_the_run(self) -> None:
        self._control.stop()
        if self._worker is None:
            self.bar.end()
        self.ready_changed.emit(self.is_ready)


def _probe(
    backbone: str, dataset: Dataset, pool: PhotoPool, device: DeviceName, control: Control
) -> Generator[Event, None, tuple[Probed, ...] | None]:
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.evaluation.probes import probe
    from tlstudio.features.store import Store

    return (yield from probe(backbone, dataset, pool, Store(), choose_device(device), control))
