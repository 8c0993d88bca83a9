"""What can be done about problems, in words for buttons and as edits of the project."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from tlstudio.dataset.sample import Sample, Split
from tlstudio.foundation.names import printable
from tlstudio.gui.dataset.findings_entry import Entry
from tlstudio.project.edits import Edit, LeaveOut, MoveToPart, Relabel

Action = Literal["relabel", "keep one", "keep labelled", "keep together", "leave out", "look", "show", "ignore", "tell"]
_TEXTS: dict[Action, str] = {
    "relabel": "Label as Suggested",
    "keep one": "Keep One",
    "keep labelled": "Keep One…",
    "keep together": "Keep Together",
    "leave out": "Leave Out",
    "look": "Look",
    "show": "Show File",
    "ignore": "Ignore",
    "tell": "Put Back",
}
TIPS: dict[Action, str] = {
    "relabel": "Give the photo the label that it looks like (F)",
    "keep one": "Keep the first of these photos, whose file is the largest, and leave out the others (F)",
    "keep labelled": "Choose which label is right; the others are left out (F)",
    "keep together": "Put all of them into the part of the split that most of them are in (F)",
    "leave out": "Do not use this photo; the file stays where it is (Delete)",
    "look": "See the photo large (Enter)",
    "show": "Show the file in the file manager",
    "ignore": "Put this away; Ignored in the list above brings it back (I)",
    "tell": "Tell this again",
}
ONE_AT_A_TIME: tuple[Action, ...] = ("look", "show")
_LONGEST_LABEL = 18
_PARTS: tuple[Split, ...] = ("train", "validation", "test")


def actions_for(entry: Entry) -> tuple[Action, ...]:
    """What can be done about an entry, what the studio would do first."""
    if not entry.samples:
        return ("show", "ignore") if entry.path and entry.kind != "missing" else ("ignore",)
    match entry.kind, entry.fix:
        case "conflict", _:
            return ("keep labelled", "ignore", "look", "leave out")
        case "burst" | "note", _:  # nothing is wrong: there is only something to know
            return ("look", "ignore", "leave out")
        case _, "relabel" | "keep one" | "keep together":
            return (entry.fix, "ignore", "look", "leave out")
        case _, "look":
            return ("look", "leave out", "ignore")
    return ("leave out", "ignore", "look")


def common_actions(entries: Sequence[Entry]) -> tuple[Action, ...]:
    """What can be done about all of these at once."""
    if not entries:
        return ()
    shared = set(actions_for(entries[0])).intersection(*(actions_for(entry) for entry in entries[1:]))
    several = len(entries) > 1
    return tuple(
        action for action in actions_for(entries[0]) if action in shared and not (several and action in ONE_AT_A_TIME)
    )


def text_for(action: Action, entries: Sequence[Entry]) -> str:
    """What a button says that does this about these."""
    labels = {entry.label for entry in entries if entry.label is not None}
    if action == "relabel" and len(labels) == 1:
        text = f"Label as “{printable(labels.pop(), _LONGEST_LABEL)}”"
    else:
        text = _TEXTS[action]
    return f"{text} ({len(entries):,})" if len(entries) > 1 else text


def labels_in(entries: Iterable[Entry]) -> list[str]:
    """The labels of which one can be kept."""
    return sorted({sample.label for entry in entries for sample in entry.samples})


def edits_for(action: Action, entries: Sequence[Entry], label: str = "") -> Iterator[Edit]:
    """What the action does to the project; nothing where it does something else. `label` is for "keep labelled"."""
    match action:
        case "relabel":
            yield from _relabelling(entries)
        case "leave out":
            yield from _leaving_out(entry.samples[0] for entry in entries)
        case "keep one":
            yield from _leaving_out(sample for entry in entries for sample in entry.samples[1:])
        case "keep labelled":
            yield from _leaving_out(sample for entry in entries for sample in _all_but_one(entry, label))
        case "keep together":
            yield from _moving(entries)


def _relabelling(entries: Iterable[Entry]) -> Iterator[Edit]:
    photos: dict[str, list[Path]] = defaultdict(list)
    for entry in entries:
        if entry.label is not None:
            photos[entry.label].append(entry.samples[0].path)
    for label, paths in photos.items():
        yield Relabel(tuple(paths), label)


def _leaving_out(samples: Iterable[Sample]) -> Iterator[Edit]:
    paths = tuple(dict.fromkeys(sample.path for sample in samples))
    if paths:
        yield LeaveOut(paths)


def _all_but_one(entry: Entry, label: str) -> list[Sample]:
    """All but the first that has the label; none where there is no such photo."""
    kept = next((sample for sample in entry.samples if sample.label == label), None)
    return [sample for sample in entry.samples if sample is not kept] if kept else []


def _moving(entries: Iterable[Entry]) -> Iterator[Edit]:
    photos: dict[Split, list[Path]] = defaultdict(list)
    for entry in entries:
        count = Counter(sample.split for sample in entry.samples)
        photos[max(_PARTS, key=lambda part: count[part])] += [sample.path for sample in entry.samples]
    for part, paths in photos.items():
        yield MoveToPart(tuple(dict.fromkeys(paths)), part)
