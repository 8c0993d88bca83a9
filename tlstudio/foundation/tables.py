"""Tables as text that spreadsheets read."""

import csv
import io
from collections.abc import Iterable, Sequence


def csv_text(title: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Comma-separated values, a line for the title and one per row; None is an empty cell."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(title)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return buffer.getvalue()


def _cell(value: object) -> object:
    """Spreadsheets run what begins like a formula: such text gets an apostrophe in front."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value
