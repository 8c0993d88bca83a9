"""A table of photos: a CSV file with the columns path, label and, if wanted, split."""

import csv
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from tlstudio.dataset.layout import PARTS, Labelled, Layout, LayoutError
from tlstudio.dataset.sample import Skipped, Split
from tlstudio.dataset.walk import unreadable
from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.names import path_text, printable

_COLUMNS = "Its first line has to name the columns: path,label or path,label,split."


def table_layout(table: Path) -> Layout:
    """The photos a CSV file names, with paths seen from where it lies; columns may also be parted by ; or tabs.

    An empty split means train. Rows without a path or label and paths listed twice are skipped. Raises UsageError
    for what cannot be read, LayoutError for what is no such table.
    """
    files: dict[Path, Labelled] = {}
    skipped: list[Skipped] = []
    for line, row in _rows(table):
        name, label = row["path"], row["label"]
        path = table.parent / name
        if not name or not label:
            skipped.append(Skipped(table, "table", f"Line {line} lacks a path or a label."))
        elif path in files:
            skipped.append(Skipped(path, "table", f"Line {line} names it again: only its first line counts."))
        else:
            files[path] = Labelled(path, path_text(label), _part(row.get("split", ""), line, table))
    if not any(file.part == "train" for file in files.values()):
        raise LayoutError(f"{printable(str(table))} names no photos to train on.")
    return Layout(table, (table.parent,), files=tuple(files.values()), skipped=tuple(skipped))


def _part(text: str, line: int, table: Path) -> Split:
    part = PARTS.get(text.casefold() or "train")
    if part is None:
        raise UsageError(
            f"Line {line} of {printable(str(table))} has the split “{printable(text)}”: "
            "write train, validation or test."
        )
    return part


def _rows(table: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row below the first line as a dictionary by column, cells stripped, with the line it stands on."""
    try:
        with table.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            first = file.readline()
            delimiter = max(",;\t", key=first.count)
            columns = [cell.strip().casefold() for cell in next(csv.reader([first], delimiter=delimiter), [])]
            if not {"path", "label"} <= set(columns):
                raise LayoutError(f"{printable(str(table))} is not a table of photos. {_COLUMNS}")
            reader = csv.reader(file, delimiter=delimiter)
            for cells in reader:
                if cells:
                    named = zip_longest(columns, cells[: len(columns)], fillvalue="")
                    yield reader.line_num + 1, {column: cell.strip() for column, cell in named}
    except csv.Error as error:
        raise LayoutError(f"{printable(str(table))} is not a table of photos. {_COLUMNS}") from error
    except OSError as error:
        raise UsageError(f"Cannot read {printable(str(table))}. {unreadable(table, error).reason}") from error
