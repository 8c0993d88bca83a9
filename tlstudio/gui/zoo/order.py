"""Which networks are shown, and in which order: plain lists, so that 1,500 rows take a few milliseconds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tlstudio.gui.zoo.columns import Column, cell_text
from tlstudio.gui.zoo.line import Line

_STATES = ("embedded", "own model", "on disk", "download")
_NUMBERS: dict[int, Callable[[Line], float | None]] = {
    Column.WEIGHTS: lambda line: line.weights,
    Column.FILE: lambda line: line.bytes,
    Column.TOP1: lambda line: line.top1,
    Column.INPUT: lambda line: line.size,
    Column.STATE: lambda line: _STATES.index(line.state),
}


@dataclass(frozen=True)
class Wish:
    """What is to be shown: lines with every word of `text`, of one `source` ("" for any), on this computer (`here`)."""

    text: str = ""
    source: str = ""
    here: bool = False


def sieved(lines: Iterable[Line], wish: Wish) -> list[Line]:
    """Those lines that are wished for, in the order given."""
    words = wish.text.casefold().split()
    return [line for line in lines if _is_wished(line, wish, words)]


def ordered(lines: Iterable[Line], column: int, descending: bool) -> list[Line]:
    """By a column, what nobody knows last; equal ones, and all where the column is -1, by `first_choice`."""
    choices = sorted(lines, key=first_choice)
    if column < 0:
        return choices
    number = _NUMBERS.get(column)
    if number is None:
        return sorted(choices, key=lambda line: cell_text(line, column).casefold(), reverse=descending)
    known = [line for line in choices if number(line) is not None]
    unknown = [line for line in choices if number(line) is None]
    return sorted(known, key=lambda line: number(line) or 0.0, reverse=descending) + unknown


def first_choice(line: Line) -> tuple[int, bool, int, str]:
    """What is here comes first, then what its publisher says how good it is; small before large, as small is fast."""
    return _STATES.index(line.state), line.top1 is None, line.weights or 0, line.title


def _is_wished(line: Line, wish: Wish, words: list[str]) -> bool:
    if (wish.here and not line.is_here) or (wish.source and line.source != wish.source):
        return False
    text = f"{line.title} {line.family} {line.licence}".casefold()
    return all(word in text for word in words)
