"""The columns of the zoo: what stands in them, and what they mean."""

from enum import IntEnum

from tlstudio.foundation.names import size_text
from tlstudio.gui.layers.wording import humane_number
from tlstudio.gui.zoo.line import Line


class Column(IntEnum):
    """What stands where."""

    NAME = 0
    SOURCE = 1
    WEIGHTS = 2
    FILE = 3
    TOP1 = 4
    INPUT = 5
    LICENCE = 6
    STATE = 7


NUMBERS = (Column.WEIGHTS, Column.FILE, Column.TOP1)
TITLES = {
    Column.NAME: "Network",
    Column.SOURCE: "Source",
    Column.WEIGHTS: "Weights",
    Column.FILE: "File",
    Column.TOP1: "ImageNet",
    Column.INPUT: "Input",
    Column.LICENCE: "Licence",
    Column.STATE: "State",
}
EXPLAINED = {
    Column.NAME: "What papers and forums call it.",
    Column.SOURCE: "Whose network and weights these are.",
    Column.WEIGHTS: "How many numbers it has learned: more can know more, and take longer.",
    Column.FILE: "How large the file with its weights is.",
    Column.TOP1: "How many photos of ImageNet's 1000 classes it gets right at once, where its publisher says so.",
    Column.INPUT: "Each photo is brought to this size, in pixels.",
    Column.LICENCE: "What the publisher of the weights allows.",
    Column.STATE: "Whether the weights are on this computer.",
}


def cell_text(line: Line, column: int) -> str:
    """One cell for people; empty where nobody knows."""
    match column:
        case Column.NAME:
            return line.title
        case Column.SOURCE:
            return line.source
        case Column.WEIGHTS:
            return humane_number(line.weights) if line.weights else ""
        case Column.FILE:
            return size_text(line.bytes)
        case Column.TOP1:
            return f"{100 * line.top1:.1f} %" if line.top1 else ""
        case Column.INPUT:
            return f"{line.size} × {line.size}" if line.size else ""
        case Column.LICENCE:
            return line.licence
    return f"download {size_text(line.bytes)}" if line.state == "download" else line.state
