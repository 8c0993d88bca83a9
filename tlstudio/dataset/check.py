"""What is wrong with a collection, as far as eyes without a network see it: every photo looked at to its end."""

from collections import Counter
from collections.abc import Collection, Generator, Iterator, Mapping
from pathlib import Path

import msgspec

from tlstudio.dataset.finding import USED, Finding, about
from tlstudio.dataset.flaws import Flaw, about_flaws, flaws_of, looks_of
from tlstudio.dataset.gather import gather
from tlstudio.dataset.groups import Groups, find_groups
from tlstudio.dataset.layout import Labelled, Layout, LayoutError
from tlstudio.dataset.sample import Dataset, Sample, Skipped
from tlstudio.dataset.scan import assemble, layout_of, training_problem
from tlstudio.dataset.sights import sights_of
from tlstudio.dataset.twins import about_groups
from tlstudio.dataset.warn import warnings_about_classes
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Problem
from tlstudio.foundation.steps import Steps
from tlstudio.photos.pool import PhotoPool

_FRACTION = 0.2
_NO_FILES = ("folder", "link", "replaced", "special", "table")


class Summary(Event, frozen=True, tag="summary"):
    """The count at the end: usable photos, those of each class, findings of each kind, and files that are not used.

    `photos` + `refused` are all regular files there; what lies in folders left out as a whole is not counted.
    `kept_together` are the photos that the studio's split keeps on one side with another one of their group.
    """

    photos: int
    classes: dict[str, int]
    problems: dict[str, int]
    refused: int
    kept_together: int = 0


class Overview(msgspec.Struct, frozen=True):
    """The photos that can be read, with their parts of the split, and which of them belong together."""

    dataset: Dataset
    groups: Groups


def check(photos: Path | Dataset, control: Control, pool: PhotoPool) -> Generator[Event, None, Summary]:
    """Look at every photo of a collection. Yields Progress and a Finding for each thing found.

    In a folder (or what else `scan` takes as one path) that is everything there: each file is used or named, and the
    photos are split as training would. Without class folders that is one finding more. A Dataset is taken as it is,
    with the labels and parts that a person gave, and nothing but its photos is looked at: leaks are those of its own
    split. What its hashes say of its photos is believed, so look for changed ones first.

    When the control is stopped, the summary tells of what was seen so far. Raises UsageError for a folder that is not
    there or cannot be read.
    """
    return (yield from summed_up(look_over(photos, control, pool)))


def summed_up(steps: Generator[Event, None, Overview]) -> Generator[Event, None, Summary]:
    """The steps with their events, and the count of what they found."""
    kinds: Counter[str] = Counter()
    looking = Steps(steps)
    for event in looking:
        if isinstance(event, Finding):
            kinds[event.kind] += 1
        yield event
    dataset = looking.result.dataset
    labels = Counter(sample.label for sample in dataset.samples if sample.label)
    refused = sum(count for kind, count in kinds.items() if kind not in (*_NO_FILES, *USED))
    return Summary(
        photos=len(dataset.samples),
        classes=dict(sorted(labels.items())),
        problems=dict(sorted(kinds.items())),
        refused=refused,
        kept_together=dataset.kept_together,
    )


def look_over(photos: Path | Dataset, control: Control, pool: PhotoPool) -> Generator[Event, None, Overview]:
    """As `check`, for those who go on from there."""
    if isinstance(photos, Dataset):
        return (yield from _look_over_dataset(photos, control, pool))
    return (yield from _look_over_folder(photos, control, pool))


def _look_over_folder(photos: Path, control: Control, pool: PhotoPool) -> Generator[Event, None, Overview]:
    try:
        layout = layout_of(photos)
    except LayoutError as error:
        if not photos.is_dir():
            raise
        layout = Layout(photos, (photos,), (Labelled(photos, "", "train"),))
        yield about(photos, "layout", str(error))
    gathering = Steps(gather(layout, control))
    for event in gathering:
        yield _as_finding(event)
    found, skipped = gathering.result
    flaws, groups = yield from _look_at(found, control, pool)
    dataset = assemble(layout, [*flaws], skipped, _FRACTION, seed=0, together=groups.together())
    yield from map(_not_used, dataset.skipped[len(skipped) :])
    yield from _about(layout, dataset, flaws, groups, control)
    return Overview(dataset, groups)


def _look_over_dataset(dataset: Dataset, control: Control, pool: PhotoPool) -> Generator[Event, None, Overview]:
    yield from map(_not_used, dataset.skipped)
    flaws, groups = yield from _look_at(dataset.samples, control, pool)
    classes = tuple(Labelled(dataset.root, label, "train") for label in dataset.classes)
    seen = msgspec.structs.replace(dataset, samples=tuple(flaws))
    yield from _about(Layout(dataset.root, (dataset.root,), files=classes), seen, flaws, groups, control)
    return Overview(seen, groups)


def _look_at(
    samples: Collection[Sample], control: Control, pool: PhotoPool
) -> Generator[Event, None, tuple[dict[Sample, list[Flaw]], Groups]]:
    """The samples whose picture can be read to its end, with what is wrong with it, and which belong together."""
    flaws = yield from _readable(samples, control, pool)
    sights = yield from sights_of(flaws, pool, control)
    groups = yield from find_groups(sights, control)
    return flaws, groups


def _about(
    layout: Layout, dataset: Dataset, flaws: Mapping[Sample, list[Flaw]], groups: Groups, control: Control
) -> Iterator[Finding]:
    if dataset.classes != ("",) and not control.stopped:
        yield from _about_classes(layout, dataset)
    yield from about_flaws(dataset.root, flaws)
    yield from about_groups(dataset.samples, groups)


def _readable(
    samples: Collection[Sample], control: Control, pool: PhotoPool
) -> Generator[Event, None, dict[Sample, list[Flaw]]]:
    """The samples whose picture can be read to its end, and what is wrong with it."""
    looks, refused = yield from looks_of(samples, pool, control)
    usable = {}
    for sample in samples:
        if refusal := refused.get(sample.path):
            yield about(sample.path, refusal.kind, refusal.reason)
        elif look := looks.get(sample.key):
            usable[sample] = flaws_of(look)
            if look.note:
                yield about(sample.path, "note", look.note)
    return usable


def _about_classes(layout: Layout, dataset: Dataset) -> Iterator[Finding]:
    for text in warnings_about_classes(layout, dataset.samples):
        yield about(layout.root, "class", text)
    problem = training_problem(dataset)
    if problem:
        yield about(layout.root, "layout", problem)


def _not_used(skipped: Skipped) -> Finding:
    return about(skipped.path, skipped.kind, skipped.reason)


def _as_finding(event: Event) -> Event:
    if isinstance(event, Problem):
        return Finding(event.path, event.kind, event.reason, path_bytes=event.path_bytes)
    return event
