"""Two runs of a project on drawn photos: one that calls all of them green, and one that tells them apart."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import tlstudio
from tlstudio.foundation.events import Finished
from tlstudio.gui.compare.jobs import Pair, pair_of
from tlstudio.gui.compare.window import ComparisonWindow
from tlstudio.gui.state import AppState
from tlstudio.project.edits import MoveToPart
from tlstudio.project.project import Project
from tlstudio.training.recipe import Input, Recipe


@pytest.fixture(scope="session")
def models(colours: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A model for which red is what is blue, and all else is green; and one that tells red from green."""
    folder = tmp_path_factory.mktemp("compared")
    (folder / "mixed" / "red").mkdir(parents=True)
    shutil.copytree(colours / "green", folder / "mixed" / "green")
    shutil.copytree(colours / "red", folder / "mixed" / "green", dirs_exist_ok=True)
    for number in range(12):
        blue = np.random.default_rng([2, number]).integers(0, 60, (48, 48, 3)) + np.array([0, 0, 150])
        Image.fromarray(blue.astype(np.uint8)).save(folder / "mixed" / "red" / f"{number}.png")
    outs = (folder / "mistaken.tlmodel", folder / "knows.tlmodel")
    for photos, out in zip((folder / "mixed", colours), outs, strict=True):
        recipe = Recipe(photos=str(photos), out=str(out), input=Input(size=64), epochs=10, device="cpu")
        for _event in tlstudio.run(recipe):
            pass
    return outs


@pytest.fixture
def compared_project(project: Project, models: tuple[Path, Path]) -> Project:
    """A project that remembers one run for each model; twelve of its photos are for validation."""
    samples = project.dataset().samples
    aside = [*[each.path for each in samples if each.label == "green"][:6]]
    aside += [each.path for each in samples if each.label == "red"][:6]
    project.apply(MoveToPart(tuple(each.path for each in samples), "train"))
    project.apply(MoveToPart(tuple(aside), "validation"))
    for number, model in enumerate(models, 1):
        assert project.begin_run(Recipe(epochs=number)) == number
        project.record(number, Finished("completed", 1, 0.5, (0.1, 0.9), 1.0, str(model), True))
    return project


@pytest.fixture
def pair(compared_project: Project) -> Pair:
    found = pair_of(compared_project.runs())
    assert found is not None
    return found


@pytest.fixture
def open_window(
    state: AppState, compared_project: Project, pair: Pair, qtbot: QtBot
) -> Iterator[Callable[..., ComparisonWindow]]:
    """Opens the window in which the two are compared."""
    beside = QWidget()
    qtbot.addWidget(beside)
    state.project = compared_project
    state.dataset = compared_project.dataset()

    def open_one(runs: Pair = pair) -> ComparisonWindow:
        assert state.dataset is not None
        shown = ComparisonWindow(state, runs, state.dataset, compared_project, beside)
        QAbstractItemModelTester(shown.groups.photos, shown.groups.photos)
        shown.show()
        return shown

    yield open_one
    state.project = None
    qtbot.waitUntil(lambda: state.editor.closing is None or state.editor.closing.isFinished(), timeout=20_000)
