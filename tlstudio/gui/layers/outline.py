"""A layer tree unrolled for display: who stands under whom, and how much of each group is frozen. Needs no Qt."""

from collections.abc import Iterable
from itertools import accumulate
from typing import Literal

from tlstudio.backbone.tree import LayerTree

Ticks = Literal["none", "some", "all"]


class Outline:
    """Rows by number, in the tree's own order, where a group and all that is under it stand next to each other.

    `parents[row]` is -1 at the top; `children[row]` are its direct children, `children[-1]` the top rows;
    `ends[row]` is the number behind the last row under it.
    """

    def __init__(self, tree: LayerTree) -> None:
        self.rows = tree.rows
        self.position = {row.path: number for number, row in enumerate(tree.rows)}
        self.parents = [self.position.get(row.parent, -1) for row in tree.rows]
        self.children: dict[int, list[int]] = {number: [] for number in range(-1, len(tree.rows))}
        for number, parent in enumerate(self.parents):
            self.children[parent].append(number)
        self.places = {child: place for family in self.children.values() for place, child in enumerate(family)}
        self.ends = [number + 1 for number in range(len(tree.rows))]
        for number in reversed(range(len(tree.rows))):
            parent = self.parents[number]
            if parent >= 0:
                self.ends[parent] = max(self.ends[parent], self.ends[number])
        self._stateful = _running_count(row.stateful for row in tree.rows)

    def name(self, number: int) -> str:
        """The row's name below its parent: `conv_dw`, not `blocks.5.2.conv_dw`."""
        row = self.rows[number]
        return row.path[len(row.parent) + 1 :] if row.parent else row.path

    def under(self, number: int) -> list[str]:
        """The paths of all stateful rows of a group, itself included: what its tick stands for."""
        return [row.path for row in self.rows[number : self.ends[number]] if row.stateful]

    def group_ending_with(self, path: str) -> str:
        """The largest group that ends with this row: behind `blocks.4.2.bn3` is behind `blocks.4`."""
        number = self.position[path]
        while (parent := self.parents[number]) >= 0 and self.ends[parent] == self.ends[number]:
            number = parent
        return self.rows[number].path

    def ticks(self, frozen: frozenset[str]) -> list[Ticks | None]:
        """For every row how much of it is frozen; None where nothing in it can be."""
        counts = _running_count(row.stateful and row.path in frozen for row in self.rows)
        return [self._tick(number, counts) for number in range(len(self.rows))]

    def _tick(self, number: int, counts: list[int]) -> Ticks | None:
        end = self.ends[number]
        stateful = self._stateful[end] - self._stateful[number]
        frozen = counts[end] - counts[number]
        if not stateful:
            return None
        return "all" if frozen == stateful else "some" if frozen else "none"


def _running_count(flags: Iterable[bool]) -> list[int]:
    return list(accumulate(flags, initial=0))
