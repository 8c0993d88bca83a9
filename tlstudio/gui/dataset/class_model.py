"""The list beside the thumbnails: all photos, each class with its count, and the problems."""

import html
from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from tlstudio.dataset.sample import NO_LABEL, Dataset
from tlstudio.foundation.names import printable

Index = QModelIndex | QPersistentModelIndex
COUNT_ROLE = Qt.ItemDataRole.UserRole
SHARE_ROLE = Qt.ItemDataRole.UserRole + 1
_NOWHERE = QModelIndex()


@dataclass(frozen=True)
class Shelf:
    """One line of the list; `share` is its count over the largest class's, `balance` how even the classes are.

    `is_known` is False where nobody has counted yet.
    """

    kind: Literal["all", "class", "unlabelled", "problems"]
    label: str
    count: int
    share: float | None = None
    balance: str = ""
    is_known: bool = True


class ClassModel(QAbstractListModel):
    """A thin adapter over a dataset."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shelves: tuple[Shelf, ...] = ()

    def set_dataset(self, dataset: Dataset | None, problems: int | None = None) -> None:
        """Show the classes of this dataset, and that it has so many problems; None where nobody has looked."""
        self.beginResetModel()
        self._shelves = shelves(dataset, problems) if dataset else ()
        self.endResetModel()

    def shelf_at(self, row: int) -> Shelf:
        """The line of that row."""
        return self._shelves[row]

    def row_of(self, shelf: Shelf | None) -> int:
        """The row of the line that is called like this one; the first where there is none."""
        wanted = (shelf.kind, shelf.label) if shelf else None
        return next((row for row, each in enumerate(self._shelves) if (each.kind, each.label) == wanted), 0)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One line for all photos, one per class, one for photos without a label if there are any, one for problems."""
        return 0 if parent.isValid() else len(self._shelves)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names as plain, printable text; count and share for whoever paints."""
        if not index.isValid():
            return None
        shelf = self._shelves[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return title(shelf)
            case Qt.ItemDataRole.AccessibleTextRole:
                count = shelf.count if shelf.is_known else "not checked yet"
                return f"{title(shelf)}, {count}{shelf.balance and f'; {shelf.balance}'}"
            case Qt.ItemDataRole.ToolTipRole:
                return html.escape(_explanation(shelf))
        return {COUNT_ROLE: shelf.count if shelf.is_known else "?", SHARE_ROLE: shelf.share}.get(role)


def shelves(dataset: Dataset, problems: int | None) -> tuple[Shelf, ...]:
    """The lines for a dataset."""
    counts = Counter(sample.label for sample in dataset.samples)
    most = max(counts.values(), default=1)
    labels = sorted((*dataset.classes, *dataset.bare))
    classes = [Shelf("class", label, counts[label], counts[label] / most) for label in labels]
    waiting = [Shelf("unlabelled", NO_LABEL, len(dataset.unlabelled))] if dataset.unlabelled else []
    last = Shelf("problems", "", problems or 0, is_known=problems is not None)
    return (Shelf("all", "", len(dataset.photos), balance=_balance(classes)), *classes, *waiting, last)


def title(shelf: Shelf) -> str:
    """What the line is called."""
    titles = {"all": "All photos", "unlabelled": "Unlabelled", "problems": "Problems"}
    return titles.get(shelf.kind) or printable(shelf.label, 80)


def _explanation(shelf: Shelf) -> str:
    if shelf.kind == "problems":
        unknown = "" if shelf.is_known else " These photos have not been checked yet."
        return f"What is wrong with these photos, the worst first.{unknown}"
    if shelf.kind == "unlabelled":
        return "Photos without a label: nothing is learned from them until they have one."
    what = "photo" if shelf.count == 1 else "photos"
    if shelf.kind == "all":
        return "\n".join(filter(None, (f"{shelf.count:,} {what}", shelf.balance)))
    return f"{title(shelf)}: {shelf.count:,} {what}, {shelf.share or 0:.0%} of the largest class"


def _balance(classes: list[Shelf]) -> str:
    """The largest class beside the smallest, in words."""
    if len(classes) < 2:
        return ""
    small, large = min(classes, key=lambda each: each.count), max(classes, key=lambda each: each.count)
    if small.count == large.count:
        return f"{len(classes)} classes of the same size"
    times = f"{large.count / max(1, small.count):.1f} times as many as"
    return f"{len(classes)} classes; {title(large)} has {times} {title(small)}"
