"""The list beside the thumbnails: all photos, each class with its count, and the problems."""

import html
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from tlstudio.dataset.sample import NO_LABEL, Dataset
from tlstudio.foundation.names import printable

Index = QModelIndex | QPersistentModelIndex
COUNT_ROLE = Qt.ItemDataRole.UserRole
SHARE_ROLE = Qt.ItemDataRole.UserRole + 1
KEY_ROLE = Qt.ItemDataRole.UserRole + 2
_NOWHERE = QModelIndex()


@dataclass(frozen=True)
class Shelf:
    """One line of the list; `share` is its count over the largest class's, `balance` how even the classes are.

    `is_known` is False where nobody has counted yet. `key` is the digit on the keyboard that labels photos as this
    class; only the first nine have one.
    """

    kind: Literal["all", "class", "unlabelled", "problems"]
    label: str
    count: int
    share: float | None = None
    balance: str = ""
    is_known: bool = True
    key: str = ""


class ClassModel(QAbstractListModel):
    """A thin adapter over a dataset; `renamed(label, to)` when a person has typed another name for a class."""

    renamed = Signal(str, str)

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

    def labels(self) -> list[str]:
        """The classes, in the order of their lines."""
        return [shelf.label for shelf in self._shelves if shelf.kind == "class"]

    def row_of(self, shelf: Shelf | None, before: Sequence[str] = ()) -> int:
        """The row of the line that is called like this one; the first where there is none.

        `before` are the classes there were with that line: where one is gone and another came, it was renamed.
        """
        wanted = (shelf.kind, shelf.label) if shelf else None
        came, gone = set(self.labels()) - set(before), set(before) - set(self.labels())
        if shelf and shelf.kind == "class" and gone == {shelf.label} and len(came) == 1:
            wanted = ("class", came.pop())
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
                return _spoken(shelf)
            case Qt.ItemDataRole.EditRole if shelf.kind == "class":
                return shelf.label
            case Qt.ItemDataRole.ToolTipRole:
                return html.escape(_explanation(shelf))
        count = shelf.count if shelf.is_known else "?"
        return {COUNT_ROLE: count, SHARE_ROLE: shelf.share, KEY_ROLE: shelf.key}.get(role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Classes can be given another name."""
        flags = super().flags(index)
        is_class = index.isValid() and self._shelves[index.row()].kind == "class"
        return flags | Qt.ItemFlag.ItemIsEditable if is_class else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Pass another name on; it is shown once the class has it."""
        label, name = self._shelves[index.row()].label, str(value).strip()
        if role == Qt.ItemDataRole.EditRole and name not in ("", label):
            self.renamed.emit(label, name)
        return False


def shelves(dataset: Dataset, problems: int | None) -> tuple[Shelf, ...]:
    """The lines for a dataset."""
    counts = Counter(sample.label for sample in dataset.samples)
    most = max(counts.values(), default=1)
    labels = labels_of(dataset)
    keys = [*"123456789", *[""] * len(labels)]
    classes = [
        Shelf("class", label, counts[label], counts[label] / most, key=key)
        for label, key in zip(labels, keys, strict=False)
    ]
    waiting = [Shelf("unlabelled", NO_LABEL, len(dataset.unlabelled))] if dataset.unlabelled else []
    last = Shelf("problems", "", problems or 0, is_known=problems is not None)
    return (Shelf("all", "", len(dataset.photos), balance=_balance(classes)), *classes, *waiting, last)


def labels_of(dataset: Dataset) -> list[str]:
    """The classes, also those without photos, in the order of their lines; the digits label in this order."""
    return sorted((*dataset.classes, *dataset.bare))


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
    text = f"{title(shelf)}: {shelf.count:,} {what}, {shelf.share or 0:.0%} of the largest class"
    return f"{text}\n{shelf.key} labels the selected photos so" if shelf.key else text


def _spoken(shelf: Shelf) -> str:
    key = f"key {shelf.key}" if shelf.key else ""
    count = shelf.count if shelf.is_known else "not checked yet"
    return "; ".join(filter(None, (f"{title(shelf)}, {count}", key, shelf.balance)))


def _balance(classes: list[Shelf]) -> str:
    """The largest class beside the smallest, in words."""
    if len(classes) < 2:
        return ""
    small, large = min(classes, key=lambda each: each.count), max(classes, key=lambda each: each.count)
    if small.count == large.count:
        return f"{len(classes)} classes of the same size"
    times = f"{large.count / max(1, small.count):.1f} times as many as"
    return f"{len(classes)} classes; {title(large)} has {times} {title(small)}"
