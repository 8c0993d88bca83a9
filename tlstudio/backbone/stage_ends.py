"""A few cuts spread over a network, each at the end of one of its groups: where it is worth looking. Needs no torch."""

from typing import NamedTuple

from tlstudio.backbone.tree import Cut, LayerTree, Row

MOST = 10
_FEWEST = 4
_FEWEST_GROUPS = 3


class StageEnd(NamedTuple):
    """A cut, and the path of the group of the tree that ends there."""

    path: str
    cut: Cut


class _End(NamedTuple):
    row: Row
    cut: Cut
    stage: int


def stage_ends(tree: LayerTree, most: int = MOST) -> tuple[StageEnd, ...]:
    """At most `most` cuts, front first, the last one of the network always among them.

    Groups are opened from the top until at least four places are found, three of them groups. Layers that follow each
    other in one group at one resolution (a convolution and its norm) count as one. Of too many, some are left out
    evenly.
    """
    chains = [(cut, chain) for cut in tree.cuts if (chain := _rows_ending_at(tree, cut))]
    ends: list[_End] = []
    for level in range(max((_depth(chain[-1]) for _, chain in chains), default=-1) + 1):
        here = [(cut, chain) for cut, chain in chains if _depth(chain[0]) <= level]
        ends = _merged([_end(cut, chain, level) for cut, chain in here])
        if len(ends) >= _FEWEST and sum(end.row.children > 0 for end in ends) >= _FEWEST_GROUPS:
            break
    return tuple(StageEnd(end.row.path, end.cut) for end in _thinned(ends, most))


def _rows_ending_at(tree: LayerTree, cut: Cut) -> list[Row]:
    """The rows whose last weights are the last in front of the cut, the outermost group first."""
    last = _last_weights(tree)
    place = next(number for number, row in enumerate(tree.rows) if row.path == cut.after)
    before = max((number for number in last.values() if number <= place), default=-1)
    return [row for row in tree.rows if last.get(row.path) == before]


def _last_weights(tree: LayerTree) -> dict[str, int]:
    """For each row with weights in it the number of the last row below it, or itself, that owns some."""
    parents = {row.path: row.parent for row in tree.rows}
    last: dict[str, int] = {}
    for number, row in enumerate(tree.rows):
        path = row.path if row.stateful else ""
        while path:
            last[path] = number
            path = parents[path]
    return last


def _end(cut: Cut, chain: list[Row], level: int) -> _End:
    """The innermost of the rows that end there which is in sight when groups are open down to `level`."""
    shown = [row for row in chain if _depth(row) <= level]
    return _End(shown[-1], cut, chain[-1].stage)


def _merged(ends: list[_End]) -> list[_End]:
    kept: list[_End] = []
    for end in ends:
        if kept and _goes_on(kept[-1], end):
            kept.pop()
        kept.append(end)
    return kept


def _goes_on(before: _End, after: _End) -> bool:
    """Whether both are single layers of one group and one resolution, or the very same row."""
    if before.row.path == after.row.path:
        return True
    single = not before.row.children and not after.row.children
    return single and (before.row.parent, before.stage) == (after.row.parent, after.stage)


def _thinned(ends: list[_End], most: int) -> list[_End]:
    if len(ends) <= most:
        return ends
    return [ends[round(place * (len(ends) - 1) / (most - 1))] for place in range(most)]


def _depth(row: Row) -> int:
    return row.path.count(".")
