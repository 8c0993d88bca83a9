"""Judged photos: a photo model that also knows what is told of each."""

import html
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt

from tlstudio.dataset.sample import Sample
from tlstudio.foundation.names import printable
from tlstudio.gui.dataset.photo_model import Index, PhotoModel
from tlstudio.gui.dataset.thumbnails import Thumbnails
from tlstudio.gui.judged.told import Told

LINES_ROLE = Qt.ItemDataRole.UserRole + 10


class JudgedModel(PhotoModel):
    """A thin adapter: `tell` says what is told of a photo."""

    def __init__(self, thumbnails: Thumbnails, tell: Callable[[Sample], Told], parent: QObject | None = None) -> None:
        super().__init__(thumbnails, parent)
        self._tell = tell

    def said_at(self, row: int) -> str:
        """What is said of a photo."""
        return self._tell(self.sample_at(row)).said

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """As of any photo; and what is told, as lines to paint and as words for screen readers."""
        if not index.isValid():
            return None
        sample = self.sample_at(index.row())
        match role:
            case _ if role == LINES_ROLE:
                return self._tell(sample).lines
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{printable(sample.path.name, 80)}, {self._tell(sample).sentence}"
            case Qt.ItemDataRole.ToolTipRole:
                return html.escape(f"{printable(str(sample.path))}\n{self._tell(sample).sentence}")
        return super().data(index, role)
