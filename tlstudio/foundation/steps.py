"""Long work as a for loop: what it says on the way, and its result behind the loop."""

from collections.abc import Generator, Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Steps(Generic[Item, Result]):
    """The items of a generator, once; `result` is what it returned, there when the loop has gone to its end."""

    result: Result

    def __init__(self, steps: Generator[Item, None, Result]) -> None:
        self._steps = steps

    def __iter__(self) -> Iterator[Item]:
        self.result = yield from self._steps
