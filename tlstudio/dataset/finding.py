"""Something to look at in a collection of photos, and which things are worse than others."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from tlstudio.foundation.events import Event
from tlstudio.foundation.names import path_bytes, path_text

Fix = Literal["leave out", "keep one", "keep together", "relabel", "look", "none"]

# What falsifies results or teaches wrong things, then what is not used, then what is merely worth a look.
_WORST = ("layout", "class", "conflict", "leak", "mislabelled", "unlike")
_MILDEST = ("duplicate", "near", "burst", "flat", "blurred", "dark", "bright", "tiny", "odd-shape", "note")
USED = (*_WORST, *_MILDEST)


class Finding(Event, frozen=True, tag="problem"):
    """`kind` is one word for counting, `reason` a sentence for a person, `with_` ("with" in JSON) the other files.

    `score` is for what is a matter of degree, 0 to 1 and the higher the surer; else None. `fix` is what the studio
    would do about the photo at `path`: "leave out", "relabel" as `label`, of these files "keep one" or "keep together"
    on one side of the split, or "look" first; "none" is for what is already not used, or not about one photo.
    `path_bytes` as in `Problem`.
    """

    path: str
    kind: str
    reason: str
    with_: tuple[str, ...] = msgspec.field(default=(), name="with")
    score: float | None = None
    path_bytes: str | msgspec.UnsetType = msgspec.UNSET
    fix: Fix = "none"
    label: str | None = None


def about(
    path: Path,
    kind: str,
    reason: str,
    others: Iterable[Path] = (),
    score: float | None = None,
    fix: Fix = "none",
    label: str | None = None,
) -> Finding:
    """A finding about the file at a path."""
    with_ = tuple(path_text(other) for other in others)
    return Finding(path_text(path), kind, reason, with_, score, path_bytes(path), fix, label)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """The worst kinds first; of one kind the surest, then in order of their paths."""
    return sorted(findings, key=lambda each: (rank(each.kind), -(each.score or 1.0), each.path))


def rank(kind: str) -> int:
    """How bad a kind is, 0 the worst. Files that are not used, whatever their kind, stand between worst and mildest."""
    if kind in _MILDEST:
        return len(_WORST) + 1 + _MILDEST.index(kind)
    return _WORST.index(kind) if kind in _WORST else len(_WORST)
