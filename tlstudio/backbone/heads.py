"""The head of a tree: its weights, and the cut behind which it stands. Plain values in, plain values out; no torch."""

import difflib
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import msgspec

from tlstudio.backbone.tree import LINEAR, Cut, HeadDesign, LayerTree, Row, channels
from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.foundation.names import printable

HEAD = "head"
_HINT = "new, learns your classes"


def with_classes(tree: LayerTree, classes: int) -> LayerTree:
    """The same tree with a head for that many classes."""
    *others, head = tree.rows
    widths = (tree.features, *tree.head.hidden, classes)
    parameters = sum((before + 1) * after for before, after in pairwise(widths))
    new = msgspec.structs.replace(head, parameters=parameters, output=(classes,))
    return msgspec.structs.replace(tree, rows=(*others, new))


def with_head(tree: LayerTree, design: HeadDesign) -> LayerTree:
    """The tree as it will be with a head of that design, for as many classes as before.

    Behind the cut there are no rows; what passes it is averaged over the picture, each channel for itself. A tree that
    is cut stays cut. UsageError, with the nearest places, where it cannot be cut.
    """
    classes = tree.rows[-1].output[0]
    if not design.cut:
        design = msgspec.structs.replace(design, cut=tree.head.cut)
    else:
        tree = _shortened(tree, checked_cut(tree, design.cut))
    *others, head = tree.rows
    new = msgspec.structs.replace(head, type="Linear" if design.is_linear else "Sequential", hint=_hint(design))
    return with_classes(msgspec.structs.replace(tree, rows=(*others, new), head=design), classes)


def described_head(described: Mapping[str, Any], where: str) -> HeadDesign:
    """The head as the model at `where` describes it; one that says nothing more is linear. StudioError for nonsense."""
    known = HeadDesign.__struct_fields__
    try:
        return msgspec.convert({name: described[name] for name in known if name in described}, HeadDesign)
    except msgspec.ValidationError as error:
        raise StudioError(f"{where} cannot be opened: it does not say what its head is made of.") from error


def cut_behind(tree: LayerTree, path: str) -> Cut | None:
    """The cut behind everything in the row of that path that has weights, the last one before further weights follow.

    None where there is no such row, or more than one tensor passes there.
    """
    number = next((number for number, row in enumerate(tree.rows) if row.path == path), len(tree.rows))
    if number >= len(tree.rows) - 1 or tree.note:
        return None
    last = _last_stateful(tree, _end(tree, number))
    return next((cut for cut in reversed(tree.cuts) if _last_stateful(tree, _end_of(tree, cut)) == last), None)


def places_to_cut(tree: LayerTree) -> dict[str, Cut]:
    """Where a whole network can be cut, front first: the path of the largest row that ends there, and the cut."""
    found: dict[int, str] = {}
    for number in reversed(range(len(tree.rows) - 1)):
        last = _last_stateful(tree, _end(tree, number))
        if tree.rows[number].parameters and last >= number:
            found[last] = tree.rows[number].path
    cuts = {_last_stateful(tree, _end_of(tree, cut)): cut for cut in tree.cuts}
    return {found[last]: cut for last, cut in cuts.items() if last in found and not tree.note}


def checked_cut(tree: LayerTree, path: str) -> Cut:
    """The same as `cut_behind`, with a UsageError in words where there is none."""
    cut = cut_behind(tree, path)
    if cut is None:
        raise UsageError(_refusal(tree, path))
    return cut


def _refusal(tree: LayerTree, path: str) -> str:
    if tree.note:
        return f"{tree.backbone} cannot be cut, as its inside cannot be followed: leave the cut out."
    shown = printable(path)
    paths = [row.path for row in tree.rows[:-1]]
    if path == HEAD:
        return "The head is what comes behind the cut: name a layer in front of it."
    if path not in paths:
        if tree.head.cut:
            there = f"it ends behind {tree.head.cut} already, and has no such layer in front"
            return f"{tree.backbone} cannot be cut behind {shown}: {there}."
        near = difflib.get_close_matches(path, paths, n=3, cutoff=0.5)
        advice = f"Near it: {', '.join(near)}." if near else "List the names with the command layers."
        return f"{tree.title} cannot be cut behind {shown}: it has no such layer. {advice}"
    number = paths.index(path)
    places = {place: _end_of(tree, cut) for place, cut in places_to_cut(tree).items()}
    front = [place for place, end in places.items() if end <= number]
    behind = [place for place, end in places.items() if end > number]
    nearest = " or ".join(f"behind {place}" for place in (*front[-1:], *behind[:1]))
    reason = "the layers behind it read more than what leaves it"
    return f"{tree.title} cannot be cut behind {shown}: {reason}. Cut it {nearest}."


def _shortened(tree: LayerTree, cut: Cut) -> LayerTree:
    kept = tree.rows[: _end_of(tree, cut)]
    paths = frozenset(row.path for row in kept)
    cuts = tree.cuts[: tree.cuts.index(cut) + 1]
    cuts = tuple(msgspec.structs.replace(other, rows=other.rows & paths) for other in cuts)
    if len(cut.output) > 1:
        cuts = (*cuts, cuts[-1].means())
    rows = [_recounted(tree, number, kept, cut) for number in range(len(kept))]
    head = msgspec.structs.replace(tree.rows[-1], stage=min(tree.rows[-1].stage, kept[-1].stage + 1))
    rows.append(head)
    return msgspec.structs.replace(tree, rows=tuple(rows), cuts=cuts, features=channels(cut.output))


def _recounted(tree: LayerTree, number: int, kept: tuple[Row, ...], cut: Cut) -> Row:
    """The row with what is left below it."""
    row = tree.rows[number]
    if _end(tree, number) <= len(kept):
        return row
    below = kept[number + 1 :]
    return msgspec.structs.replace(
        row,
        parameters=sum(other.parameters for other in below if other.stateful),
        children=sum(other.parent == row.path for other in below),
        output=_channels_first(cut.output),
    )


def _channels_first(output: tuple[int, ...]) -> tuple[int, ...]:
    if len(output) == 3 and channels(output) == output[-1]:
        return (output[-1], *output[:-1])
    return output


def head_parts(design: HeadDesign) -> list[str]:
    """`cut behind blocks.4`, `64, 32 hidden units`, `dropout 0.2`: what a head has more than usual."""
    cut = [f"cut behind {printable(design.cut)}"] if design.cut else []
    units = "unit" if design.hidden == (1,) else "units"
    hidden = [f"{', '.join(f'{count:,}' for count in design.hidden)} hidden {units}"] if design.hidden else []
    return [*cut, *hidden, *([f"dropout {design.dropout:g}"] if design.dropout else [])]


def _hint(design: HeadDesign) -> str:
    """A row has little room: what is unusual counts more than what is always so."""
    return " · ".join(("new", *head_parts(design))) if design != LINEAR else _HINT


def _end(tree: LayerTree, number: int) -> int:
    """The number behind the last row under a row."""
    below = f"{tree.rows[number].path}."
    end = number + 1
    while tree.rows[end].path.startswith(below):
        end += 1
    return end


def _end_of(tree: LayerTree, cut: Cut) -> int:
    """The number behind the last row in front of a cut."""
    return _end(tree, next(number for number, row in enumerate(tree.rows) if row.path == cut.after))


def _last_stateful(tree: LayerTree, end: int) -> int:
    """The number of the last row with weights or buffers in front of the row numbered `end`; -1 when there is none."""
    return next((number for number in reversed(range(end)) if tree.rows[number].stateful), -1)
