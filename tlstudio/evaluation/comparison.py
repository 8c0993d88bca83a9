"""Two models asked about the same labelled photos: what the second one puts right, and what it breaks."""

from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from tlstudio.dataset.sample import Sample
from tlstudio.evaluation.answering import Answering
from tlstudio.evaluation.caveats import used_to_choose
from tlstudio.evaluation.outcomes import OfPhoto, with_present_labels
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Problem, Progress, Warned
from tlstudio.foundation.names import printable
from tlstudio.foundation.pace import Pace
from tlstudio.metrics.intervals import wilson_interval
from tlstudio.metrics.paired import chance_of_that_difference
from tlstudio.photos.pool import PhotoPool
from tlstudio.prediction.answer import Answer, NoAnswer

if TYPE_CHECKING:
    from tlstudio.features.store import Store
    from tlstudio.prediction.predictor import Predictor

Group = Literal["fixed", "broken", "both_wrong", "both_right"]
GROUPS: tuple[Group, ...] = ("fixed", "broken", "both_wrong", "both_right")
_BATCH = 32
_NONE_NEW = (
    "There is nothing to compare: among these photos is none that neither model has learned from. Models are compared "
    "on photos that are new to both: keep some for validation or for the test."
)
_NONE_KNOWN = (
    "There is nothing to compare: both models know the class of none of these photos. Choose two that were trained on "
    "the same classes."
)


class Said(msgspec.Struct, frozen=True):
    """What a model calls a photo, and how likely it finds that."""

    label: str
    confidence: float


class Compared(OfPhoto, frozen=True):
    """One photo, and what the two models say of it."""

    first: Said
    second: Said

    @property
    def group(self) -> Group:
        """`fixed`: only the second is right; `broken`: only the first is; both may be wrong in different ways."""
        first, second = self.first.label == self.sample.label, self.second.label == self.sample.label
        if first:
            return "both_right" if second else "broken"
        return "fixed" if second else "both_wrong"


class Standing(msgspec.Struct, frozen=True):
    """How many photos one of the models names rightly; the interval is Wilson's, 95 %."""

    right: int
    accuracy: float
    interval: tuple[float, float]


class Comparison(msgspec.Struct, frozen=True):
    """All that was compared: the photos that both could be asked about, of the classes that both know."""

    photos: tuple[Compared, ...]
    classes: frozenset[str]

    def counts(self) -> dict[Group, int]:
        """How many photos there are of each group."""
        found = Counter(each.group for each in self.photos)
        return {group: found[group] for group in GROUPS}

    def of(self, group: Group) -> tuple[Compared, ...]:
        """The photos of one group, those first that say most: where a model was surest and wrong.

        Where both are right, those first about which one of them was least sure.
        """
        return tuple(sorted((each for each in self.photos if each.group == group), key=_telling, reverse=True))

    def standings(self) -> tuple[Standing, Standing]:
        """How good the first one is, and the second."""
        counts = self.counts()
        return self._standing(counts["broken"]), self._standing(counts["fixed"])

    def chance(self) -> float:
        """How likely two equally good models would differ so clearly: McNemar's exact test, two-sided."""
        counts = self.counts()
        return chance_of_that_difference(counts["fixed"], counts["broken"])

    def with_labels(self, samples: Mapping[Path, Sample]) -> "Comparison":
        """The same answers by present labels, as `with_present_labels` has them."""
        kept = with_present_labels(self.photos, samples, self.classes)
        return msgspec.structs.replace(self, photos=tuple(kept))

    def _standing(self, alone: int) -> Standing:
        right, total = self.counts()["both_right"] + alone, len(self.photos)
        return Standing(right, right / total if total else 0.0, wilson_interval(right, total))


def compare(
    first: "Predictor",
    second: "Predictor",
    samples: Sequence[Sample],
    pool: PhotoPool,
    control: Control,
    store: "Store | None" = None,
) -> Generator[Event, None, Comparison | None]:
    """Ask two models about labelled photos. With a store, those whose features a run has kept are not read at all;
    others are read once where both models are shown the same pixels of them.

    Photos of a class that not both models know are left out, which a Warned says; the models answer as ever, with any
    class of theirs. A photo that cannot be read is a Problem. Returns None when the control was stopped. StudioError
    when there is nothing to compare.
    """
    classes = frozenset(first.classes) & frozenset(second.classes)
    asked = yield from _of_known_classes(samples, classes)
    yield from used_to_choose((first, second), asked)
    yield Progress("features", 0, len(asked))
    found: list[Compared] = []
    pace = Pace(len(asked))
    answering = Answering((first, second), asked, pool, store)
    for start in range(0, len(asked), _BATCH):
        if control.stopped:
            return None
        batch = asked[start : start + _BATCH]
        yield from _compare_batch(answering, batch, found)
        done = start + len(batch)
        yield Progress("features", done, len(asked), seconds_left=pace.seconds_left(done))
    if not found:
        raise StudioError("None of these photos could be read, so there is nothing to compare.")
    return Comparison(tuple(found), classes)


def _compare_batch(answering: Answering, samples: Sequence[Sample], found: list[Compared]) -> Iterator[Event]:
    for sample, one, other in zip(samples, *answering.answers(samples), strict=True):
        if isinstance(one, Answer) and isinstance(other, Answer):
            found.append(Compared(sample, _said(one), _said(other)))
        else:
            refused = one if isinstance(one, NoAnswer) else other
            assert isinstance(refused, NoAnswer)
            yield Problem(refused.path, refused.error, path_bytes=refused.path_bytes)


def _of_known_classes(samples: Sequence[Sample], classes: frozenset[str]) -> Generator[Event, None, tuple[Sample, ...]]:
    known = tuple(sample for sample in samples if sample.label in classes)
    unknown = sorted({sample.label for sample in samples} - classes)
    if not samples:
        raise StudioError(_NONE_NEW)
    if not known:
        raise StudioError(_NONE_KNOWN)
    if unknown:
        names = ", ".join(f"“{printable(name, 40)}”" for name in unknown[:3])
        more = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
        yield Warned(
            f"{len(samples) - len(known):,} of {len(samples):,} photos are left out, because not both models know "
            f"their class: {names}{more}."
        )
    return known


def _said(answer: Answer) -> Said:
    return Said(*answer.top[0])


def _telling(photo: Compared) -> float:
    wrong = [said.confidence for said in (photo.first, photo.second) if said.label != photo.sample.label]
    return max(wrong) if wrong else -min(photo.first.confidence, photo.second.confidence)
