"""Photos dealt out for cross-validation: class by class, what belongs together into one fold."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from tlstudio.dataset.divide import divisible
from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.randomness import seed_for

_FEWEST = 2
LEARNED = -1
"""Instead of a fold's number: the photo is learned from in all of them, and never asked about."""


class Dealing:
    """Deals samples out, again and again in another way.

    `together` names for a content hash the one that stands for its group: copies, the same picture, a burst. As in the
    split, a group stays together unless it is how its class looks. A class of one photo, or of one group, cannot be
    both learned and asked about; it is always learned.

    `folds` is the number asked for, or fewer, so that each class has a photo for each fold; `alone` are the classes
    that are always learned, `smallest` is the class of the fewest among the others. StudioError when fewer than two
    classes can be asked about.
    """

    def __init__(self, samples: Sequence[Sample], together: Mapping[str, str], wanted: int) -> None:
        self._samples = samples
        digests: dict[str, set[str]] = defaultdict(set)
        for sample in samples:
            digests[sample.label].add(sample.digest)
        self._together = divisible(digests, together)
        self._classes: dict[str, Counter[str]] = defaultdict(Counter)
        for sample in samples:
            self._classes[sample.label][self._group(sample)] += 1
        sizes = {label: len(groups) for label, groups in self._classes.items() if len(groups) >= _FEWEST}
        if len(sizes) < _FEWEST:
            raise StudioError("Cross-validation takes at least two classes with two different photos each.")
        self.alone = sorted(self._classes.keys() - sizes.keys())
        self.smallest = min(sizes, key=sizes.__getitem__)
        self.folds = min(wanted, sizes[self.smallest])

    def deal(self, seed: int, repeat: int) -> list[int]:
        """The fold of each sample, 0 to `folds` - 1, or LEARNED.

        The largest groups come first, the others in the order of a hash of (seed, repeat, group); each goes into the
        fold that has the fewest photos of its class, of those into the one with the fewest in all. So it depends on
        the contents alone, not on the order of the samples.
        """
        dealt: dict[str, int] = {}
        filled = [0] * self.folds
        for label in sorted(self._classes):
            groups = self._classes[label]
            if label in self.alone:
                continue
            mine = [0] * self.folds
            for group in groups.keys() & dealt.keys():  # the same photo in another class
                mine[dealt[group]] += groups[group]
            free = groups.keys() - dealt.keys()
            for group in sorted(free, key=lambda group: (-groups[group], seed_for("deal", seed, repeat, group))):
                fold = min(range(self.folds), key=lambda fold: (mine[fold], filled[fold]))
                dealt[group] = fold
                mine[fold] += groups[group]
                filled[fold] += groups[group]
        return [dealt.get(self._group(sample), LEARNED) for sample in self._samples]

    @property
    def kept_together(self) -> int:
        """How many of the photos are in a fold because another one of their group is there."""
        sizes = Counter(self._group(sample) for sample in self._samples)
        return sum(size for size in sizes.values() if size > 1)

    def _group(self, sample: Sample) -> str:
        return self._together.get(sample.digest, sample.digest)


def asked_samples(dataset: Dataset) -> list[Sample]:
    """The photos of training and validation, never of the test part; one of each content and class."""
    samples = (sample for sample in dataset.samples if sample.split != "test")
    return [*{(sample.label, sample.digest): sample for sample in samples}.values()]
