"""What a run will take, from the layer tree alone: memory, seconds per epoch, and whether the photos can carry it.

Everything here is one walk over the rows, so that a tick can be answered at once. Needs no torch.
"""

import math
from collections.abc import Iterable

import msgspec

from tlstudio.backbone.heads import HEAD
from tlstudio.backbone.tree import Cut, LayerTree, Row
from tlstudio.features.cost import Amount, Speed

_FLOAT = 4
_MOMENTS = 2
_BACKWARD = 2.0
_PHOTOS_AT_ONCE = 32
_WEIGHTS_PER_PHOTO = 10_000
_WEIGHTS_PER_PHOTO_FROM_NOTHING = 50


class Load(msgspec.Struct, frozen=True):
    """What a tick costs. `memory` in bytes; `seconds` per epoch, None while the machine's speed is not known."""

    memory: int
    seconds: float | None


def expected_load(
    tree: LayerTree,
    frozen: Iterable[str],
    cut: Cut | None,
    amount: Amount,
    batch_size: int,
    speed: Speed | None = None,
    kept: bool = True,
) -> Load:
    """What training costs with this freeze map and border; `kept`: what leaves the border is computed only once."""
    paths = frozenset(frozen)
    memory = expected_memory(tree, paths, cut, batch_size)
    return Load(memory, expected_seconds(tree, cut, amount, speed, kept) if speed else None)


def expected_memory(tree: LayerTree, frozen: frozenset[str], cut: Cut | None, batch_size: int) -> int:
    """Bytes in float32 for: all weights; a gradient and AdamW's two moments for each trained one; and one batch of
    what leaves the layers behind the border, which going backwards needs, with the slopes of the largest of them
    twice (coming in and going out). At least what running the frozen part, 32 photos at a time, takes.

    Not counted: the studio and its libraries (about 0.5 GB), and what a library takes to compute faster. Checked
    against the tensors that autograd keeps for ten networks, wholly and partly trained: they are 0.5 to 1.5 times what
    is expected, mostly a little less. A layer that keeps more than its output (an activation inside a norm) counts too
    little, one that works in place too much. docs/decisions/0013-costs-while-ticking.md has the table.
    """
    stateful = [row for row in tree.rows if row.stateful]
    weights = sum(row.parameters for row in stateful)
    trained = sum(row.parameters for row in stateful if row.path not in frozen)
    sizes = [math.prod(row.output) for row in rows_behind(tree, cut) if row.output and not row.children]
    front = max((math.prod(row.output) for row in tree.rows if row.output), default=0) if cut else 0
    training = trained * (1 + _MOMENTS) + batch_size * (sum(sizes) + 2 * max(sizes, default=0))
    return _FLOAT * (weights + max(training, 2 * _PHOTOS_AT_ONCE * front))


def expected_seconds(tree: LayerTree, cut: Cut | None, amount: Amount, speed: Speed, kept: bool) -> float | None:
    """Seconds for one epoch: forwards and backwards for each training photo, forwards for each validation photo,
    through what lies behind the border. Where nothing is kept, reading each photo and the front come on top.

    Going backwards counts twice as much as forwards: for each multiplication there is one for the slopes of the inputs
    and one for those of the weights. None for a network whose speed at its cuts is not known.
    """
    whole = speed.cuts.get(tree.cuts[-1].point) if tree.cuts else None
    front = speed.cuts.get(cut.point) if cut else 0.0
    if whole is None or front is None:
        return None
    behind = max(0.0, whole - front)
    again = 0.0 if cut and kept else speed.reading + front
    return amount.train * (again + behind * (1 + _BACKWARD)) + amount.validation * (again + behind)


def rows_behind(tree: LayerTree, cut: Cut | None) -> tuple[Row, ...]:
    """The rows that run behind the border, in the order data flows; all of them without one."""
    if cut is None:
        return tree.rows
    below = f"{cut.after}."
    last = max((at for at, row in enumerate(tree.rows) if row.path == cut.after or row.path.startswith(below)))
    return tree.rows[last + 1 :]


def too_many_weights(tree: LayerTree, frozen: Iterable[str], photos: int, from_nothing: bool = False) -> int | None:
    """How many weights in front of the head are trained, where that is more than so many photos can carry; else None.

    A rule of thumb, an order of magnitude only. From random weights: 50 for each training photo. AlexNet had 60 million
    for 1.2 million photos, "insufficient to learn so many parameters without considerable overfitting" (Krizhevsky,
    Sutskever and Hinton 2012, "ImageNet Classification with Deep Convolutional Neural Networks", section 4). From
    pre-trained weights: 10,000 for each. Whole networks of some ten million weights are still fine-tuned with profit on
    sets of about 2,000 photos (Kornblith, Shlens and Le 2019, "Do Better ImageNet Models Transfer Better?"), which is
    about that many; they stay near their start, so that most of their freedom goes unused.

    The head is not counted: its loss is convex and it ends at its best epoch, also with 20 photos. With hidden layers
    it is no longer convex, but ends there all the same: trained on 20 photos of ants and bees, heads with 64 to 4,096
    hidden units got 93.5 to 95.4 % of 153 others right, the linear one 94.1 %.
    """
    if not photos:
        return None
    paths = frozenset(frozen)
    trained = sum(row.parameters for row in tree.rows if row.stateful and row.path not in paths and row.path != HEAD)
    limit = _WEIGHTS_PER_PHOTO_FROM_NOTHING if from_nothing else _WEIGHTS_PER_PHOTO
    return trained if trained > limit * photos else None
