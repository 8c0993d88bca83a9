"""What is told of a photo that was judged."""

from dataclasses import dataclass

from tlstudio.dataset.sample import Sample
from tlstudio.foundation.names import printable
from tlstudio.gui.prediction.confidence_bars import percent

_RIGHT, _WRONG = "✓", "✗"


@dataclass(frozen=True)
class Told:
    """`lines` stand below the photo, `said` where it is large; the `sentence` is for screen readers and tool tips."""

    lines: tuple[str, ...]
    said: str
    sentence: str


def is_line(sample: Sample) -> str:
    """What the photo is."""
    return f"is {printable(sample.label, 60)}"


def said_line(sample: Sample, said: str, what: str) -> str:
    """What it is called, behind a sign that says whether that is right."""
    return f"{_RIGHT if said == sample.label else _WRONG} {what}"


def is_right_line(line: str) -> bool:
    """Whether a line below a photo is about an answer that is right."""
    return line.startswith(_RIGHT)


def answer_text(label: str, confidence: float) -> str:
    """`bees 93 %`"""
    return f"{printable(label, 40)} {percent(confidence)}"
