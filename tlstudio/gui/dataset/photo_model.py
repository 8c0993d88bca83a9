"""The photos on show: a thin adapter over the dataset's samples, with thumbnails as they arrive."""

import html
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt

from tlstudio.dataset.sample import Sample
from tlstudio.foundation.names import printable
from tlstudio.gui.dataset.filters import ASIDE, Aside
from tlstudio.gui.dataset.suggestion_wording import opinion_text
from tlstudio.gui.dataset.thumbnails import Thumbnails
from tlstudio.gui.dataset.view_text import view_text
from tlstudio.prediction.opinions import NO_OPINIONS

Index = QModelIndex | QPersistentModelIndex
SAMPLE_ROLE = Qt.ItemDataRole.UserRole
REFUSED_ROLE = Qt.ItemDataRole.UserRole + 1
ASIDE_ROLE = Qt.ItemDataRole.UserRole + 2
OPINION_ROLE = Qt.ItemDataRole.UserRole + 3
NO_LABEL_YET = "no label yet"
URI_LIST = "text/uri-list"
_NOWHERE = QModelIndex()


class PhotoModel(QAbstractListModel):
    """Never decodes: `data` only hands out what `thumbnails` has."""

    def __init__(self, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._samples: Sequence[Sample] = ()
        self.aside: Aside | None = None
        self.thumbnails = thumbnails
        self.opinions = NO_OPINIONS

    def set_samples(self, samples: Sequence[Sample], aside: Aside | None = None) -> None:
        """Show these photos; `aside` is why none of them is used, None where they are."""
        self.beginResetModel()
        self._samples, self.aside = samples, aside
        self.endResetModel()

    def sample_at(self, row: int) -> Sample:
        """The photo of that row."""
        return self._samples[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One row per photo."""
        return 0 if parent.isValid() else len(self._samples)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names as plain, printable text; the thumbnail, or None while it is not there."""
        if not index.isValid():
            return None
        sample = self._samples[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return printable(sample.path.name, 80)
            case Qt.ItemDataRole.DecorationRole:
                return self.thumbnails.get(sample.source)
            case Qt.ItemDataRole.ToolTipRole:
                return html.escape(self._explanation(sample))
            case Qt.ItemDataRole.AccessibleTextRole:
                said = f"the model says: {opinion}" if (opinion := self.opinion_of(sample)) else ""
                parts = [printable(sample.path.name, 80), label_text(sample), sample.split, said]
                return ", ".join(filter(None, [*parts, ASIDE[self.aside] if self.aside else ""]))
            case _ if role == REFUSED_ROLE:
                return self.thumbnails.refusal(sample.source)
            case _ if role == OPINION_ROLE:
                return self.opinions.of(sample)
        return {SAMPLE_ROLE: sample, ASIDE_ROLE: self.aside}.get(role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Photos can be dragged out, to the prediction panel or a file manager; they are only ever copied."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def mimeTypes(self) -> list[str]:  # noqa: N802
        """Files, as addresses."""
        return [URI_LIST]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        """The photos' addresses."""
        return mime_of([self._samples[index.row()].path for index in indexes])

    def supportedDragActions(self) -> Qt.DropAction:  # noqa: N802
        """Copies only: original photos are never moved."""
        return Qt.DropAction.CopyAction

    def _explanation(self, sample: Sample) -> str:
        opinion = self.opinion_of(sample)
        said = f"The model says: {opinion}" if opinion else ""
        aside = ASIDE[self.aside].capitalize() if self.aside else ""
        lines = [
            printable(str(sample.path)),
            f"{label_text(sample)} · {sample.split}",
            aside,
            view_text(sample.view),
            said,
        ]
        return "\n".join(filter(None, (*lines, self.thumbnails.refusal(sample.source))))

    def opinion_of(self, sample: Sample) -> str:
        """What the model says of a photo; empty where it was not asked."""
        opinion = self.opinions.of(sample)
        return opinion_text(sample, opinion) if opinion else ""


def label_text(sample: Sample, longest: int = 80) -> str:
    """The photo's class, plain and printable."""
    return printable(sample.label, longest) or NO_LABEL_YET


def mime_of(paths: Sequence[Path]) -> QMimeData:
    """Files as other programs take them, names byte for byte: Qt's own addresses lose those that are not UTF-8."""
    mime = QMimeData()
    mime.setData(URI_LIST, "".join(f"{path.absolute().as_uri()}\r\n" for path in paths).encode())
    return mime
