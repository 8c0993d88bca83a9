"""What a model said of labelled photos, one by one: all figures of an evaluation are counted from this."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from tlstudio.dataset.sample import Sample


class OfPhoto(msgspec.Struct, frozen=True):
    """What was said of one photo, with the label that it has."""

    sample: Sample


Said = TypeVar("Said", bound=OfPhoto)


def with_present_labels(said: Iterable[Said], samples: Mapping[Path, Sample], classes: Collection[str]) -> list[Said]:
    """The same judged by these samples' labels; photos that are not among them, or look different now, and those of
    another class, are left out."""
    now = ((each, samples.get(each.sample.path)) for each in said)
    return [
        msgspec.structs.replace(each, sample=sample)
        for each, sample in now
        if sample and sample.key == each.sample.key and sample.label in classes
    ]


class Outcome(OfPhoto, frozen=True):
    """One photo, what the model calls it, and how likely it finds that; `second` is what it finds the next likeliest.

    `learned`: the model has learned from this photo, so that it says little about how good the model is. `plain` is the
    confidence before it was calibrated, None where it is the same. `neither`: the model would not name it at all.
    """

    said: str
    confidence: float
    second: str
    learned: bool = False
    plain: float | None = None
    neither: bool = False

    @property
    def is_right(self) -> bool:
        """Whether it is called what it is."""
        return self.said == self.sample.label


class Evaluation(msgspec.Struct, frozen=True):
    """All photos that could be judged, and the classes that the model knows, in its order.

    `keep` is the share of photos that it is to keep when it says “neither”; None where it never does.
    """

    outcomes: tuple[Outcome, ...]
    classes: tuple[str, ...]
    keep: float | None = None

    def mistakes(self) -> tuple[Outcome, ...]:
        """The photos that are called something else than they are, those first of which the model was surest."""
        wrong = (each for each in self.outcomes if not each.is_right)
        return tuple(sorted(wrong, key=lambda each: (-each.confidence, each.sample.path)))

    def called(self, true: str, said: str) -> tuple[Outcome, ...]:
        """The photos of one class that were called another one, or the same: the surest mistakes first, but of right
        answers the least sure."""
        sign = 1 if true == said else -1
        found = (each for each in self.outcomes if each.sample.label == true and each.said == said)
        return tuple(sorted(found, key=lambda each: (sign * each.confidence, each.sample.path)))

    def unseen(self) -> "Evaluation":
        """The same of the photos alone that the model has not learned from."""
        return msgspec.structs.replace(self, outcomes=tuple(each for each in self.outcomes if not each.learned))

    def with_labels(self, samples: Mapping[Path, Sample]) -> "Evaluation":
        """The same answers by present labels, as `with_present_labels` has them."""
        kept = with_present_labels(self.outcomes, samples, self.classes)
        return msgspec.structs.replace(self, outcomes=tuple(kept))
