"""The photos of one group: a photo model that also knows what the two runs say."""

import html
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt

from tlstudio.dataset.sample import Sample
from tlstudio.evaluation.comparison import Compared
from tlstudio.foundation.names import printable
from tlstudio.gui.compare.wording import Names, lines_of, said_text, sentence
from tlstudio.gui.dataset.photo_model import Index, PhotoModel
from tlstudio.gui.dataset.thumbnails import Thumbnails

LINES_ROLE = Qt.ItemDataRole.UserRole + 10


class ComparedModel(PhotoModel):
    """A thin adapter over compared photos."""

    def __init__(self, thumbnails: Thumbnails, names: Names, parent: QObject | None = None) -> None:
        super().__init__(thumbnails, parent)
        self._names = names
        self._compared: dict[Sample, Compared] = {}

    def know(self, photos: Sequence[Compared]) -> None:
        """What is said of the photos that will be shown."""
        self._compared = {photo.sample: photo for photo in photos}

    def said_at(self, row: int) -> str:
        """What each run says of a photo."""
        return said_text(self._compared[self.sample_at(row)], self._names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """As of any photo; and what the two runs say, as lines to paint and as words for screen readers."""
        if not index.isValid():
            return None
        sample = self.sample_at(index.row())
        photo = self._compared[sample]
        match role:
            case _ if role == LINES_ROLE:
                return lines_of(photo, self._names)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{printable(sample.path.name, 80)}, {sentence(photo, self._names)}"
            case Qt.ItemDataRole.ToolTipRole:
                return html.escape(f"{printable(str(sample.path))}\n{sentence(photo, self._names)}")
        return super().data(index, role)
