"""Saving the plots as a picture and their values as a table."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Signal, Slot
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QWidget

from tlstudio.gui.file_dialogs import FileDialogs
from tlstudio.gui.training.jobs import write_file
from tlstudio.gui.training.plot_runs import RunValues
from tlstudio.gui.training.plot_table import table_of
from tlstudio.gui.worker import Worker

_SHARPNESS = 2
_PICTURE, _TABLE = "curves.png", "curves.csv"


class PlotSaver(QObject):
    """Asks where, then writes in the background; `saved(path)` or `failed(sentence)`."""

    saved = Signal(object)
    failed = Signal(str)

    def __init__(self, plots: QWidget, runs: Callable[[], list[RunValues]]) -> None:
        super().__init__(plots)
        self._plots = plots
        self._runs = runs
        self._files = FileDialogs(plots)
        self._files.picture_place_chosen.connect(self.save_picture)
        self._files.table_place_chosen.connect(self.save_table)

    @Slot()
    def ask_for_picture(self) -> None:
        """Where to put the picture?"""
        self._files.ask_where_to_save_picture(_PICTURE, "Save Plots as Picture")

    @Slot()
    def ask_for_table(self) -> None:
        """Where to put the table?"""
        self._files.ask_where_to_save_table(_TABLE)

    @Slot(object)
    def save_picture(self, path: Path) -> None:
        """The plots as they are now, with their legend, as PNG."""
        self._write(path, picture_of(self._plots))

    @Slot(object)
    def save_table(self, path: Path) -> None:
        """All values, also those that are not in sight, as CSV."""
        self._write(path, table_of(self._runs()))

    def _write(self, path: Path, content: bytes) -> None:
        worker = Worker(write_file(path, content), parent=self)
        worker.succeeded.connect(self.saved)
        worker.failed.connect(self.failed)
        worker.start()


def picture_of(widget: QWidget) -> bytes:
    """The widget as PNG, sharper than on most screens: twice as many pixels each way."""
    image = QImage(widget.size() * _SHARPNESS, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SHARPNESS)
    image.fill(widget.palette().color(widget.backgroundRole()))
    widget.render(image)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
