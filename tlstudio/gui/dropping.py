"""What a drop on the window means: folders, tables and projects are photos to learn from, a model is to be tried."""

import itertools
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from tlstudio.gui.dropped import Dropped, each_local_path
from tlstudio.gui.worker import Worker
from tlstudio.project.collecting import is_project

_LOOKED_AT = 100
_TABLE_SUFFIX = ".csv"


@dataclass(frozen=True)
class Meaning:
    """`photos`: a folder, several class folders, a table or a project. `pictures`: single files, to be classified."""

    photos: tuple[Path, ...] = ()
    model: Path | None = None
    pictures: tuple[Path, ...] = ()


def meaning_of(dropped: Dropped) -> Meaning:
    """A project wins over folders, these over a table, and all over pictures. Asks the disk."""
    folders = tuple(path for path in dropped.paths if path.is_dir())
    tables = tuple(path for path in dropped.paths if path.suffix.lower() == _TABLE_SUFFIX)[:1]
    projects = tuple(filter(is_project, dropped.paths))[:1]
    photos = projects or folders or tables
    return Meaning(photos, dropped.model, () if photos else dropped.paths)


def may_mean_something(mime: QMimeData) -> bool:
    """Whether there is a local file among the first ones; cheap enough for the beginning of a drag."""
    return any(itertools.islice(each_local_path(mime), _LOOKED_AT))


class DropReader(QObject):
    """Says `understood(Meaning)` of what was dropped, once the disk has told what is a folder: it may be slow,
    and there may be ten thousand files."""

    understood = Signal(object)

    @Slot(object)
    def read(self, dropped: Dropped) -> None:
        """Find out what it means."""
        worker = Worker(_reading(dropped), parent=self)
        worker.succeeded.connect(self.understood)
        worker.start()


def _reading(dropped: Dropped) -> Generator[None, None, Meaning]:
    yield
    return meaning_of(dropped)


class DropHint(QLabel):
    """Lies over the window while something usable hovers over it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Drop to open", parent, alignment=Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAutoFillBackground(True)
        self.setFrameShape(QLabel.Shape.Box)
        self.hide()

    def appear(self, window: QWidget) -> None:
        """Show up in the middle of the window, in the accent colour."""
        colours = QPalette(window.palette())
        colours.setColor(QPalette.ColorRole.Window, colours.color(QPalette.ColorRole.Highlight))
        colours.setColor(QPalette.ColorRole.WindowText, colours.color(QPalette.ColorRole.HighlightedText))
        self.setPalette(colours)
        self.resize(260, 64)
        self.move(window.rect().center() - self.rect().center())
        self.show()
        self.raise_()
