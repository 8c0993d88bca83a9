"""Someone finds ten photos in the wrong folder, moves them, and trains again: told in the window and in the terminal.

What a photo looks like has not changed, so none is decoded for it, and none runs through the network.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
import torch
from pytestqt.qtbot import QtBot

from tlstudio.cli.main import run_command_line
from tlstudio.features.activations import Activations
from tlstudio.gui.window import MainWindow
from tlstudio.modelfile.container import read_model
from tlstudio.photos.pool import PhotoPool, Priority

MINUTE = 60_000
PHOTOS = 40


@pytest.fixture
def photos(draw_photos: Callable[..., Path]) -> Path:
    return draw_photos(("ants", "bees"), PHOTOS // 2)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts photos decoded for training, and photos that run through the frozen part of a network."""
    counts: Counter[str] = Counter()
    submit, compute = PhotoPool.submit, Activations.compute

    def counting_submit(pool: PhotoPool, source: Any, request: Any, priority: Priority, *rest: Any) -> Any:
        counts["decoded"] += priority is Priority.TRAINING
        return submit(pool, source, request, priority, *rest)

    def counting_compute(activations: Activations, inputs: torch.Tensor, through: Any) -> torch.Tensor:
        counts["run"] += len(inputs)
        return compute(activations, inputs, through)

    monkeypatch.setattr(PhotoPool, "submit", counting_submit)
    monkeypatch.setattr(Activations, "compute", counting_compute)
    return counts


def test_that_the_terminal_trains_relabelled_photos_without_decoding_or_running_any(
    photos: Path, work: Counter[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = tmp_path / "before.tlmodel", tmp_path / "after.tlmodel"
    assert run_command_line(["train", str(photos), "--out", str(before)]) == 0
    assert work["decoded"] >= PHOTOS
    assert work["run"] == PHOTOS

    relabel_ten(photos)
    work.clear()
    capsys.readouterr()
    assert run_command_line(["train", str(photos), "--out", str(after), "--json"]) == 0
    assert work.total() == 0
    events = [msgspec.json.decode(line) for line in capsys.readouterr().out.splitlines()]
    features = [event for event in events if event.get("stage") == "features"]
    assert features
    assert all(event["from_cache"] == event["done"] == event["total"] == PHOTOS for event in features)
    assert not same_weights(before, after)


def test_that_the_window_trains_relabelled_photos_without_decoding_or_running_any(
    photos: Path, window: MainWindow, qtbot: QtBot, work: Counter[str], tmp_path: Path
) -> None:
    before = train_in_window(photos, window, qtbot)
    assert work["run"] == PHOTOS

    window.idle.stop()  # measuring how fast this machine reads photos is no part of training
    relabel_ten(photos)
    work.clear()
    after = train_in_window(photos, window, qtbot)
    assert work.total() == 0
    assert not same_weights(before, after)

    told_again = tmp_path / "terminal.tlmodel"
    assert run_command_line(["train", str(photos), "--out", str(told_again)]) == 0
    assert work.total() == 0
    assert same_weights(after, told_again)


def relabel_ten(photos: Path) -> None:
    """Five photos of each class were in the wrong folder."""
    moved = [file for label in ("ants", "bees") for file in sorted((photos / label).iterdir())[:5]]
    for file in moved:
        file.rename(photos / ("bees" if file.parent.name == "ants" else "ants") / file.name)


def same_weights(one: Path, other: Path) -> bool:
    (_, first), (_, second) = read_model(one), read_model(other)
    return all(torch.equal(first[name], second[name]) for name in first)


def train_in_window(photos: Path, window: MainWindow, qtbot: QtBot) -> Path:
    with qtbot.waitSignal(window.state.dataset_changed, timeout=MINUTE, check_params_cb=bool):
        window.open_photos(photos)
    button = window.training.controls.train_button
    qtbot.waitUntil(button.isEnabled, timeout=MINUTE)
    with qtbot.waitSignal(window.training.model_saved, timeout=MINUTE) as saved:
        button.click()
    return Path(saved.args[0])
