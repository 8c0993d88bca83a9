"""What another training changes: the answers before and after it, photo by photo."""

from collections.abc import Generator, Mapping, Sequence
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
    from tlstudio.features.store import Store
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


def asked_samples(samples: Sequence[Sample], digests: frozenset[str]) -> tuple[Sample, ...]:
    """Which photos are asked about: all, and of very many those that are not learned from; always those with one of
    these content hashes."""
    if len(samples) <= _MOST:
        return tuple(samples)
    return tuple(sample for sample in samples if sample.split != "train" or sample.digest in digests)


def compare_answers(
    before: "Predictor",
    after: "Predictor",
    samples: Sequence[Sample],
    corrected: frozenset[str],
    pool: PhotoPool,
    control: Control,
    store: "Store",
) -> Generator[Event, None, Changes | None]:
    """Ask both models about labelled photos, of which those with the content hashes `corrected` have just got theirs.

    Answered from features that are kept, without reading a photo, where there are any; else those that the models do
    not learn from, and the corrected ones, are read. None when the control was stopped.
    """
    from tlstudio.prediction.kept import answers_from_features

    asked = asked_samples(samples, corrected)
    yield Progress("features", 0, len(asked))
    first = answers_from_features(before, asked, store)
    second = answers_from_features(after, asked, store)
    if not (first and second):
        asked = tuple(each for each in samples if each.split != "train" or each.digest in corrected)
        answering = Answering((before, after), asked, pool, store)
        for start in range(0, len(asked), _BATCH):
            if control.stopped:
                return None
            batch = asked[start : start + _BATCH]
            for found, answers in zip((first, second), answering.answers(batch), strict=True):
                told = zip(batch, answers, strict=True)
                found |= {sample.key: answer for sample, answer in told if isinstance(answer, Answer)}
            yield Progress("features", start + len(batch), len(asked))
    return _changes(asked, first, second, corrected)


def _changes(
    samples: Sequence[Sample], before: Mapping[str, Answer], after: Mapping[str, Answer], corrected: frozenset[str]
) -> Changes:
    both = [sample for sample in samples if sample.key in before and sample.key in after]
    pairs = [
        (sample, AnswerPair(sample.source, before[sample.key], after[sample.key], sample.label, sample.split))
        for sample in both
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
