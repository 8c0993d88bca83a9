"""Running an engine generator to its end."""

from collections.abc import Generator
from typing import Any, TypeVar

Result = TypeVar("Result")


def drain(steps: Generator[Any, None, Result]) -> tuple[Result, list[Any]]:
    """What the generator returns, and all that it said meanwhile."""
    events = []
    while True:
        try:
            events.append(next(steps))
        except StopIteration as end:
            return end.value, events
