"""What another training changes: the answers before and after it, photo by photo."""

from collections.abc import Collection, Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import msgspec

from tlstudio.dataset.sample import Sample, Split
from tlstudio.evaluation.answering import Answering
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.view import PhotoFile
from tlstudio.prediction.answer import Answer

if TYPE_CHECKING:
    from tlstudio.prediction.predictor import Predictor

Effect = Literal["fixed", "broken", "still wrong", "same", "unknown"]
_MOST = 5_000
_BATCH = 32


class AnswerPair(msgspec.Struct, frozen=True):
    """What is said of a photo before and after. `label` is what it shows, None where nobody has said; `part` is its
    part of the split, None for a picture that is in none."""

    photo: PhotoFile
    before: Answer
    after: Answer
    label: str | None = None
    part: Split | None = None

    @property
    def differs(self) -> bool:
        """Whether it is called something else now."""
        return self.before.label != self.after.label

    @property
    def effect(self) -> Effect:
        """What the change is worth; unknown where nobody has said what the photo shows."""
        if self.label is None:
            return "unknown"
        if self.after.label == self.label:
            return "fixed" if self.differs else "same"
        return "broken" if self.before.label == self.label else "still wrong"


class Changes(msgspec.Struct, frozen=True):
    """The photos whose answer is another one, out of `asked`; those first that were corrected, changed or not."""

    asked: int
    pairs: tuple[AnswerPair, ...]
    corrected: tuple[AnswerPair, ...] = ()

    def count(self, effect: Effect) -> int:
        """How many of the changed ones have this effect."""
        return sum(pair.effect == effect for pair in self.pairs)


def asked_samples(samples: Sequence[Sample], corrected: Collection[str] = ()) -> tuple[Sample, ...]:
    """Which photos are asked about: all; of very many those that are not learned from, and the corrected ones."""
    return tuple(samples) if len(samples) <= _MOST else unlearned_samples(samples, corrected)


def unlearned_samples(samples: Sequence[Sample], corrected: Collection[str]) -> tuple[Sample, ...]:
    """The photos that no model learns from, and those with one of these content hashes."""
    return tuple(sample for sample in samples if sample.split != "train" or sample.digest in corrected)


def read_answers(
    models: Sequence["Predictor"], samples: Sequence[Sample], pool: PhotoPool, control: Control
) -> Generator[Event, None, list[dict[str, Answer]] | None]:
    """What each model says of these photos, by their keys, each photo read once; None when the control was stopped."""
    found: list[dict[str, Answer]] = [{} for _ in models]
    answering = Answering(models, samples, pool, None)
    yield Progress("features", 0, len(samples))
    for start in range(0, len(samples), _BATCH):
        if control.stopped:
            return None
        batch = samples[start : start + _BATCH]
        for known, answers in zip(found, answering.answers(batch), strict=True):
            told = zip(batch, answers, strict=True)
            known |= {sample.key: answer for sample, answer in told if isinstance(answer, Answer)}
        yield Progress("features", start + len(batch), len(samples))
    return found


def changes_between(
    before: Mapping[str, Answer], after: Mapping[str, Answer], samples: Sequence[Sample], corrected: Collection[str]
) -> Changes:
    """What has changed among photos of which both is known, by their keys; `corrected` are the content hashes of those
    that have just got their label."""
    pairs = [
        (sample, AnswerPair(sample.source, before[sample.key], after[sample.key], sample.label, sample.split))
        for sample in samples
        if sample.key in before and sample.key in after
    ]
    others = [pair for sample, pair in pairs if sample.digest not in corrected]
    return Changes(
        asked=len(others),
        pairs=tuple(sorted((pair for pair in others if pair.differs), key=_telling)),
        corrected=tuple(pair for sample, pair in pairs if sample.digest in corrected),
    )


def _telling(pair: AnswerPair) -> tuple[bool, int, float]:
    """New photos first, for they tell more than those that are learned from; broken ones before others; the surest."""
    order: tuple[Effect, ...] = ("broken", "fixed", "still wrong", "unknown", "same")
    return pair.part == "train", order.index(pair.effect), -pair.after.confidence
