"""Getting the engine ready in the background, and which processors it found."""

from collections.abc import Generator

from PySide6.QtCore import QObject, Signal, Slot

from tlstudio.foundation.device import DeviceName, choose_device, device_names
from tlstudio.foundation.events import Event, Progress
from tlstudio.gui.garbage import leave_libraries_alone
from tlstudio.gui.libraries import load_engine, load_plots
from tlstudio.gui.threads import THREADS
from tlstudio.gui.worker import Worker

Devices = dict[str, str]


class EngineStarter(QObject):
    """Loads torch once; then `devices` are those that are there, by name, each with its title.

    `auto` is among them, with the title of the device it stands for. `is_loading` until then, or until it failed. What
    the curves need is loaded apart and before it, so that they are built while no other thread is busy importing.
    """

    plots_loaded = Signal()
    ready = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.devices: Devices = {}
        self.is_loading = False
        self.failed.connect(self._on_failed)

    def load_plots(self) -> None:
        """Begin with what the curves need, in the background."""
        self.is_loading = True
        worker = Worker(_load_plots(), parent=self)
        worker.succeeded.connect(self.plots_loaded)
        worker.failed.connect(self.failed)
        worker.start()

    def start(self) -> None:
        """Load torch and what stands on it, in the background."""
        worker = Worker(_prepare(), parent=self)
        worker.succeeded.connect(self._on_prepared)
        worker.failed.connect(self.failed)
        worker.start()

    @Slot(object)
    def _on_prepared(self, devices: Devices) -> None:
        leave_libraries_alone()
        self.devices, self.is_loading = devices, False
        self.ready.emit()

    @Slot()
    def _on_failed(self) -> None:
        self.is_loading = False


def _load_plots() -> Generator[Event, None, None]:
    yield Progress("prepare", 0, 1)
    load_plots()


def _prepare() -> Generator[Event, None, Devices]:
    yield Progress("prepare", 0, 1)
    load_engine()
    THREADS.follow()
    return {name: _title(name) for name in device_names()}


def _title(name: DeviceName) -> str:
    """`CPU`, or the name of the GPU, with its number where there are several."""
    device = choose_device(name)
    if device.type != "cuda":
        return {"cpu": "CPU", "mps": "Apple GPU"}[device.type]
    import torch

    number = "" if device.index is None else f" ({device.index + 1})"
    return f"{torch.cuda.get_device_name(device)}{number}"
