"""Which answers are on show, and in which order: plain lists, so that 10,000 of them are sorted in milliseconds."""

import bisect
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from typing import Literal, NamedTuple

from tlstudio.photos.view import PhotoFile, path_of
from tlstudio.prediction.answer import Answer, NoAnswer, judged
from tlstudio.prediction.opinions import UNSURE

Outcome = Answer | NoAnswer
Row = tuple[PhotoFile, Outcome]
Key = tuple[str, float]


class Column(IntEnum):
    """What stands where."""

    PICTURE = 0
    FILE = 1
    CLASS = 2
    CONFIDENCE = 3


class Group(NamedTuple):
    """Answers that belong together: of one class, unsure whatever their class, “neither”, or none at all."""

    kind: Literal["class", "unsure", "neither", "no photo"]
    label: str = ""


class Wish(NamedTuple):
    """What is to be shown: one group (None: all), with every word of `text` in the file's name."""

    group: Group | None = None
    text: str = ""


UNSURE_GROUP, NEITHER, NO_PHOTO = Group("unsure"), Group("neither"), Group("no photo")


def groups_of(outcome: Outcome) -> tuple[Group, ...]:
    """The groups that an answer is counted in."""
    if isinstance(outcome, NoAnswer):
        return (NO_PHOTO,)
    if outcome.label is None:
        return (NEITHER,)
    own = Group("class", outcome.label)
    return (own, UNSURE_GROUP) if outcome.confidence < UNSURE else (own,)


class Order:
    """All answers in the order in which they came (`rows`; a *place* counts from 0 there), and those on show.

    `counts` says how many of all there are of each group. Where a column is sorted by, what is no photo comes last.
    """

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.counts: Counter[Group] = Counter()
        self.wish = Wish()
        self._words: list[str] = []
        self._column: Column | None = None
        self._descending = False
        self._names: list[str] = []
        self._keys: list[Key] = []
        self._first: list[int] = []  # on show, ascending
        self._last: list[int] = []  # on show behind them, as they came

    def __len__(self) -> int:
        return len(self._first) + len(self._last)

    @property
    def is_sorted(self) -> bool:
        """Whether a column is sorted by; else a new answer comes behind all others."""
        return self._column is not None

    def store(self, rows: Sequence[Row]) -> list[int]:
        """Take answers in; the places of those that are to be shown are for `show`."""
        first = len(self.rows)
        self.rows.extend(rows)
        for photo, outcome in rows:
            self._names.append(path_of(photo).name.casefold())
            self.counts.update(groups_of(outcome))
        new = range(first, len(self.rows))
        self._keys.extend(map(self._made_key, new))
        return list(filter(self._is_wished, new))

    def row_for(self, place: int) -> int:
        """The row at which an answer that is not on show yet would stand."""
        if self._is_last(place):
            return len(self)
        before = bisect.bisect_right(self._first, self._key(place), key=self._key)
        return len(self._first) - before if self._descending else before

    def show(self, place: int) -> None:
        """Put it there."""
        if self._is_last(place):
            self._last.append(place)
        else:
            bisect.insort_right(self._first, place, key=self._key)

    def place_at(self, row: int) -> int:
        """Which answer stands in a row."""
        if row >= len(self._first):
            return self._last[row - len(self._first)]
        return self._first[-1 - row if self._descending else row]

    def row_of(self, place: int) -> int | None:
        """The row of an answer; None when it is not on show."""
        if place in self._last:
            return len(self._first) + self._last.index(place)
        if place not in self._first:
            return None
        found = self._first.index(place)
        return len(self._first) - 1 - found if self._descending else found

    def places(self) -> list[int]:
        """The answers on show, from the first row to the last."""
        return [*(reversed(self._first) if self._descending else self._first), *self._last]

    def sort(self, column: Column | None, descending: bool) -> None:
        """Sort by a column; None: as they came."""
        self._column, self._descending = column, descending and column is not None
        self._keys = list(map(self._made_key, range(len(self.rows))))
        self._arrange(sorted((*self._first, *self._last)))

    def replace(self, answers: Mapping[PhotoFile, Outcome]) -> None:
        """Other answers for some of the photos. What is on show stays so, and is arranged anew."""
        for place, (photo, outcome) in enumerate(self.rows):
            if photo in answers:
                self.rows[place] = (photo, answers[photo])
                self.counts.subtract(groups_of(outcome))
                self.counts.update(groups_of(answers[photo]))
                self._keys[place] = self._made_key(place)
        self.counts += Counter()  # without those of which there are none any more
        self._arrange(sorted((*self._first, *self._last)))

    def choose(self, wish: Wish) -> None:
        """Show what is wished for."""
        self.wish, self._words = wish, wish.text.casefold().split()
        self._arrange(list(filter(self._is_wished, range(len(self.rows)))))

    def judge(self, keep_rate: float) -> None:
        """Call “neither” what is less typical than what is kept."""
        self.rows = [
            (photo, judged(each, keep_rate) if isinstance(each, Answer) else each) for photo, each in self.rows
        ]
        self.counts = Counter(group for _, outcome in self.rows for group in groups_of(outcome))
        self._keys = list(map(self._made_key, range(len(self.rows))))
        self.choose(self.wish)

    def _arrange(self, places: Sequence[int]) -> None:
        self._first = sorted((place for place in places if not self._is_last(place)), key=self._key)
        self._last = [place for place in places if self._is_last(place)]

    def _is_wished(self, place: int) -> bool:
        if self.wish.group and self.wish.group not in groups_of(self.rows[place][1]):
            return False
        return all(word in self._names[place] for word in self._words)

    def _is_last(self, place: int) -> bool:
        return self._column is not None and isinstance(self.rows[place][1], NoAnswer)

    @property
    def _key(self) -> Callable[[int], Key]:
        return self._keys.__getitem__

    def _made_key(self, place: int) -> Key:
        """What an answer is sorted by: those of one class by confidence, the surest first; “neither” before them."""
        outcome = self.rows[place][1]
        if self._column == Column.FILE:
            return self._names[place], place
        if self._column is None or isinstance(outcome, NoAnswer):
            return "", place
        if self._column == Column.CLASS:
            return (outcome.label or "").casefold(), -outcome.confidence
        return "", outcome.confidence
