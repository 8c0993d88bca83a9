"""Which photos a probe is judged on: a sample of a large set, and its parts for cross-validation."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.randomness import seed_for

FOLDS = 5
MOST_PHOTOS = 2000
_FEWEST_OF_A_CLASS = 5


def judged_samples(samples: Iterable[Sample]) -> list[Sample]:
    """Those that say something: one of each content and class, of the classes that have two contents at least.

    A class of one photo could never be both learned and asked for. StudioError when fewer than two classes are left.
    """
    once = {(sample.label, sample.digest): sample for sample in samples}
    classes = _by_class(once.values())
    left = [sample for members in classes.values() if len(members) > 1 for sample in members]
    if len({sample.label for sample in left}) < 2:
        raise StudioError("Probing the layers takes at least two classes with two different photos each.")
    return left


def chosen_samples(dataset: Dataset, most: int = MOST_PHOTOS) -> list[Sample]:
    """The photos to probe with: of training and validation, never of the test part, and about `most` of them.

    Of a larger set each class gives its share, but five photos at least: those with the lowest hashes, so that it is
    always the same ones, and more photos push out only a few.
    """
    samples = judged_samples(sample for sample in dataset.samples if sample.split != "test")
    share = min(1.0, most / len(samples))
    chosen: list[Sample] = []
    for members in _by_class(samples).values():
        wanted = max(_FEWEST_OF_A_CLASS, int(share * len(members)))
        chosen += sorted(members, key=lambda sample: seed_for("probe", sample.digest))[:wanted]
    return chosen


def folds_of(samples: Sequence[Sample], folds: int = FOLDS) -> list[int]:
    """The fold of each sample, 0 to `folds` - 1: each class is dealt out evenly, in the order of the photos' hashes.

    A class of fewer photos than folds is missing from some of them. All samples of one content (the same photo under
    two class names) are in one fold. It depends on the contents alone, not on the order of the samples.
    """
    dealt: dict[str, int] = {}
    classes = _by_class(samples)
    for label in sorted(classes):
        for digest in sorted({sample.digest for sample in classes[label]}, key=lambda digest: seed_for("fold", digest)):
            dealt.setdefault(digest, len(dealt) % folds)
    return [dealt[sample.digest] for sample in samples]


def _by_class(samples: Iterable[Sample]) -> dict[str, list[Sample]]:
    classes: dict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        classes[sample.label].append(sample)
    return classes
