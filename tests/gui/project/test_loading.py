"""A recipe out of a file: the window is set as it says, and the next training does the same again."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from choosing import MUCH
from draining import drain
from pytestqt.qtbot import QtBot

from tlstudio.gui.project.loading import read_recipe_for_window
from tlstudio.gui.window import MainWindow
from tlstudio.pipeline import run
from tlstudio.training.recipe import Input, Recipe

MINUTE = 60_000


@pytest.fixture
def loaded(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window with the layers of its network."""
    with qtbot.waitSignal(window.layers.loaded, timeout=MINUTE):
        window.layers.load()
    return window


def test_that_a_recipe_is_loaded_and_its_layers_can_be_undone(loaded: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "much.json"
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(MUCH, optimiser="adamw")))
    loaded.files.recipe_chosen.emit(path)
    qtbot.waitUntil(lambda: loaded.training.recipe() == MUCH, timeout=MINUTE)
    assert "sets optimiser, for which this window has no field" in loaded.notice.banner.text()
    assert loaded.state.undo_stack.undoText() == "Load recipe"
    loaded.state.undo_stack.undo()
    assert (loaded.state.strategy, loaded.state.head.cut) == ("features", None)


def test_that_a_recipe_of_another_network_waits_for_its_layers(
    loaded: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    wanted = Recipe(backbone="resnet18", strategy="top", cut="layer2", rates={"layer1": 0.5}, rate_preset="stages")
    (tmp_path / "other.json").write_bytes(msgspec.json.encode(wanted))
    loaded.commands.load_recipe(tmp_path / "other.json")
    qtbot.waitUntil(lambda: loaded.state.backbone == "resnet18" and loaded.state.head.cut is not None, timeout=MINUTE)
    assert loaded.training.recipe() == wanted


def test_that_what_is_no_recipe_is_said(loaded: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "no.json").write_text('{"epochs": "many"}')
    before = loaded.training.recipe()
    loaded.commands.load_recipe(tmp_path / "no.json")
    qtbot.waitUntil(lambda: "no.json cannot be used" in loaded.notice.banner.text(), timeout=MINUTE)
    assert loaded.training.recipe() == before


def test_that_the_recipe_of_a_model_is_read_without_what_would_be_chosen_again(
    draw_photos: Callable[..., Path], tmp_path: Path
) -> None:
    model = tmp_path / "small.tlmodel"
    asked = Recipe(photos=str(draw_photos()), out=str(model), input=Input(size=64))
    drain(run(asked))
    found, _ = drain(read_recipe_for_window(model))
    assert "sets input, for which" in found.note
    assert (found.recipe.optimiser, found.recipe.batch_size, found.recipe.learning_rate) == (None, None, None)
    assert (found.recipe.epochs, found.recipe.rate_preset, found.recipe.augmentation) == (40, None, None)
