"""Layers that are frozen for the first epochs only. Plain values in and out; needs no torch."""

from collections.abc import Iterable, Mapping, Set

from tlstudio.backbone.patterns import matching
from tlstudio.backbone.tree import LayerTree
from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.names import printable
from tlstudio.training.recipe import Thaw


def thaw_map(tree: LayerTree, frozen: Iterable[str], thaw: Iterable[Thaw]) -> dict[str, int]:
    """From which epoch on each frozen row is trained; rows that stay frozen are not in it.

    UsageError when a pattern names no layer, or none that is frozen, or one that has thawed by an earlier pattern.
    """
    paths = frozenset(frozen)
    found: dict[str, int] = {}
    for step in thaw:
        for pattern in step.layers:
            named = matching(tree, pattern) & paths
            if not named:
                raise UsageError(
                    f"{printable(pattern)} is not frozen at the start, so it cannot thaw in epoch {step.epoch}: "
                    "freeze it, or leave it out."
                )
            again = sorted(named & found.keys())
            if again:
                raise UsageError(
                    f"{again[0]} would thaw twice, in epoch {found[again[0]]} and in epoch {step.epoch}: "
                    "leave one of the two out."
                )
            found |= dict.fromkeys(named, step.epoch)
    return found


def lasting(frozen: Iterable[str], thaw: Mapping[str, int]) -> tuple[str, ...]:
    """The sorted paths of those frozen rows that stay frozen to the end."""
    return tuple(sorted(path for path in frozen if path not in thaw))


def thaw_steps(tree: LayerTree, thaw: Mapping[str, int]) -> tuple[Thaw, ...]:
    """The steps of a recipe that say the same, earliest first; a group that thaws as a whole is named as one."""
    epochs: dict[str, set[int]] = {path: set() for path in ("", *(row.path for row in tree.rows))}
    for row in reversed(tree.rows):
        if row.stateful:
            epochs[row.path].add(thaw.get(row.path, 0))
        epochs[row.parent] |= epochs[row.path]
    found: dict[int, list[str]] = {}
    for row in tree.rows:
        epoch = _only(epochs[row.path])
        if epoch and epoch != _only(epochs[row.parent]):
            found.setdefault(epoch, []).append(row.path)
    return tuple(Thaw(epoch, tuple(found[epoch])) for epoch in sorted(found))


def _only(epochs: Set[int]) -> int | None:
    return next(iter(epochs)) if len(epochs) == 1 else None


def thaw_problem(thaw: Iterable[Thaw], epochs: int) -> str | None:
    """Why a run of so many epochs cannot have these steps, as a sentence, or None when it can."""
    late = next((step for step in thaw if step.epoch > epochs), None)
    if late is None:
        return None
    return (
        f"{printable(late.layers[0])} is to thaw in epoch {late.epoch}, but the run has only {epochs}: "
        "thaw it earlier, or ask for more epochs."
    )
