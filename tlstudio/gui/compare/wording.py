"""What is said of two runs that are compared."""

from tlstudio.evaluation.comparison import Compared, Comparison, Group, Said
from tlstudio.evaluation.verdict import at_the_beginning, standing_text
from tlstudio.gui.dataset.photo_facts import PARTS
from tlstudio.gui.judged.told import Told, answer_text, is_line, said_line
from tlstudio.training.differences import SEPARATOR, Trial, differences

Names = tuple[str, str]
TITLES: dict[Group, str] = {
    "fixed": "Fixed",
    "broken": "Broken",
    "both_wrong": "Both wrong",
    "both_right": "Both right",
}
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


def told_of(photo: Compared, names: Names) -> Told:
    """What is told of a photo: what it is, and what each of the two calls it."""
    both = ((photo.first, names[0]), (photo.second, names[1]))
    lines = (said_line(photo.sample, said.label, f"{name}: {_said(said)}") for said, name in both)
    said_text = " · ".join(f"{name} says {_said(said)}" for said, name in both)
    is_so = is_line(photo.sample)
    return Told((is_so, *lines), said_text, f"{is_so} · {said_text}")


def _said(said: Said) -> str:
    return answer_text(said.label, said.confidence)


def _filled(text: str, names: Names) -> str:
    first, second = names
    return text.format(first=first, second=second, First=at_the_beginning(first), Second=at_the_beginning(second))
