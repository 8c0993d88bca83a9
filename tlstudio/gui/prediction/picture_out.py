"""The picture with its heat map, as it is on show, taken elsewhere: into a file, or to the clipboard."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter

from tlstudio.gui.file_dialogs import FileDialogs
from tlstudio.gui.prediction.picture_view import PictureView
from tlstudio.gui.training.jobs import write_file
from tlstudio.gui.worker import Worker


class PictureOut(QObject):
    """Fills the picture's menu. `name` is that of its file; `saved(path)` or `failed(sentence)` after a save."""

    saved = Signal(object)
    failed = Signal(str)

    def __init__(self, picture: PictureView) -> None:
        super().__init__(picture)
        self.name = ""
        self._picture = picture
        self._files = FileDialogs(picture)
        self._files.picture_place_chosen.connect(self.save)
        picture.menu.addAction("&Copy Picture with Heat Map").triggered.connect(self.copy)
        picture.menu.addAction("&Save Picture with Heat Map…").triggered.connect(self.ask_where)

    @Slot()
    def copy(self) -> None:
        """Put it on the clipboard."""
        QGuiApplication.clipboard().setImage(self._picture.image())

    @Slot()
    def ask_where(self) -> None:
        """Where to put it?"""
        name = f"{Path(self.name).stem or 'picture'}-why.png"
        self._files.ask_where_to_save_picture(name, "Save Picture with Heat Map")

    @Slot(object)
    def save(self, path: Path) -> None:
        """Write it as PNG, in the background."""
        worker = Worker(write_file(path, _png(self._picture.image())), parent=self)
        worker.succeeded.connect(self.saved)
        worker.failed.connect(self.failed)
        worker.start()


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
