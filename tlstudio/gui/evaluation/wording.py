"""What is said of a judged model."""

from pathlib import Path

from tlstudio.dataset.sample import Dataset, Split
from tlstudio.evaluation.outcomes import Outcome
from tlstudio.evaluation.report import Report
from tlstudio.foundation.names import printable
from tlstudio.gui.dataset.photo_facts import PARTS
from tlstudio.gui.evaluation.jobs import Where
from tlstudio.gui.judged.told import Told, answer_text, is_line, said_line

STAGES = {"prepare": "Getting the model ready", "scan": "Looking for photos", "features": "Asking the model"}
NOTHING_LEFT = "None of these photos is left to judge the model on."
NO_PHOTOS = "Choose a folder with labelled photos, one sub-folder for each class."
UNKNOWN_RECIPE = "It is not known how this model was trained, or no photos are open to train it on."
NO_MISTAKES = "Every photo is named rightly."
MATRIX_HELP = "A row: what photos are. A column: what they are called. Choose a cell to see its photos."
CLASSES_HELP = (
    "Recall: of the photos of the class, how many are called so. Precision: of the photos that are called so, how many "
    "are of the class. F1 is both in one. Bars are 95 % intervals on 0 to 100 %. Choose a class to see its mistakes."
)
THRESHOLD_HELP = "Drag the line, or move it with the arrow keys, to trust only answers that are so sure."
FOLDER = "Another Folder…"
_ELSEWHERE = "These photos are not those that are open, so their labels cannot be mended here."


def part_text(part: Split, dataset: Dataset) -> str:
    """`Validation photos · 49`"""
    return f"{PARTS[part]} photos · {len(dataset.part(part)):,}"


def where_text(where: Where) -> str:
    """What a page says of the photos: `validation photos`, or the folder's path."""
    return printable(str(where)) if isinstance(where, Path) else f"{PARTS[where].lower()} photos"


def cell_sentence(report: Report, true: int, said: int) -> str:
    """`12 ants were called bees`: a cell of the matrix for a screen reader, and over its photos."""
    count, photos = report.confusion[true][said], sum(report.confusion[true])
    label, called = (printable(report.classes[number], 60) for number in (true, said))
    ending = ", which is right" if true == said else ""
    if not count:
        return f"No {label} were called {called}{ending}"
    begin = f"1 of the {label} was" if count == 1 else f"{count:,} {label} were"
    return f"{begin} called {called}{ending} · {100 * count / photos:.1f} % of {photos:,}"


def mistakes_text(count: int) -> str:
    """Over all mistakes."""
    if not count:
        return NO_MISTAKES
    return "1 mistake" if count == 1 else f"All {count:,} mistakes, the surest first"


def class_text(report: Report, number: int) -> str:
    """Over the mistakes about one class."""
    label = printable(report.classes[number], 60)
    row = report.confusion[number]
    missed = sum(row) - row[number]
    taken = sum(each[number] for each in report.confusion) - row[number]
    return f"{missed:,} {label} called something else, {taken:,} others called {label}"


def told_of(outcome: Outcome) -> Told:
    """What is told of a photo: what it is, what it is called, and whether the model would not name it at all."""
    said = answer_text(outcome.said, outcome.confidence)
    said = f"{said} · neither" if outcome.neither else said
    is_so = is_line(outcome.sample)
    return Told((is_so, said_line(outcome.sample, outcome.said, said)), said, f"{is_so} · called {said}")


def unread_text(count: int) -> str:
    """That photos could not be read; empty where all could."""
    if not count:
        return ""
    return "1 photo could not be read." if count == 1 else f"{count:,} photos could not be read."


def elsewhere_text(where: Where) -> str:
    """Why labels cannot be mended; empty where they can."""
    return _ELSEWHERE if isinstance(where, Path) else ""


def before_text(before: Report | None, now: Report) -> str:
    """What a training in between has changed; empty without one."""
    if before is None:
        return ""
    was, is_now = (f"{report.right:,} of {report.photos:,}" for report in (before, now))
    return f"Before the last training it was {was}; now it is {is_now}."


def unbroken(sentence: str) -> str:
    """With signs that stay on the line of their number."""
    return sentence.replace(" %", "\u00a0%")
