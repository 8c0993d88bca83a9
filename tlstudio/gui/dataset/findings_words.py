"""What kinds of problems are called."""

from collections import Counter
from collections.abc import Iterable, Iterator

from tlstudio.dataset.finding import rank
from tlstudio.dataset.sample import Sample
from tlstudio.foundation.names import printable
from tlstudio.gui.dataset.findings_entry import Entry

# Of one, and of all.
_NAMES = {
    "class": ("About all photos", "About all photos"),
    "conflict": ("In two classes", "In two classes"),
    "leak": ("In two parts", "In two parts"),
    "mislabelled": ("Likely wrong label", "Likely wrong labels"),
    "unlike": ("Unlike the others", "Unlike the others"),
    "unused": ("Not usable", "Not usable"),
    "duplicate": ("Copies", "Copies"),
    "near": ("Nearly the same", "Nearly the same"),
    "burst": ("Taken within seconds", "Taken within seconds"),
    "flat": ("Without contrast", "Without contrast"),
    "blurred": ("Blurred", "Blurred"),
    "dark": ("Nearly black", "Nearly black"),
    "bright": ("Nearly white", "Nearly white"),
    "tiny": ("Tiny", "Tiny"),
    "odd-shape": ("Very long or wide", "Very long or wide"),
    "note": ("Worth knowing", "Worth knowing"),
}
_PARTS = {"train": "training", "validation": "validation", "test": "test"}


def kind_name(entry: Entry) -> str:
    """What is wrong, in two or three words."""
    return _NAMES[entry.category][0]


def title(entry: Entry) -> str:
    """What is wrong with which file."""
    return " · ".join(part for part in (kind_name(entry), file_name(entry)) if part)


def file_name(entry: Entry) -> str:
    """The name of the file it is about, the first picture; empty where that is all of them."""
    return printable(entry.paths[0].name, 80) if entry.paths else ""


def caption(entry: Entry, sample: Sample) -> str:
    """What to know of a photo beside the others: its label, or its part where parts are what is wrong."""
    return _PARTS[sample.split] if entry.kind == "leak" else printable(sample.label, 40)


def categories(entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """The categories that there are, worst first, each with its name and count."""
    counts = Counter(entry.category for entry in entries)
    for category in sorted(counts, key=rank):
        yield category, f"{_NAMES[category][1]} · {counts[category]:,}"
