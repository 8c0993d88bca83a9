"""What is said about a head and the place where the network ends."""

from tlstudio.backbone.freezing import parameter_counts
from tlstudio.backbone.heads import places_to_cut
from tlstudio.backbone.tree import Cut, HeadDesign, LayerTree, channels
from tlstudio.foundation.names import printable
from tlstudio.gui.layers.wording import humane_number


def ends(whole: LayerTree) -> dict[str, Cut]:
    """Where a network can end, front first, by the largest row that ends there; not where it ends by itself."""
    last = whole.cuts[-1] if whole.cuts else None
    return {
        path: cut for path, cut in places_to_cut(whole).items() if cut is not last or cut.output != (whole.features,)
    }


def place_text(path: str, cut: Cut) -> str:
    """`blocks.4 · 112 values`: one place to cut."""
    return f"{printable(path)} · {_values(channels(cut.output))}"


def whole_text(whole: LayerTree) -> str:
    """The place that is no cut."""
    if whole.head.cut:
        return f"Nothing more: the model as it is, up to {printable(whole.head.cut)} · {_values(whole.features)}"
    return f"Nothing: the whole network · {_values(whole.features)}"


def flow_text(tree: LayerTree) -> str:
    """`blocks.4 gives 112 values → 64 hidden units → 2 classes · 7,362 weights`."""
    design, head = tree.head, tree.rows[-1]
    source = printable(design.cut) if design.cut else "The network"
    hidden = (f"{units:,} hidden {'unit' if units == 1 else 'units'}" for units in design.hidden)
    steps = [f"{source} gives {_values(tree.features)}", *hidden, f"{head.output[0]:,} classes"]
    return f"{' → '.join(steps)} · {head.parameters:,} weights"


def left_text(whole: LayerTree, tree: LayerTree) -> str:
    """`In front of the head 700 k of the network's 3.4 M weights are left.`"""
    left, all_there = _in_front(tree), _in_front(whole)
    if left == all_there:
        return f"In front of the head stand all {humane_number(left)} weights of the network."
    return f"In front of the head {humane_number(left)} of the network's {humane_number(all_there)} weights are left."


def whole_already_text(path: str) -> str:
    """Why a cut there changes nothing."""
    return f"Behind {printable(path)} comes nothing but the head: the network ends there by itself."


def change_text(before: HeadDesign, after: HeadDesign) -> str:
    """What the step is called in the menu."""
    if (before.hidden, before.dropout) != (after.hidden, after.dropout):
        return "Change the head"
    return f"Cut behind {printable(after.cut)}" if after.cut else "Use the whole network"


def _values(number: int) -> str:
    return f"{number:,} {'value' if number == 1 else 'values'}"


def _in_front(tree: LayerTree) -> int:
    return parameter_counts(tree, ())[1] - tree.rows[-1].parameters
