"""What is said of two runs that are compared."""

from tlstudio.dataset.sample import Sample
from tlstudio.evaluation.comparison import Compared, Comparison, Group, Said
from tlstudio.evaluation.verdict import at_the_beginning, standing_text
from tlstudio.foundation.names import printable
from tlstudio.gui.dataset.photo_facts import PARTS
from tlstudio.gui.prediction.confidence_bars import percent
from tlstudio.training.differences import SEPARATOR, Trial, differences

Names = tuple[str, str]
TITLES: dict[Group, str] = {
    "fixed": "Fixed",
    "broken": "Broken",
    "both_wrong": "Both wrong",
    "both_right": "Both right",
}
_RIGHT, _WRONG = "✓", "✗"
_EXPLANATIONS: dict[Group, str] = {
    "fixed": "{First} names these photos wrongly, {second} rightly. On top: where {first} was surest.",
    "broken": "{First} names these photos rightly, {second} wrongly. On top: where {second} is surest.",
    "both_wrong": "Neither names these photos rightly. On top: where a run is surest; the label may be wrong.",
    "both_right": "Both name these photos rightly. On top: where one of them is least sure.",
}
_NOTHING: dict[Group, str] = {
    "fixed": "{Second} puts nothing right that {first} has wrong.",
    "broken": "{Second} breaks nothing: what {first} names rightly, it names rightly, too.",
    "both_wrong": "There is no photo that both name wrongly.",
    "both_right": "There is no photo that both name rightly.",
}


def tab_text(group: Group, count: int) -> str:
    """`Fixed · 6`."""
    return f"{TITLES[group]} · {count:,}"


def explanation(group: Group, names: Names) -> str:
    """What the photos of a group have in common, and in which order they are."""
    return _filled(_EXPLANATIONS[group], names)


def nothing_text(group: Group, names: Names) -> str:
    """What is said of a group without photos."""
    return _filled(_NOTHING[group], names)


def figures_text(comparison: Comparison, names: Names) -> str:
    """How good each of the two is, and on what that was found out."""
    figures = (
        f"{at_the_beginning(name)}: {standing_text(each)} right"
        for name, each in zip(names, comparison.standings(), strict=True)
    )
    part = next((PARTS[photo.sample.split].lower() for photo in comparison.photos), "")
    return " · ".join((*figures, f"on the same {len(comparison.photos):,} {part} photos"))


def difference_text(before: Trial, after: Trial, names: Names) -> str:
    """What was done otherwise in the later run."""
    found = differences(before, after)
    first, second = names[0], at_the_beginning(names[1])
    if not found:
        return f"{second} has the same settings as {first}."
    return f"{second} differs from {first} in: {SEPARATOR.join(found)}."


def unread_text(count: int) -> str:
    """That photos could not be read; empty where all could."""
    if not count:
        return ""
    return "1 photo could not be read." if count == 1 else f"{count:,} photos could not be read."


def lines_of(photo: Compared, names: Names) -> tuple[str, str, str]:
    """What stands below a photo: what it is, and what each of the two calls it."""
    first, second = (_line(photo.sample, said, name) for said, name in _both(photo, names))
    return f"is {printable(photo.sample.label, 60)}", first, second


def said_text(photo: Compared, names: Names) -> str:
    """`run 3 says ants 71 % · run 5 says bees 93 %`."""
    return " · ".join(f"{name} says {_said(each)}" for each, name in _both(photo, names))


def sentence(photo: Compared, names: Names) -> str:
    """The same, and what it is."""
    return f"is {printable(photo.sample.label, 60)} · {said_text(photo, names)}"


def is_right_line(line: str) -> bool:
    """Whether a line below a photo is about an answer that is right."""
    return line.startswith(_RIGHT)


def _both(photo: Compared, names: Names) -> tuple[tuple[Said, str], tuple[Said, str]]:
    return (photo.first, names[0]), (photo.second, names[1])


def _line(sample: Sample, said: Said, name: str) -> str:
    return f"{_RIGHT if said.label == sample.label else _WRONG} {name}: {_said(said)}"


def _said(said: Said) -> str:
    return f"{printable(said.label, 40)} {percent(said.confidence)}"


def _filled(text: str, names: Names) -> str:
    first, second = names
    return text.format(first=first, second=second, First=at_the_beginning(first), Second=at_the_beginning(second))
