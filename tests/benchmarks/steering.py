"""How soon a run does what a person asks of it, through the window: from the click to the run's own word on the screen.

    xvfb-run -a python tests/benchmarks/steering.py [PHOTOS] [--times N]

A run with the strategy “top” is paused, let go on and changed, each so many times at any moment of its epochs, and at
last stopped; a stopped run is followed by another one, a third as many times.
"""

import argparse
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from common import Table, median, own_home, sample_photos
from stage import child, wait_until

from tlstudio.foundation.events import Changed, EpochEnded, Event, Finished, Paused, Progress, Resumed

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit

    from tlstudio.gui.training.panel import TrainingPanel

_BATCH = 32
_WORD = 50  # the window takes in what a run says so often, in ms


class Benchmark:
    """A window with photos open, and what its runs say."""

    def __init__(self, photos: Path) -> None:
        from tlstudio.gui.app import create_application, create_window

        self._application = create_application(["steering"])
        self._window = create_window()
        self._training = cast("TrainingPanel", child(self._window, "trainingPanel"))
        self._training.events_came.connect(self._on_events)
        self._heard: list[Event] = []
        self._batches: list[float] = []
        self._window.show()
        self._window.open_photos(photos)

    def run(self, times: int) -> None:
        """Steer, and print the table."""
        waits: dict[str, list[float]] = {"pause": [], "go on": [], "change": [], "stop": []}
        wait_until(self._button("trainButton").isEnabled, "opening")
        self._begin()
        for _ in range(times):
            waits["pause"].append(self._seconds_to(Paused, self._button("pauseButton").click))
            waits["go on"].append(self._seconds_to(Resumed, self._button("pauseButton").click))
            waits["change"].append(self._seconds_to(Changed, self._change()))
        for number in range(max(1, times // 3)):
            if number:
                self._begin()
            waits["stop"].append(self._seconds_to(Finished, self._button("stopButton").click))
            wait_until(self._button("trainButton").isEnabled, "the end")
        self._print(waits)
        self._window.close()
        self._application.processEvents()

    def _begin(self) -> None:
        """Train for a very long time, once the first epoch is complete."""
        box = cast("QComboBox", child(self._window, "strategyBox"))
        if box.currentData() != "top":
            box.setCurrentIndex(box.findData("top"))
            box.activated.emit(box.currentIndex())
        cast("QLineEdit", child(self._window, "epochsEdit")).setText("100000")
        cast("QLineEdit", child(self._window, "batch_sizeEdit")).setText(str(_BATCH))
        wait_until(self._button("trainButton").isEnabled, "the network")
        self._heard.clear()
        self._button("trainButton").click()
        wait_until(lambda: any(isinstance(event, EpochEnded) for event in self._heard), "the first epoch")

    def _seconds_to(self, kind: type[Event], act: Callable[[], Any]) -> float:
        """From the click, at a random moment, to the word that it was done."""
        pause = random.uniform(0.1, 1.5)
        resting = time.perf_counter() + pause
        wait_until(lambda: time.perf_counter() >= resting, "a moment")
        self._heard.clear()
        clicked = time.perf_counter()
        act()
        wait_until(lambda: any(isinstance(event, kind) for event in self._heard), kind.__name__, every=1)
        return time.perf_counter() - clicked

    def _change(self) -> Callable[[], Any]:
        """Fill in another rate; what is returned applies it."""
        from tlstudio.gui.training.change_dialog import ChangeDialog

        self._button("changeButton").click()
        (dialog,) = self._training.findChildren(ChangeDialog)
        factor = random.choice(("halveRate", "doubleRate"))
        cast("QAbstractButton", child(dialog, factor)).click()
        return dialog.apply.click

    def _print(self, waits: dict[str, list[float]]) -> None:
        table = Table("ms")
        batch = 1000 * median(self._batches)
        table.row(f"one batch of {_BATCH} photos, as an epoch has them on average", batch)
        for what, seconds in waits.items():
            table.row(f"{what}: median of {len(seconds)}", 1000 * median(seconds), batch + _WORD)
            table.row(f"{what}: worst", 1000 * max(seconds))

    def _on_events(self, events: list[Event]) -> None:
        self._heard += events
        speeds = [event.photos_per_second for event in events if isinstance(event, Progress)]
        self._batches += [_BATCH / speed for speed in speeds if speed]

    def _button(self, name: str) -> "QAbstractButton":
        return cast("QAbstractButton", child(self._window, name))


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path, nargs="?", help="a folder to train on (the digits sample)")
    parser.add_argument("--times", type=int, default=12, help="how often each")
    options = parser.parse_args()
    home = own_home()
    Benchmark(options.photos.resolve() if options.photos else sample_photos(home)).run(options.times)


if __name__ == "__main__":
    main()
