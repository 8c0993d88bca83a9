"""What is wrong with a folder of photos: every file decoded once, every copy, leak and missing class named."""

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from tlstudio.dataset.copies import Group, copies, is_conflict, is_leak
from tlstudio.dataset.gather import gather
from tlstudio.dataset.layout import Labelled, Layout, LayoutError
from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.dataset.scan import assemble, layout_of, training_problem
from tlstudio.dataset.warn import warnings_about_classes
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Problem, Progress
from tlstudio.foundation.names import path_bytes, path_text, printable
from tlstudio.foundation.pace import Pace
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import PixelRequest, Refusal

_SMALL = PixelRequest(64, 64, "inside")
_FRACTION = 0.2
_NO_FILES = ("folder", "link", "replaced", "special", "table")
_USED = ("class", "conflict", "duplicate", "layout", "leak", "note")

Result = TypeVar("Result")


class Finding(Event, frozen=True, tag="problem"):
    """Something to look at: `kind` is one word for counting, `with_` ("with" in JSON) the other files it is about.

    `score` is for findings that are a matter of degree, else None. `path_bytes` as in `Problem`.
    """

    path: str
    kind: str
    reason: str
    with_: tuple[str, ...] = msgspec.field(default=(), name="with")
    score: float | None = None
    path_bytes: str | msgspec.UnsetType = msgspec.UNSET


class Summary(Event, frozen=True, tag="summary"):
    """The count at the end: usable photos, those of each class, findings of each kind, and files that are not used.

    `photos` + `refused` are all regular files there; what lies in folders left out as a whole is not counted.
    """

    photos: int
    classes: dict[str, int]
    problems: dict[str, int]
    refused: int


def check(photos: Path, control: Control, pool: PhotoPool) -> Generator[Event, None, Summary]:
    """Look at everything in `photos` (as `scan` takes it). Yields Progress and a Finding for each thing found.

    Without class folders that is one finding more, and every file below is looked at all the same. When the control
    is stopped, the summary tells of what was seen so far. Raises UsageError for what is not there or cannot be read.
    """
    kinds: Counter[str] = Counter()

    def counted(event: Event) -> Event:
        if isinstance(event, Finding):
            kinds[event.kind] += 1
        return event

    samples = yield from _mapped(_look_at(photos, control, pool), counted)
    labels = Counter(sample.label for sample in samples if sample.label)
    refused = sum(count for kind, count in kinds.items() if kind not in (*_NO_FILES, *_USED))
    return Summary(len(samples), dict(sorted(labels.items())), dict(sorted(kinds.items())), refused)


def _look_at(photos: Path, control: Control, pool: PhotoPool) -> Generator[Event, None, tuple[Sample, ...]]:
    """The usable samples, after a finding for everything else there and for everything about them."""
    try:
        layout = layout_of(photos)
    except LayoutError as error:
        if not photos.is_dir():
            raise
        layout = Layout(photos, (photos,), (Labelled(photos, "", "train"),))
        yield _about(photos, "layout", str(error))
    found, skipped = yield from _mapped(gather(layout, control), _as_finding)
    usable = yield from _decode(found, control, pool)
    dataset = assemble(layout, usable, skipped, _FRACTION, seed=0)
    yield from (_about(each.path, each.kind, each.reason) for each in dataset.skipped[len(skipped) :])
    if dataset.classes != ("",) and not control.stopped:
        yield from _about_classes(layout, dataset)
    for group in copies(dataset.samples):
        yield from _about_copies(group)
    return dataset.samples


def _decode(samples: Sequence[Sample], control: Control, pool: PhotoPool) -> Generator[Event, None, list[Sample]]:
    """The samples whose picture can be read to its end."""
    usable = []
    pace = Pace(len(samples))
    answers = pool.in_order((sample.path for sample in samples), _SMALL, Priority.TRAINING)
    for done, (sample, answer) in enumerate(zip(samples, answers, strict=True), start=1):
        if isinstance(answer, Refusal):
            yield _about(sample.path, answer.kind, answer.reason)
        else:
            usable.append(sample)
            if answer.note:
                yield _about(sample.path, "note", answer.note)
        if pace.due():
            yield Progress("scan", done, len(samples), seconds_left=pace.seconds_left(done))
        yield from control.wait_while_paused()
        if control.stopped:
            break
    return usable


def _about_classes(layout: Layout, dataset: Dataset) -> Iterator[Finding]:
    for text in warnings_about_classes(layout, dataset.samples):
        yield _about(layout.root, "class", text)
    problem = training_problem(dataset)
    if problem:
        yield _about(layout.root, "layout", problem)


def _about_copies(group: Group) -> Iterator[Finding]:
    if is_conflict(group):
        labels = " and ".join(sorted({f"“{printable(sample.label)}”" for sample in group}))
        yield _about_group(group, "conflict", f"The same photo is in {labels}: one label is wrong. Keep one of them.")
    if is_leak(group):
        parts = " and ".join(sorted({sample.split for sample in group}))
        yield _about_group(
            group, "leak", f"The same photo is in {parts}, so results look better than they are. Keep one of them."
        )
    if not (is_conflict(group) or is_leak(group)):
        yield _about_group(group, "duplicate", f"The same photo is here {len(group)} times. Keep one.")


def _about_group(group: Group, kind: str, reason: str) -> Finding:
    others = tuple(path_text(sample.path) for sample in group[1:])
    return msgspec.structs.replace(_about(group[0].path, kind, reason), with_=others)


def _about(path: Path, kind: str, reason: str) -> Finding:
    return Finding(path_text(path), kind, reason, path_bytes=path_bytes(path))


def _as_finding(event: Event) -> Event:
    if isinstance(event, Problem):
        return Finding(event.path, event.kind, event.reason, path_bytes=event.path_bytes)
    return event


def _mapped(steps: Generator[Event, None, Result], change: Callable[[Event], Event]) -> Generator[Event, None, Result]:
    """The steps with each event changed, and their result."""
    while True:
        try:
            event = next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result
        yield change(event)
