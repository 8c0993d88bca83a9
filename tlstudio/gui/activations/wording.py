"""What the panel says about a layer's maps, in the field's words."""

from typing import TYPE_CHECKING

from tlstudio.backbone.tree import LayerTree
from tlstudio.gui.layers.wording import shape_text

if TYPE_CHECKING:
    from tlstudio.evaluation.activations import Seen

NO_PHOTO = "Choose a photo on the left, or drop a picture on Try It, to see what each layer makes of it."
NO_LAYER = "Choose a row of the layer tree to see what that layer makes of the photo."
NOTHING_CHOSEN = "Choose a photo on the left and a row of the layer tree to see what that layer makes of the photo."
LOADING = "Looking…"
_TENDENCIES = {
    "edges, colours": "Layers this early tend to answer to edges and colours",
    "textures": "Layers here tend to answer to textures: fur, grass, weave",
    "patterns, parts": "Layers here tend to answer to patterns and to parts of things: an eye, a wheel, a petal",
    "objects": "Layers this deep tend to answer to whole objects, wherever in the photo they are",
}
_EACH_MAP = "Each map is one detector, bright where it answers most to the photo."
_VALUES = "Places are gone here: each bar is one detector's answer to the whole photo."


def part_of(tree: LayerTree, path: str) -> str:
    """Edges, textures, parts or objects: what layers at that depth tend to see; "" where the tree does not say."""
    said = ""
    for row in tree.rows:
        said = row.hint or said
        if row.path == path:
            return said if path.split(".")[0] != "head" else ""
    return ""


def title_text(seen: "Seen", part: str) -> str:
    """`64 of 1,280 maps of 7 × 7 from blocks.6 · objects`."""
    if seen.why:
        return seen.path
    if seen.values is not None:
        return f"{_counted(seen.channels, 'value')} from {seen.path}"
    shown, shape = len(seen.maps), shape_text(seen.maps.shape[1:])
    of = f" of {seen.channels:,}" if shown < seen.channels else ""
    words = "map" if shown == seen.channels == 1 else "maps"
    return " · ".join(filter(None, (f"{shown:,}{of} {words} of {shape} from {seen.path}", part)))


def sentence_text(seen: "Seen", part: str) -> str:
    """What the person sees there."""
    if seen.why:
        return seen.why
    if seen.values is not None:
        return _VALUES
    said = [f"{_TENDENCIES[part]}." if part in _TENDENCIES else "", _EACH_MAP]
    if len(seen.maps) < seen.channels:
        said.append("Those that tell most between places come first.")
    if seen.filters is not None:
        said.append("The small picture beside each map is what it looks for.")
    if seen.tokens:
        said.append(f"{_counted(seen.tokens, 'value')} of the sequence stand for the whole photo and are left out.")
    return " ".join(filter(None, said))


def map_text(seen: "Seen", number: int) -> str:
    """`Channel 17, strongest 62 % from the left and 30 % from the top`."""
    (low, high), (row, column) = seen.ranges[number], seen.peaks[number]
    name = f"Channel {seen.numbers[number]:,}"
    if low == high:
        return f"{name}, the same everywhere: {low:.3g}"
    height, width = seen.maps.shape[1:]
    left, top = round(100 * (column + 0.5) / width), round(100 * (row + 0.5) / height)
    return f"{name}, strongest {left} % from the left and {top} % from the top, values {low:.3g} to {high:.3g}"


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
