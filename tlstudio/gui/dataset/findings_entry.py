"""One line of the list of problems: a finding of the check, or a file that is not used."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tlstudio.dataset.file_facts import file_fact
from tlstudio.dataset.finding import USED, Finding, Fix, rank
from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.dataset.warn import is_about_copies
from tlstudio.foundation.names import path_text

Key = tuple[str, Path | None, str]
Used = Mapping[Path, Sample]
_COLLECTION = ("class", "layout")  # a dataset says these of itself
_GONE = "This photo is no longer there. Its label and marks are kept, and count again when it comes back."
_GROUPS = ("duplicate", "near", "burst")
_ABOUT_LABELS = ("mislabelled", "unlike")


@dataclass(frozen=True)
class Entry:
    """What is wrong, in a sentence. `samples` are the photos it is about that can be used, first the one at `path`,
    or the one that would be kept.

    `path` is None for what is true of all photos. `fix` and `label` as in `Finding`.
    """

    kind: str
    reason: str
    path: Path | None = None
    samples: tuple[Sample, ...] = ()
    fix: Fix = "none"
    label: str | None = None

    @property
    def key(self) -> Key:
        """What stays the same when the dataset is read again."""
        return (self.kind, self.path, self.reason)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files it is about; none where that is all of them."""
        photos = tuple(sample.path for sample in self.samples)
        return photos or ((self.path,) if self.path else ())

    @property
    def category(self) -> str:
        """The kind, or "unused" for every kind of file that is no usable photo."""
        return self.kind if self.kind in USED else "unused"


def entries_of(findings: Iterable[Finding], dataset: Dataset) -> Iterator[Entry]:
    """The findings of a check of that dataset, but for what the dataset says of itself. Asks the disk.

    Two photos whose names read the same, because neither is UTF-8, cannot be told apart by a finding: both are passed
    over, for nothing may be done to the wrong one.
    """
    texts = [path_text(sample.path) for sample in dataset.samples]
    count = Counter(texts)
    named = {text: sample for text, sample in zip(texts, dataset.samples, strict=True) if count[text] == 1}
    for finding in findings:
        samples = tuple(named[text] for text in (finding.path, *finding.with_) if text in named)
        if finding.path in named:
            fix: Fix = finding.fix if finding.kind in USED else "leave out"
            in_order = _largest_first(samples) if fix == "keep one" else samples
            yield Entry(finding.kind, finding.reason, samples[0].path, in_order, fix, finding.label)
        elif finding.kind in USED and finding.kind not in _COLLECTION and finding.path not in count:
            yield Entry(finding.kind, finding.reason)


def _largest_first(samples: Sequence[Sample]) -> tuple[Sample, ...]:
    """The one to keep first: what was made smaller, saved anew or blurred has the smaller file, as a rule."""
    return tuple(sorted(samples, key=lambda sample: -file_fact(sample.path).size))


def own_entries(dataset: Dataset, is_checked: bool = False) -> Iterator[Entry]:
    """What is known of a dataset before any check; of copies only until a check has told which they are."""
    for text in dataset.warnings:
        if not (is_checked and is_about_copies(text)):
            yield Entry("class", text)
    for sample in dataset.missing:
        yield Entry("missing", _GONE, sample.path)
    for skipped in dataset.skipped:
        yield Entry(skipped.kind, skipped.reason, skipped.path)


def open_entries(found: Sequence[Entry] | None, dataset: Dataset) -> list[Entry]:
    """What is still to be done, worst first: `found` by a check, the surest first, and what the dataset says."""
    if found is None:
        return sorted(own_entries(dataset), key=_severity)
    names = {sample.path.name for entry in found for sample in entry.samples}
    used = {sample.path: sample for sample in dataset.samples if sample.path.name in names}
    still = (now for entry in found if (now := _as_it_is_now(entry, used)))
    return sorted((*own_entries(dataset, is_checked=True), *still), key=_severity)


def _as_it_is_now(entry: Entry, used: Used) -> Entry | None:
    """The entry with the labels and parts that its photos have now; None when there is nothing left to be done."""
    if not entry.samples:
        return entry
    now = tuple(used[each.path] for each in entry.samples if _is_used(each, used))
    if _is_settled(entry, now):
        return None
    return entry if _marks(now) == _marks(entry.samples) else replace(entry, samples=now)


def _is_used(sample: Sample, used: Used) -> bool:
    """Under the same name, with the same content."""
    return sample.path in used and used[sample.path].digest == sample.digest


def _is_settled(entry: Entry, now: Sequence[Sample]) -> bool:
    if entry.kind == "conflict":
        return len({sample.label for sample in now}) < 2
    if entry.kind == "leak":
        return len({sample.split for sample in now}) < 2
    if entry.kind in _GROUPS:
        return len(now) < 2
    if entry.kind in _ABOUT_LABELS:
        return not now or now[0].label != entry.samples[0].label
    return not now


def _severity(entry: Entry) -> int:
    return rank(entry.kind)


def _marks(samples: Iterable[Sample]) -> list[tuple[str, str, str]]:
    return [(sample.key, sample.label, sample.split) for sample in samples]
