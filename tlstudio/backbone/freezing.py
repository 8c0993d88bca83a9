"""The freeze map: which layers stay as they are. Plain values in, plain values out; answers a tick in milliseconds."""

import difflib
import itertools
from collections.abc import Iterable

from tlstudio.backbone.heads import HEAD
from tlstudio.backbone.patterns import matching
from tlstudio.backbone.tree import Cut, LayerTree
from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.names import printable

STRATEGIES = ("features", "top", "all", "scratch")


def freeze_map(
    tree: LayerTree, strategy: str, freeze: Iterable[str] = (), unfreeze: Iterable[str] = ()
) -> tuple[str, ...]:
    """The sorted paths of all frozen stateful rows: first the strategy, then every `freeze`, then every `unfreeze`.

    UsageError for an unknown strategy and for a pattern that matches nothing.
    """
    frozen = set(_preset(tree, strategy))
    for pattern in freeze:
        frozen |= matching(tree, pattern)
    for pattern in unfreeze:
        frozen -= matching(tree, pattern)
    return tuple(sorted(frozen))


def checked_map(tree: LayerTree, frozen: Iterable[str]) -> tuple[str, ...]:
    """The same map, sorted, each path once. UsageError when a path is no layer that has weights."""
    paths = set(frozen)
    stateful = {row.path for row in tree.rows if row.stateful}
    for path in sorted(paths - stateful):
        near = difflib.get_close_matches(path, stateful, n=3)
        advice = f" Near it: {', '.join(near)}." if near else ""
        raise UsageError(f"{printable(path)} cannot be frozen: {tree.title} has no such layer with weights.{advice}")
    return tuple(sorted(paths))


def strategy_of(tree: LayerTree, frozen: Iterable[str]) -> str:
    """The strategy that sets exactly this map: "features", "top", "all", or else "custom"."""
    wanted = set(frozen)
    presets = ("features", "top", "all")
    return next((name for name in presets if _preset(tree, name) == wanted), "custom")


def border(tree: LayerTree, frozen: Iterable[str]) -> Cut | None:
    """The last cut with everything in front of it frozen, or None when the very first layers are trained."""
    paths = frozenset(frozen)
    return next((cut for cut in reversed(tree.cuts) if cut.rows <= paths), None)


def border_caveat(tree: LayerTree, frozen: Iterable[str]) -> str | None:
    """Which layers run in every epoch although nothing in front of them is trained, in words; None when none does."""
    paths = frozenset(frozen)
    cut = border(tree, paths)
    stateful = (row.path for row in tree.rows if row.stateful)
    front = list(itertools.takewhile(lambda path: path in paths, stateful))
    behind = [path for path in front if cut is None or path not in cut.rows]
    if not behind:
        return None
    if len(behind) == 1:
        return f"{behind[0]} is frozen but runs in every epoch, as the network cannot be cut behind it"
    names = f"{behind[0]} to {behind[-1]}"
    return f"{names} are frozen but run in every epoch, as the network cannot be cut behind them"


def parameter_counts(tree: LayerTree, frozen: Iterable[str]) -> tuple[int, int]:
    """How many weights are trained, and how many there are."""
    paths = frozenset(frozen)
    stateful = [row for row in tree.rows if row.stateful]
    trainable = sum(row.parameters for row in stateful if row.path not in paths)
    return trainable, sum(row.parameters for row in stateful)


def trained_parts(tree: LayerTree, frozen: Iterable[str]) -> tuple[str, ...]:
    """The outermost rows that are trained as a whole, in the tree's order; rows without weights are not named."""
    held = set(frozen)
    for row in reversed(tree.rows):
        if row.path in held:
            held.add(row.parent)
    found: list[str] = []
    inside: set[str] = set()
    for row in tree.rows:
        if row.parent in inside:
            inside.add(row.path)
        elif row.parameters and row.path not in held:
            found.append(row.path)
            inside.add(row.path)
    return tuple(found)


def check_trainable(tree: LayerTree, frozen: Iterable[str]) -> str | None:
    """Why training cannot start with this map, as a sentence, or None when it can."""
    if parameter_counts(tree, frozen)[0]:
        return None
    return "Every layer is frozen, so there is nothing to train: unfreeze at least the head."


def only_head_trains(tree: LayerTree, frozen: Iterable[str]) -> bool:
    """Whether no weight in front of the head is trained, but the head is."""
    return {row.path for row in tree.rows if row.stateful} - set(frozen) == {HEAD}


def _preset(tree: LayerTree, strategy: str) -> frozenset[str]:
    stateful = [row for row in tree.rows if row.stateful]
    if strategy == "features":
        return frozenset(row.path for row in stateful if row.path != HEAD)
    if strategy == "top":
        # The head's stage follows directly on the last group of equal resolution.
        return frozenset(row.path for row in stateful if row.stage < tree.rows[-1].stage - 1)
    if strategy in STRATEGIES:
        return frozenset()
    raise UsageError(f"There is no strategy {printable(strategy)}. Choose one of {', '.join(STRATEGIES)}.")
