"""What a person should know about a dataset before training on it, as sentences."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tlstudio.dataset.copies import Group, copies, is_conflict, is_leak
from tlstudio.dataset.labels import twins
from tlstudio.dataset.layout import Layout
from tlstudio.dataset.sample import Dataset, Sample, Skipped
from tlstudio.foundation.events import Warned
from tlstudio.foundation.names import printable
from tlstudio.metrics.intervals import BETTER, GOOD, enough_to_tell

_LISTED = 5
_ABOUT_COPIES = "Keep each photo in one place only."


def warnings_about(layout: Layout, samples: Sequence[Sample], skipped: Sequence[Skipped]) -> Iterator[str]:
    """The sentences about the samples of a layout, split already, and about what was skipped."""
    yield from warnings_about_classes(layout, samples)
    groups = copies(samples)
    yield from _about(filter(is_conflict, groups), layout.root, "in more than one class, so one of the labels is wrong")
    yield from _about(
        filter(is_leak, groups), layout.root, "in more than one part of the split, which flatters the result"
    )
    yield from _about_unreadable(skipped)


def is_about_copies(warning: str) -> bool:
    """Whether a sentence tells at once what a check tells photo by photo."""
    return warning.endswith(_ABOUT_COPIES)


def warnings_about_classes(layout: Layout, samples: Sequence[Sample]) -> Iterator[str]:
    """The sentences about classes that look alike, are empty, or are not validated."""
    used = {sample.label for sample in samples}
    for alike in twins({folder.label for folder in layout.folders} | {file.label for file in layout.files}):
        yield _about_twins(alike)
    for label in sorted({folder.label for folder in layout.folders if folder.part == "train"} - used):
        yield f"The folder “{printable(label)}” has no usable photos and is left out: it is no class."
    yield from _about_untested(samples)


def too_few_to_check(dataset: Dataset) -> Iterator[Warned]:
    """Says so where the validation photos cannot tell a good result from a better one."""
    photos = len({(sample.label, sample.digest) for sample in dataset.part("validation")})
    if 0 < photos < enough_to_tell():
        every = len({(sample.label, sample.digest) for sample in dataset.samples if sample.split != "test"})
        checked = "1 validation photo" if photos == 1 else f"{photos} validation photos"
        yield Warned(
            f"{checked} cannot tell {100 * GOOD:.0f} % right from {100 * BETTER:.0f} %: about {enough_to_tell()} would."
            f" Cross-validation asks about all {every} photos in turn.",
            remedy="cross_validation",
        )


def _about_twins(alike: Sequence[str]) -> str:
    names = " and ".join(f"“{printable(label)}”" for label in alike)
    return (
        f"The classes {names} differ only in capital letters, in how an accent is stored, or in spaces, and are kept "
        "apart. If they are the same class, move their photos into one folder."
    )


def _about(groups: Iterable[Group], root: Path, where: str) -> Iterator[str]:
    listed = list(groups)
    if listed:
        shown = "; ".join(" = ".join(_short(sample.path, root) for sample in group) for group in listed[:_LISTED])
        rest = f"; and {len(listed) - _LISTED} more" if len(listed) > _LISTED else ""
        what = "1 photo is" if len(listed) == 1 else f"{len(listed)} photos are"
        yield f"{what} {where}: {shown}{rest}. {_ABOUT_COPIES}"


def _about_untested(samples: Sequence[Sample]) -> Iterator[str]:
    trained = {sample.label for sample in samples if sample.split == "train"}
    validated = {sample.label for sample in samples if sample.split == "validation"}
    for label in sorted(trained - validated) if validated else ():
        yield f"No validation photo shows “{printable(label)}”: the accuracy says nothing about this class."


def _about_unreadable(skipped: Sequence[Skipped]) -> Iterator[str]:
    count = sum(each.kind in ("missing", "unreadable") for each in skipped)
    if count:
        what = "1 file" if count == 1 else f"{count} files"
        yield f"{what} could not be read. If a drive or network was disconnected, reconnect it and open them again."


def _short(path: Path, root: Path) -> str:
    return printable(str(path.relative_to(root) if path.is_relative_to(root) else path))
