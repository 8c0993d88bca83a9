"""Running an engine generator to its end."""

from collections.abc import Generator
from typing import Any, TypeVar

from tlstudio.foundation.steps import Steps

Result = TypeVar("Result")


def drain(steps: Generator[Any, None, Result]) -> tuple[Result, list[Any]]:
    """What the generator returns, and all that it said meanwhile."""
    going = Steps(steps)
    events = list(going)
    return going.result, events
