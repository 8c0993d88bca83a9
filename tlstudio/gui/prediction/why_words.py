"""What the panel says about where the heat is, and about photos that are alike."""

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tlstudio.foundation.names import printable

if TYPE_CHECKING:
    from tlstudio.prediction.heat_map import HeatMap
    from tlstudio.prediction.nearest import Neighbour

LOOKING = "Looking at why…"
LOOKING_FOR_NEAREST = "Looking for photos like it…"
NEAREST = "Most like it among the photos it has learned from"
NOT_OPEN = "Those that are not open here are shown without a picture."
REMEMBERS_NONE = "This model remembers none of its training photos, so none can be compared."
CHOOSE_CLASS = "Click a class, or use the arrow keys, to see what speaks for it"
_QUARTERS = {
    "in the middle": (0.25, 0.25, 0.75, 0.75),
    "in the upper left": (0.0, 0.0, 0.5, 0.5),
    "in the upper right": (0.5, 0.0, 1.0, 0.5),
    "in the lower left": (0.0, 0.5, 0.5, 1.0),
    "in the lower right": (0.5, 0.5, 1.0, 1.0),
}
_HALVES = {
    "on the left": (0.0, 0.0, 0.5, 1.0),
    "on the right": (0.5, 0.0, 1.0, 1.0),
    "in the upper half": (0.0, 0.0, 1.0, 0.5),
    "in the lower half": (0.0, 0.5, 1.0, 1.0),
}
_MOST_OF_A_QUARTER, _MOST_OF_A_HALF = 0.55, 0.7


def heat_text(heat: "HeatMap") -> str:
    """`Most of what speaks for ants is in the upper left.`"""
    label = printable(heat.label, 60)
    if not heat.values.any():
        return f"Nothing in this picture speaks for {label}."
    for parts, enough in ((_QUARTERS, _MOST_OF_A_QUARTER), (_HALVES, _MOST_OF_A_HALF)):
        share, where = max((heat.share(part), words) for words, part in parts.items())
        if share >= enough:
            return f"Most of what speaks for {label} is {where}."
    return f"What speaks for {label} is spread over the picture."


def nearest_text(neighbours: Sequence["Neighbour"]) -> str:
    """What stands above the photos; where none of them is open, it names their classes:
    `…, none of them open here: bees (0.87), bees (0.81)`."""
    if not neighbours:
        return REMEMBERS_NONE
    if any(neighbour.sample for neighbour in neighbours):
        return f"{NEAREST}:"
    named = (f"{printable(neighbour.label, 40)} ({neighbour.similarity:.2f})" for neighbour in neighbours)
    return f"{NEAREST}, none of them open here: {', '.join(named)}"


def neighbour_text(neighbour: "Neighbour") -> str:
    """`bees, 0.87 alike, 1092977343_cb42b38d62.jpg`; for the screen reader."""
    said = f"{printable(neighbour.label, 60)}, {neighbour.similarity:.2f} alike"
    return f"{said}, {printable(neighbour.sample.path.name, 80)}" if neighbour.sample else f"{said}, not open here"


def neighbour_tip(neighbour: "Neighbour") -> str:
    """The same with what a click does; tool tips are rich text, so strangers' names are escaped."""
    done = "Click to show it among the photos." if neighbour.sample else "This photo is not open here."
    now = neighbour.sample.label if neighbour.sample else neighbour.label
    since = f" It is labelled {printable(now, 60)} now." if now and now != neighbour.label else ""
    return html.escape(f"{neighbour_text(neighbour)}. 1.00 is the same picture, to the network.{since} {done}")
