"""The layer tree as plain values: what a network is made of, and where it can be cut. Needs no torch."""

from typing import Annotated

import msgspec

HiddenUnits = Annotated[tuple[Annotated[int, msgspec.Meta(ge=1, le=16384)], ...], msgspec.Meta(max_length=8)]
DropoutShare = Annotated[float, msgspec.Meta(ge=0, lt=1)]
_MEANS = ", means"  # no name that a node of a graph can have


class HeadDesign(msgspec.Struct, frozen=True):
    """The new classifier: so many units in each of its `hidden` layers, and the share of values that `dropout` drops.

    `cut` is the path of the row behind which the network ends and the head begins, None for the whole network.
    """

    hidden: HiddenUnits = ()
    dropout: DropoutShare = 0.0
    cut: str | None = None

    @property
    def is_linear(self) -> bool:
        """One linear layer and nothing else."""
        return not self.hidden and not self.dropout


LINEAR = HeadDesign()


class Row(msgspec.Struct, frozen=True):
    """One row of the tree: a module, or a parameter that belongs to no leaf module.

    `path` is the name the network's own library gives it; `parent` is "" at the top. `parameters` counts the whole
    subtree. `output` is the shape of the output without the batch, channels first, () when it was not seen.
    `children` counts direct child rows. `stage` is a display group. `stateful`: the row itself (not a descendant)
    owns weights or buffers, so it can be frozen.
    """

    path: str
    parent: str
    type: str
    stage: int
    parameters: int
    output: tuple[int, ...]
    children: int
    stateful: bool
    hint: str = ""


class Cut(msgspec.Struct, frozen=True):
    """A point in the data flow where one tensor passes.

    `node` names it in the traced graph (with a word more where the means of its values pass), `after` is the path of
    the last row before it, `rows` are the paths of all stateful rows that must be frozen for it to be a border: those
    in front of it, and those whose training would switch on a dropout in front of it. `output` is the shape of what
    passes there, without the batch.
    """

    node: str
    after: str
    rows: frozenset[str]
    output: tuple[int, ...]

    @property
    def point(self) -> str:
        """The node of the traced graph whose values pass, or of whose values the means pass."""
        return self.node.removesuffix(_MEANS)

    @property
    def is_means(self) -> bool:
        """Whether what passes are not the node's values but each channel's mean."""
        return self.node.endswith(_MEANS)

    def means(self) -> "Cut":
        """The point right behind it where each channel's mean passes."""
        return Cut(f"{self.node}{_MEANS}", self.after, self.rows, (channels(self.output),))


class LayerTree(msgspec.Struct, frozen=True):
    """The rows in the order data flows (a parent directly before its children, `head` last) and the cuts, front first.

    `features` is the number of values the head reads. `note` says in words when the network could not be traced and
    cuts are coarser. `head` is the design of the head; behind its cut there are no rows.
    """

    backbone: str
    rows: tuple[Row, ...]
    cuts: tuple[Cut, ...]
    features: int
    note: str = ""
    head: HeadDesign = LINEAR

    @property
    def title(self) -> str:
        """The network in words."""
        return f"{self.backbone} cut behind {self.head.cut}" if self.head.cut else self.backbone


def channels(output: tuple[int, ...]) -> int:
    """How many channels a shape without the batch has.

    Maps are square, which tells channels first from channels last; of anything else the last side is the channels.
    """
    return output[0] if len(output) == 3 and output[1] == output[2] else output[-1]
