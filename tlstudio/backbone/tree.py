"""The layer tree as plain values: what a network is made of, and where it can be cut. Needs no torch."""

import msgspec


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

    `node` names it in the traced graph, `after` is the path of the last row before it, `rows` are the paths of all
    stateful rows that must be frozen for it to be a border: those in front of it, and those whose training would
    switch on a dropout in front of it. `output` is the shape of what passes there, without the batch.
    """

    node: str
    after: str
    rows: frozenset[str]
    output: tuple[int, ...]


class LayerTree(msgspec.Struct, frozen=True):
    """The rows in the order data flows (a parent directly before its children, `head` last) and the cuts, front first.

    `features` is the number of values the head reads. `note` says in words when the network could not be traced and
    cuts are coarser.
    """

    backbone: str
    rows: tuple[Row, ...]
    cuts: tuple[Cut, ...]
    features: int
    note: str = ""
