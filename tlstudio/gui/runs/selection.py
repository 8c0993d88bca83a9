"""What is said below the list about the lines that are selected."""

from collections.abc import Sequence

from tlstudio.foundation.names import printable
from tlstudio.gui.compare.wording import difference_text
from tlstudio.gui.runs.rows import Line

_HINT = "Double click a run, or press Enter, to try its model. Select two to see what differs between them."


def selection_text(selected: Sequence[Line], lines: Sequence[Line]) -> str:
    """What differs between two selected lines, or between one and the run before it, and why a run failed."""
    failures = [
        f"{_big(line)} failed: {printable(line.run.failure, 1000)}"
        for line in selected
        if line.run and line.run.failure is not None
    ]
    return "\n".join([*failures, _comparison(selected, lines)])


def _comparison(selected: Sequence[Line], lines: Sequence[Line]) -> str:
    if len(selected) == 2:
        before, after = sorted(selected, key=_age)
        return _difference(before, after)
    if len(selected) == 1:
        older = [line for line in lines if _age(line) < _age(selected[0])]
        return _difference(max(older, key=_age), selected[0]) if older else _HINT
    return f"The curves of these {len(selected):,} lie over each other in Training." if selected else _HINT


def _difference(before: Line, after: Line) -> str:
    return difference_text(before.trial, after.trial, (before.name, after.name))


def _age(line: Line) -> tuple[bool, int]:
    """What waits comes after all runs."""
    return (line.run is None, line.run.number if line.run else line.place or 0)


def _big(line: Line) -> str:
    return line.name[:1].upper() + line.name[1:]
