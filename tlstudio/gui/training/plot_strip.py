"""Words over a plot, each at the place in the curves it speaks of, none over another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

_GAP = 6.0


@dataclass(frozen=True)
class Word:
    """What is said at `at` pixels; `short` where there is no room for more. `role` is for who draws it."""

    at: float
    text: str
    short: str
    role: str


def placed(
    words: Sequence[Word], left: float, right: float, width_of: Callable[[str], float]
) -> list[tuple[float, str, Word]]:
    """Where each text begins and what it is: the first ones have the choice; what finds no room at all is left out.

    A text begins a little before its place, so that the sign it begins with stands over it.
    """
    taken: list[tuple[float, float]] = []
    found = []
    for word in words:
        for text in (word.text, word.short):
            width = width_of(text)
            begin = max(left, min(word.at - width_of(text[0]) / 2, right - width))
            is_free = all(begin >= end + _GAP or begin + width + _GAP <= start for start, end in taken)
            if is_free and begin + width <= right:
                taken.append((begin, begin + width))
                found.append((begin, text, word))
                break
    return found
