"""What is said when a picture is put right."""

from collections.abc import Sequence
from pathlib import Path

from tlstudio.evaluation.changes import AnswerPair, Changes, Effect
from tlstudio.foundation.names import printable
from tlstudio.gui.prediction.confidence_bars import percent
from tlstudio.gui.prediction.wording import answer_text
from tlstudio.photos.view import path_of
from tlstudio.prediction.answer import Answer
from tlstudio.project.adding import Addition

NO_PHOTOS = "Open the photos that the model has learned from to put its answers right."
BUSY = "Training is under way. Answers can be put right when it has ended."
STOPPED = "Not trained again. The next training learns from it."
UNDONE = "Undone. The model that has learned from it stays until you train again or choose another in Runs."
LOOKING = "Looking at the picture"
TRAINING = "Training again"
_LONG = 60
_MINUTE = 60
_MOST_NAMED = 40
_EFFECTS: dict[Effect, str] = {"fixed": "right now", "broken": "wrong now", "still wrong": "still wrong"}
_SIGNS: dict[Effect, str] = {"fixed": "✓ ", "same": "✓ ", "broken": "✗ ", "still wrong": "✗ ", "unknown": ""}


def title_text(count: int) -> str:
    """In front of the classes."""
    return "Correct it:" if count == 1 else f"Correct {count:,}:"


def button_tip(label: str, key: str, count: int) -> str:
    """What a press on a class does; strangers' names are plain text here."""
    what = "this picture" if count == 1 else f"these {count:,} pictures"
    return f"Put {what} into “{printable(label, 40)}” and train again" + (f" (key {key})" if key else "")


def folder_text(folder: Path) -> str:
    """Where a picture that has no file will be kept."""
    return f"This picture has no file of its own. Once it has a class, it is kept in {printable(str(folder))}."


def question_text(seconds: float | None) -> str:
    """Asked before a training that takes long."""
    last = f"took {_duration(seconds)} the last time" if seconds else "may take minutes"
    return f"It is among your photos now. Training again as before {last}, because more than the head learns."


def _duration(seconds: float) -> str:
    return f"about {round(seconds / _MINUTE)} min" if seconds >= 1.5 * _MINUTE else f"about {round(seconds)} s"


def addition_text(addition: Addition) -> str:
    """What of the pictures needs a word: refused ones, those that had the label, those that nothing is learned from."""
    parts = [f"{_name(each.path)} was refused. {each.reason}" for each in addition.refused[:1]]
    if more := len(addition.refused[1:]):
        parts.append(f"{more:,} more {_is_are(more, 'was', 'were')} refused.")
    if addition.same:
        label = printable(addition.same[0].label, _MOST_NAMED)
        first = _names([sample.path for sample in addition.same])
        parts.append(f"{first} already among your photos as “{label}”.")
    checked = [sample for sample in addition.there if sample.split != "train"]
    if checked:
        part = "test" if checked[0].split == "test" else "validation"
        parts.append(
            f"{_names([sample.path for sample in checked])} a {part} photo: labelled now, but the model does not learn "
            "from it."
        )
    return " ".join(parts)


def headline(changes: Changes, others: Sequence[AnswerPair]) -> str:
    """What became of the pictures, and how much else has changed."""
    parts = [*map(_corrected_text, changes.corrected[:1]), _more_text(changes), _others_text(changes, others)]
    return " ".join(filter(None, parts))


def _corrected_text(pair: AnswerPair) -> str:
    name, said = _name(path_of(pair.photo)), said_text(pair.after)
    if not pair.after.neither:
        said = f"{said} ({percent(pair.after.confidence)})"
    if pair.after.label == pair.label:
        return f"{name} is called {said} now."
    return f"{name} is still called {said}: one photo does not always outweigh the others."


def _more_text(changes: Changes) -> str:
    more = changes.corrected[1:]
    if not more:
        return ""
    right = sum(pair.after.label == pair.label for pair in more)
    if len(more) == 1:
        return f"The other one you put right is {'called so now' if right else 'still called something else'}."
    return f"Of the {len(more):,} others you put right, {right:,} {_is_are(right)} called so now."


def _others_text(changes: Changes, others: Sequence[AnswerPair]) -> str:
    found = len(changes.pairs) + len(others)
    if not found:
        return f"Nothing else changed: the {changes.asked:,} other answers are what they were."
    counts = {words: changes.count(effect) for effect, words in _EFFECTS.items()}
    counts["without a label"] = len(others) + changes.count("unknown")
    told = ", ".join(f"{count:,} {words}" for words, count in counts.items() if count)
    return f"{found:,} other {'answer' if found == 1 else 'answers'} changed: {told}."


def line_text(pair: AnswerPair) -> str:
    """`✓ bees → ants · right now`, below the photo's name."""
    before, after = said_text(pair.before), said_text(pair.after)
    said = f"{before} → {after}" if pair.differs else f"still {after}"
    effect = _EFFECTS.get(pair.effect, "") if pair.differs else ""
    return " · ".join(filter(None, (f"{_SIGNS[pair.effect]}{said}", effect)))


def said_text(answer: Answer) -> str:
    """What a picture is called."""
    return answer_text(answer, _MOST_NAMED)


def name_text(pair: AnswerPair) -> str:
    """The photo's file."""
    return _name(path_of(pair.photo))


def _is_are(count: int, one: str = "is", more: str = "are") -> str:
    return one if count == 1 else more


def _names(paths: Sequence[Path]) -> str:
    first, more = _name(paths[0]), len(paths) - 1
    return f"{first} is" if not more else f"{first} and {more:,} more are"


def _name(path: Path) -> str:
    return printable(path.name, _LONG) or "The picture"
