"""Someone opens a folder of photos, trains, and asks what a picture is: told in the window and in the terminal.

Both must come to the same model, to the last bit of its weights.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tlstudio.cli.main import run_command_line
from tlstudio.gui.window import MainWindow
from tlstudio.modelfile.container import read_model

MINUTE = 60_000


@pytest.fixture
def photos(draw_photos: Callable[..., Path]) -> Path:
    return draw_photos(("ants", "bees", "wasps"), 12)


def test_that_window_and_terminal_come_to_the_same_model(
    photos: Path, window: MainWindow, qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = train_in_window(photos, window, qtbot)
    by_window, weights = read_model(kept)

    out = tmp_path / "terminal.tlmodel"
    assert run_command_line(["train", str(photos), "--out", str(out), "--json"]) == 0
    finished = json.loads(capsys.readouterr().out.splitlines()[-1])
    by_terminal, same_weights = read_model(out)

    assert by_window.scores == by_terminal.scores
    assert finished["validation_accuracy"] == by_window.scores.validation_accuracy
    assert by_window.recipe["photos"].endswith(".tlproject"), "which keeps the labels that the window shows"
    apart = {"out": None, "photos": None}
    assert by_window.recipe | apart == by_terminal.recipe | apart
    assert all(torch.equal(weights[name], same_weights[name]) for name in weights)

    assert ask_window(photos / "bees" / "bees003.jpg", window, qtbot) == "bees"
    assert run_command_line(["predict", str(kept), str(photos / "bees" / "bees003.jpg"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["label"] == "bees"


def test_that_a_model_opens_in_a_window_that_has_never_seen_the_photos(
    photos: Path, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    out = tmp_path / "carried.tlmodel"
    assert run_command_line(["train", str(photos), "--out", str(out), "--epochs", "5"]) == 0
    stranger = tmp_path / "from elsewhere.jpg"
    shutil.copy(photos / "wasps" / "wasps001.jpg", stranger)
    shutil.rmtree(photos)
    window.open_model(out)
    qtbot.waitUntil(lambda: window.state.predictor is not None, timeout=MINUTE)
    assert ask_window(stranger, window, qtbot) == "wasps"


def train_in_window(photos: Path, window: MainWindow, qtbot: QtBot) -> Path:
    window.open_photos(photos)
    button = window.training.controls.train_button
    qtbot.waitUntil(button.isEnabled, timeout=MINUTE)
    with qtbot.waitSignal(window.training.model_saved, timeout=MINUTE) as saved:
        button.click()
    return Path(saved.args[0])


def ask_window(picture: Path, window: MainWindow, qtbot: QtBot) -> str:
    qtbot.waitUntil(lambda: window.state.predictor is not None, timeout=MINUTE)
    answer = window.findChild(QLabel, "predictionAnswer")
    window.prediction.show_photos([picture])
    qtbot.waitUntil(lambda: answer.text() in ("ants", "bees", "wasps"), timeout=MINUTE)
    return str(answer.text())
