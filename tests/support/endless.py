"""Runs of a tiny, fast network in a training panel, that would take for ever."""

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from tlstudio.foundation.events import EpochEnded, Event
from tlstudio.gui.training.panel import TrainingPanel
from tlstudio.training.recipe import Input, Recipe

Kind = TypeVar("Kind", bound=Event)
_SMALL = Recipe(strategy="top", cut="blocks.2", input=Input(size=64), batch_size=4, epochs=100_000, device="cpu")
_LONG = 180_000


class Endless:
    """The panel, and what the last run in it has `said`."""

    def __init__(self, panel: TrainingPanel, photos: str, qtbot: QtBot) -> None:
        self.panel = panel
        self.said: list[Event] = []
        self._photos = photos
        self._qtbot = qtbot
        panel.events_came.connect(self.said.extend)

    def recipe(self, **settings: Any) -> Recipe:
        """A run for ever, and what is different this time."""
        return replace(_SMALL, photos=self._photos, **settings)

    def begin(self, **settings: Any) -> None:
        """Start one, and wait for its first epoch."""
        self.said.clear()
        self.panel.run(self.recipe(**settings))
        self.wait_for(EpochEnded)

    def wait_for(self, kind: type[Kind], count: int = 1) -> Kind:
        """Wait until it has said so many more of that kind; the last one of them."""
        there = sum(isinstance(event, kind) for event in self.said)
        self.wait_until(lambda: sum(isinstance(event, kind) for event in self.said) >= there + count)
        return next(event for event in reversed(self.said) if isinstance(event, kind))

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Wait, as long as a slow computer takes."""
        self._qtbot.waitUntil(condition, timeout=_LONG)
