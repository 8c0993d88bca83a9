"""A project with twelve photos for validation, two of them with a wrong label, and a model that knows better."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tlstudio.dataset.sample import Sample
from tlstudio.evaluation.outcomes import Evaluation, Outcome
from tlstudio.gui.evaluation.window import EvaluationWindow
from tlstudio.gui.state import AppState
from tlstudio.project.edits import MoveToPart, Relabel
from tlstudio.project.project import Project


@pytest.fixture
def judged_project(project: Project) -> Project:
    samples = project.dataset().samples
    red, green = ([each.path for each in samples if each.label == label] for label in ("red", "green"))
    project.apply(MoveToPart(tuple(each.path for each in samples), "train"))
    project.apply(MoveToPart((*red[:6], *green[:6]), "validation"))
    project.apply(Relabel(tuple(red[:2]), "green"))
    return project


@pytest.fixture
def known_model(model: Path, tmp_path: Path) -> Path:
    """A copy in a place of its own."""
    return Path(shutil.copy(model, tmp_path / "known.tlmodel"))


@pytest.fixture
def open_window(
    state: AppState, judged_project: Project, known_model: Path, qtbot: QtBot
) -> Iterator[Callable[[], EvaluationWindow]]:
    """Opens the window in which the model is judged."""
    beside = QWidget()
    qtbot.addWidget(beside)
    state.project = judged_project
    state.dataset = judged_project.dataset()
    state.photos = (str(state.dataset.root),)
    state.model_path = known_model

    def open_one() -> EvaluationWindow:
        shown = EvaluationWindow(state, known_model, "", beside)
        QAbstractItemModelTester(shown.parts.photos.photos, shown.parts.photos.photos)
        QAbstractItemModelTester(shown.parts.pages.counts, shown.parts.pages.counts)
        shown.show()
        return shown

    yield open_one
    state.project = None
    qtbot.waitUntil(lambda: state.editor.closing is None or state.editor.closing.isFinished(), timeout=20_000)


@pytest.fixture
def said() -> Evaluation:
    """Ten answers: 4 cats and 3 dogs are right, 2 cats are called dogs, surely, and a dog is called a cat, unsurely."""
    answers = [
        *[("cat", "cat", 0.95)] * 4,
        *[("dog", "dog", 0.9)] * 3,
        *[("cat", "dog", 0.99)] * 2,
        ("dog", "cat", 0.55),
    ]
    outcomes = (
        Outcome(Sample(Path(f"{number}.png"), label, "test", str(number)), called, confidence, label)
        for number, (label, called, confidence) in enumerate(answers)
    )
    return Evaluation(tuple(outcomes), ("cat", "dog"))
