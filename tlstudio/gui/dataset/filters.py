"""Which photos are on show: of one class, one part of the split, with a name that contains some text."""

from collections.abc import Sequence
from dataclasses import dataclass

from tlstudio.dataset.sample import Dataset, Sample, Split


@dataclass(frozen=True)
class Filter:
    """None and "" let everything through."""

    label: str | None = None
    split: Split | None = None
    text: str = ""

    def apply(self, dataset: Dataset) -> Sequence[Sample]:
        """The samples that pass, in the dataset's order."""
        wanted = self.text.casefold()
        return [
            sample
            for sample in dataset.samples
            if (self.label is None or sample.label == self.label)
            and (self.split is None or sample.split == self.split)
            and (not wanted or wanted in sample.path.name.casefold())
        ]
