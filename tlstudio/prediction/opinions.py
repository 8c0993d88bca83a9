"""What a model thinks of a project's photos: suggestions for those without a label, doubts about those with one."""

from collections.abc import Collection, Generator, Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from tlstudio.dataset.sample import Sample, Split
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Progress
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.prediction.answer import Answer, NoAnswer

if TYPE_CHECKING:
    from tlstudio.prediction.predictor import Predictor

UNSURE = 0.6
"""An answer with less confidence than this is called unsure."""


class Opinion(msgspec.Struct, frozen=True):
    """What the model says of the photo with that key: a class, and how likely it finds it."""

    key: str
    label: str
    confidence: float


class Agreement(msgspec.Struct, frozen=True):
    """Of the photos of one part that have a label, how many the model was asked about and calls something else."""

    asked: int
    other: int


class Opinions:
    """All that one model has said, by what is seen on the photos: copies and renamed files are known.

    `classes` are those it knows: of another class it cannot say whether the label is right.
    """

    def __init__(self, classes: Iterable[str] = ()) -> None:
        self.classes = frozenset(classes)
        self._known: dict[str, Opinion] = {}

    def __len__(self) -> int:
        return len(self._known)

    def add(self, opinions: Iterable[Opinion]) -> None:
        """Take in what the model has said since."""
        self._known.update((opinion.key, opinion) for opinion in opinions)

    def of(self, sample: Sample) -> Opinion | None:
        """What it says of a photo; None while it was not asked, or could not read it."""
        return self._known.get(sample.key)

    def without(self, samples: Iterable[Sample]) -> list[Sample]:
        """The photos that it was not asked about."""
        return [sample for sample in samples if sample.key not in self._known]

    def differs(self, sample: Sample) -> bool:
        """Whether the photo has a label, and the model says another class that it knows as well."""
        opinion = self.of(sample)
        return opinion is not None and sample.label in self.classes and opinion.label != sample.label

    def is_unsure(self, sample: Sample) -> bool:
        """Whether the model was asked, and finds no class likely."""
        opinion = self.of(sample)
        return opinion is not None and opinion.confidence < UNSURE

    def agreement(self, samples: Iterable[Sample], part: Split) -> Agreement:
        """How far the model agrees with the labels of one part."""
        asked = [each for each in samples if each.split == part and each.label in self.classes and self.of(each)]
        return Agreement(len(asked), sum(map(self.differs, asked)))


NO_OPINIONS = Opinions()


def ask(
    predictor: "Predictor", samples: Collection[Sample], pool: PhotoPool, control: Control
) -> Generator[Opinion | Progress, None, None]:
    """The model's opinion of each photo that can be read, copies once; ends early when the control is stopped.

    Nobody waits for it, so whatever else wants photos read comes first.
    """
    once = list({sample.key: sample for sample in samples}.items())
    yield Progress("features", 0, len(once))
    answers = predictor.predict_files([sample.source for _, sample in once], pool, control, Priority.TRAINING)
    remaining = iter(once)
    for answer in answers:
        match answer:
            case Answer():
                yield Opinion(next(remaining)[0], *answer.top[0])
            case NoAnswer():
                next(remaining)
            case Progress():
                yield answer


def suggestions(samples: Sequence[Sample], opinions: Opinions) -> list[tuple[Sample, str]]:
    """The photos with the labels that the model would give them, where these are others than they have."""
    told = ((sample, opinions.of(sample)) for sample in samples)
    return [(sample, opinion.label) for sample, opinion in told if opinion and opinion.label != sample.label]
