"""How fast each layer learns, as a multiple of the recipe's learning rate. Plain values in and out; needs no torch."""

import difflib
import math
from collections.abc import Iterator, Mapping

from tlstudio.backbone.heads import HEAD
from tlstudio.backbone.tree import LayerTree, Row
from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.names import printable
from tlstudio.training.recipe import RatePreset

_BACKBONE_SHARE = 0.3
_SHARE_PER_STAGE = 0.6
_FINE_TUNING = 1 / 2.6
_LAYER_DECAY = 0.75
_LISTS = ("Sequential", "ModuleList")


def layer_rates(tree: LayerTree, rates: Mapping[str, float], preset: RatePreset) -> dict[str, float]:
    """Every row's multiple: its own, else that of the nearest group above that has one, else the preset's."""
    found = preset_rates(tree, preset)
    given: dict[str, float | None] = {"": None}
    for row in tree.rows:
        multiple = given[row.path] = rates.get(row.path, given[row.parent])
        if multiple is not None:
            found[row.path] = multiple
    return found


def checked_rates(tree: LayerTree, rates: Mapping[str, float]) -> dict[str, float]:
    """The same multiples. UsageError when a path is no row of the tree, or a multiple no number."""
    paths = [row.path for row in tree.rows]
    for path, multiple in rates.items():
        if path not in paths:
            near = difflib.get_close_matches(path, paths, n=3, cutoff=0.5)
            advice = f"Near it: {', '.join(near)}." if near else "List the names with the command layers."
            raise UsageError(
                f"{printable(path)} cannot have a learning rate: {tree.backbone} has no such layer. {advice}"
            )
        if not math.isfinite(multiple):
            raise UsageError(f"The learning rate of {printable(path)} must be a multiple from 0 to 1000.")
    return dict(rates)


def preset_rates(tree: LayerTree, preset: RatePreset) -> dict[str, float]:
    """What a row learns at where nobody says otherwise; early layers see what is in all photos, and should move least.

    "usual": the head at 1, the last stage at 0.3, each stage in front of it at 0.6 of the one behind it. "stages": each
    stage at 1 / 2.6 of the one behind it (discriminative rates: Howard and Ruder 2018, "Universal Language Model
    Fine-tuning for Text Classification"). "layers": each block of layers at 0.75 of the one behind it (layer-wise
    decay: Clark and others 2020, "ELECTRA"; Bao and others 2022, "BEiT"). "same": all at 1.
    """
    if preset == "layers":
        return _by_layer(tree)
    head = max(row.stage for row in tree.rows)
    last = max((row.stage for row in tree.rows if row.stateful and not _in_head(row)), default=0)
    found = {}
    for row in tree.rows:
        if _in_head(row) or preset == "same":
            found[row.path] = 1.0
        elif preset == "stages":
            found[row.path] = _FINE_TUNING ** (head - row.stage)
        else:
            found[row.path] = _BACKBONE_SHARE * _SHARE_PER_STAGE ** max(0, last - row.stage)
    return found


def _by_layer(tree: LayerTree) -> dict[str, float]:
    """Counted back from the head; what has no weights counts with the block in front of it."""
    children: dict[str, list[Row]] = {"": []}
    children.update((row.path, []) for row in tree.rows)
    for row in tree.rows:
        children[row.parent].append(row)
    places: dict[str, int] = {}
    place = 0
    for block in _blocks(children, ""):
        place += block.parameters > 0
        places |= dict.fromkeys(_paths(block, children), place)
    for row in reversed(tree.rows):  # a list of blocks goes with its first one
        places.setdefault(row.path, min((places[child.path] for child in children[row.path]), default=place))
    return {row.path: 1.0 if _in_head(row) else _LAYER_DECAY ** (place - places[row.path]) for row in tree.rows}


def _blocks(children: Mapping[str, list[Row]], around: str) -> Iterator[Row]:
    """The rows that lists of layers are made of: lists are opened, and what holds a list of blocks of one kind."""
    for row in children[around]:
        inside = children[row.path]
        lists = [children[child.path] for child in inside if child.type in _LISTS]
        stage = any(len({block.type for block in blocks}) == 1 and blocks[0].children for blocks in lists if blocks)
        if inside and not _in_head(row) and (row.type in _LISTS or stage):
            yield from _blocks(children, row.path)
        else:
            yield row


def _paths(row: Row, children: Mapping[str, list[Row]]) -> Iterator[str]:
    yield row.path
    for child in children[row.path]:
        yield from _paths(child, children)


def _in_head(row: Row) -> bool:
    return row.path.split(".")[0] == HEAD
