"""Where cells of one size stand in a grid: plain arithmetic, the same for fifty photos and fifty thousand."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Grid:
    """`count` cells in lines from left to right, in a room `width` pixels wide.

    As many as have their `cell_width` stand in a line, and share what is left over.
    """

    count: int
    width: int
    cell_width: int
    cell_height: int

    @property
    def columns(self) -> int:
        """Cells in a line, at least one."""
        return max(1, self.width // self.cell_width)

    @property
    def stride(self) -> int:
        """How wide a cell is in fact."""
        return max(self.cell_width, self.width // self.columns)

    @property
    def height(self) -> int:
        """All lines together, in pixels."""
        return -(-self.count // self.columns) * self.cell_height

    def corner(self, row: int) -> tuple[int, int]:
        """The left and upper edge of a cell."""
        line, column = divmod(row, self.columns)
        return column * self.stride, line * self.cell_height

    def row_at(self, x: int, y: int) -> int | None:
        """The cell at a point, None where there is none."""
        column, line = x // self.stride, y // self.cell_height
        row = line * self.columns + column
        return row if 0 <= column < self.columns and 0 <= row < self.count and line >= 0 else None

    def nearest(self, x: int, y: int) -> int:
        """The cell at a point or closest to it in its line; the last one below them all. There must be one."""
        column = min(max(0, x // self.stride), self.columns - 1)
        return min(max(0, y) // self.cell_height * self.columns + column, self.count - 1)

    def rows_between(self, top: int, bottom: int) -> range:
        """The cells of all lines that touch these heights."""
        first = max(0, top // self.cell_height) * self.columns
        last = (max(-1, bottom // self.cell_height) + 1) * self.columns
        return range(min(first, self.count), min(last, self.count))


def runs(rows: Sequence[int]) -> list[range]:
    """Rows in ascending order, as stretches of rows that follow each other."""
    found: list[range] = []
    for row in rows:
        if found and row == found[-1].stop:
            found[-1] = range(found[-1].start, row + 1)
        else:
            found.append(range(row, row + 1))
    return found
