"""The dataset as plain values: replaced, never edited."""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from tlstudio.photos.view import PhotoFile, View, Viewed

Split = Literal["train", "validation", "test"]
NO_LABEL = ""
"""What stands for the class of a photo that has none yet; no class can be called so."""


class Sample(msgspec.Struct, frozen=True):
    """One photo: where it lies, its class, its part of the split, and the hash of its content (BLAKE2b-160, hex).

    `view` is how a person wants it seen, None: as it is. It stays the same photo, so `digest` is the content's alone.
    """

    path: Path
    label: str
    split: Split
    digest: str
    view: View | None = None

    @property
    def source(self) -> PhotoFile:
        """Where its pixels come from: what to ask the readers for."""
        return self.path if self.view is None else Viewed(self.path, self.view)

    @property
    def key(self) -> str:
        """What decides its pixels, and so the name for all that is computed from them: the content, and the view."""
        return self.digest if self.view is None else f"{self.digest} {self.view.name}"


def digest_in(key: str) -> str:
    """The content's hash in a sample's key."""
    return key.partition(" ")[0]


class Skipped(msgspec.Struct, frozen=True):
    """A file or folder that is not used: `kind` is one word for counting, `reason` a sentence for a person."""

    path: Path
    kind: str
    reason: str


class Dataset(msgspec.Struct, frozen=True, dict=True):
    """Everything that was found: `classes` is sorted; `samples` are ordered by path; `warnings` are sentences.

    `split_given`: the folder or table itself said what is for validation or test; else the studio has split it.
    `kept_together`: how many photos are on one side of the studio's split because another one that shows the same
    picture, or is of the same burst, is there.

    `together` names for a content hash, where it is known to belong to a group of such photos, the one that stands for
    all of them.

    What only a project knows: `left_out` are photos that a person does not want used, `missing` those that were there
    once, `bare` are classes that have no photo to use: a person made them, or has taken all photos out of them.
    `unlabelled` are photos without a class (NO_LABEL): nothing is learned from them until somebody gives them one.
    `split_by_hand`: a person has put photos into parts of the split.
    """

    root: Path
    classes: tuple[str, ...]
    samples: tuple[Sample, ...]
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()
    split_given: bool = False
    kept_together: int = 0
    together: Mapping[str, str] = {}
    left_out: tuple[Sample, ...] = ()
    missing: tuple[Sample, ...] = ()
    bare: tuple[str, ...] = ()
    unlabelled: tuple[Sample, ...] = ()
    split_by_hand: bool = False

    @property
    def photos(self) -> tuple[Sample, ...]:
        """All that are used, or wait for a label."""
        return self.samples + self.unlabelled

    def part(self, split: Split) -> tuple[Sample, ...]:
        """The samples of one part of the split."""
        return self._parts.get(split, ())

    @functools.cached_property
    def _parts(self) -> dict[Split, tuple[Sample, ...]]:
        """Kept, because many ask for parts after each change, in the window's thread, too."""
        parts: dict[Split, list[Sample]] = {}
        for sample in self.samples:
            parts.setdefault(sample.split, []).append(sample)
        return {split: tuple(samples) for split, samples in parts.items()}
