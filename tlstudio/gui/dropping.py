"""What a drop on the window means: folders, tables and projects are photos to learn from, a model is to be tried."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from tlstudio.gui.dropped import dropped_from, local_paths
from tlstudio.project.collecting import is_project

_LOOKED_AT = 100
_TABLE_SUFFIX = ".csv"


@dataclass(frozen=True)
class Meaning:
    """`photos`: a folder, several class folders, a table or a project. `pictures`: single files, to be classified."""

    photos: tuple[Path, ...] = ()
    model: Path | None = None
    pictures: tuple[Path, ...] = ()


def meaning_of(mime: QMimeData) -> Meaning:
    """A project wins over folders, these over a table, and all over pictures; only local files count."""
    dropped = dropped_from(mime)
    folders = tuple(path for path in dropped.paths if path.is_dir())
    tables = tuple(path for path in dropped.paths if path.suffix.lower() == _TABLE_SUFFIX)[:1]
    projects = tuple(filter(is_project, dropped.paths))[:1]
    photos = projects or folders or tables
    return Meaning(photos, dropped.model, () if photos else dropped.paths)


def may_mean_something(mime: QMimeData) -> bool:
    """Whether there is a local file at all; cheap enough for the beginning of a drag."""
    return bool(local_paths(mime)[:_LOOKED_AT])


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
