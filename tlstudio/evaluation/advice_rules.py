"""From what was measured to a strategy: which layers to freeze, and whether the measurement can tell. Needs no torch.

Sources of what to expect: S. Kornblith, J. Shlens and Q. V. Le, "Do Better ImageNet Models Transfer Better?" (2019):
training all layers helps most where photos are unlike those of the pre-training, and hardly where they are like them
and few; J. Yosinski and others, "How transferable are features in deep neural networks?" (2014): the farther the
photos, the more the last layers lose by staying as they are, and the first ones hardly. What the rules were tried on:
docs/decisions/0032-advice.md.
"""

from typing import NamedTuple

from tlstudio.evaluation.advised import Advised, Measured

NEAR, FAR = 0.10, 0.20
"""Below NEAR photos count as like those of the pre-training, above FAR as unlike them; nats, `Measured.distance`."""
FEWEST_TO_GAIN = 6
"""So many more photos must be right, and none wrong that was right, before chance explains it no more (5 %)."""
_MIXED_UP = 0.05
_FEWEST_TO_TELL = 10
_MANY = 1000  # below that no gain was measured, for photos far away either: tests/campaigns/advice.md


class Choice(NamedTuple):
    """A strategy; `sure` says whether the measurement speaks for it clearly; `rule` names what decided."""

    strategy: Advised
    sure: bool
    rule: str


def choose(measured: Measured) -> Choice:
    """The cheapest strategy that is not expected to lose against a dearer one."""
    if labels_look_random(measured):
        return Choice("features", False, "labels")
    if measured.wrong < FEWEST_TO_GAIN:
        return Choice("features", True, "no room")
    if min(measured.counts.values()) < _FEWEST_TO_TELL:
        return Choice("features", False, "few")
    if measured.distance is None:
        return Choice("features", False, "unknown")
    if measured.distance > FAR and sum(measured.counts.values()) < _MANY:
        return Choice("features", False, "far and few")
    if measured.distance > FAR:
        return Choice("top", False, "far")
    if measured.distance > NEAR:
        return Choice("features", False, "between")
    return Choice("features", False, "near")


def labels_look_random(measured: Measured) -> bool:
    """Whether what the network sees of the photos has no more to do with their labels than chance explains."""
    return measured.by_chance > _MIXED_UP


def place_to_end(measured: Measured) -> str | None:
    """The path of an earlier stage that is as good as the end of the network; None where all of it is needed."""
    best = measured.best
    return None if best == measured.last or labels_look_random(measured) else best.path
