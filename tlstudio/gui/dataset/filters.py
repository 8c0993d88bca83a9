"""Which photos are on show: of one class, one part of the split, one state, with a name that contains some text."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tlstudio.dataset.copies import Group, copies, is_conflict, is_leak
from tlstudio.dataset.sample import Dataset, Sample, Split
from tlstudio.prediction.opinions import NO_OPINIONS, Opinions

State = Literal["copied", "conflict", "leak", "unlabelled", "wrong", "unsure", "problem", "left_out", "missing"]
OF_THE_MODEL: tuple[State, ...] = ("wrong", "unsure")
Aside = Literal["left_out", "missing"]
ASIDE: dict[Aside, str] = {"left_out": "left out", "missing": "missing: its file is gone"}
STATES: dict[str, Callable[[Group], bool]] = {
    "copied": lambda group: True,
    "conflict": is_conflict,
    "leak": is_leak,
}


@dataclass(frozen=True)
class Filter:
    """None lets everything through; `label` "" those without a label alone, `text` "" everything.

    `state`: there is an exact copy of the photo ("copied"), one in another class ("conflict"), or one in another part
    of the split ("leak"), it has no label ("unlabelled"), or it is one of `problems` ("problem"). The model calls it
    something else ("wrong"), or finds no class likely ("unsure"): `opinions` is what it said. Those that a person
    does not want used ("left_out"), and those that are gone from the disk ("missing"), are shown by that state alone.
    """

    label: str | None = None
    split: Split | None = None
    text: str = ""
    state: State | None = None
    problems: Collection[Path] = frozenset()
    opinions: Opinions = NO_OPINIONS

    @property
    def aside(self) -> Aside | None:
        """Why the photos that pass are not used, None where they are."""
        return self.state if self.state in ("left_out", "missing") else None

    def apply(self, dataset: Dataset) -> Sequence[Sample]:
        """The samples that pass, in the dataset's order."""
        wanted = self.text.casefold()
        return [
            sample
            for sample in self._of_the_state(dataset)
            if (self.label is None or sample.label == self.label)
            and (self.split is None or sample.split == self.split)
            and (not wanted or wanted in sample.path.name.casefold())
        ]

    def _of_the_state(self, dataset: Dataset) -> Sequence[Sample]:
        """Copies stand beside each other, so that they can be compared."""
        if self.state is None:
            return dataset.photos
        if self.state == "unlabelled":
            return dataset.unlabelled
        if self.state == "wrong":
            return [sample for sample in dataset.samples if self.opinions.differs(sample)]
        if self.state == "unsure":
            return [sample for sample in dataset.photos if self.opinions.is_unsure(sample)]
        if self.aside is not None:
            return dataset.left_out if self.aside == "left_out" else dataset.missing
        if self.state == "problem":
            names = {path.name for path in self.problems}  # quicker to compare than paths
            return [each for each in dataset.samples if each.path.name in names and each.path in self.problems]
        wanted = STATES[self.state]
        return [sample for group in copies(dataset.samples) if wanted(group) for sample in group]
