"""What a run says, kept in the project it belongs to."""

import contextlib
import time
from collections.abc import Generator

from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import EpochEnded, Event, Failed, Started, Warned
from tlstudio.project.project import Project
from tlstudio.project.runs import is_kept
from tlstudio.training.recipe import Recipe

_TOGETHER_SECONDS = 0.5  # to be on the disk for certain takes some hundredths of a second, longer than short epochs
_UNEXPECTED = "Something unexpected went wrong in the studio itself."


def logged(
    steps: Generator[Event, None, None], project: Project, recipe: Recipe, resumed: bool = False
) -> Generator[Event, None, None]:
    """The run's events as they are; from its start on, the project keeps what it says of its epochs and its end, and
    of its failure also when that came before.

    Epochs that follow each other within half a second are written together. A run that was `resumed` goes on where it
    was noted before.

    A project that can no longer be written to ends no run: that is said once, as a Warned.
    """
    number, keeping = None, not project.read_only
    held: list[Event] = []
    written = 0.0
    try:
        for event in steps:
            if keeping:
                try:
                    if isinstance(event, Started):
                        number = project.interrupted_run(event.model) if resumed else None
                        number = number or project.begin_run(recipe)
                    held += [event] if is_kept(event) else []
                    may_wait = isinstance(event, EpochEnded) or not is_kept(event)
                    soon = time.monotonic() - written < _TOGETHER_SECONDS
                    if number is not None and held and not (may_wait and soon):
                        project.record(number, *held)
                        held, written = [], time.monotonic()
                except StudioError as error:
                    keeping = False
                    yield Warned(f"This run goes on, but the project no longer notes it. {error}")
            yield event
    except Exception as error:
        if keeping:
            sentence = str(error) if isinstance(error, StudioError) else _UNEXPECTED
            with contextlib.suppress(StudioError):  # the run's own error is the one to hear of
                project.record(number or project.begin_run(recipe), *held, Failed(sentence))
        raise
