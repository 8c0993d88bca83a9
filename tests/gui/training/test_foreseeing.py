"""What the blank fields say follows what is open and ticked."""

from collections.abc import Callable
from pathlib import Path

import pytest
from draining import drain
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tlstudio.backbone.freezing import freeze_map
from tlstudio.backbone.tree import Cut, LayerTree, Row
from tlstudio.dataset.scan import scan
from tlstudio.foundation.control import Control
from tlstudio.gui.state import AppState
from tlstudio.gui.training.panel import TrainingPanel

STEM = Row("stem", "", "Conv2d", 0, 10, (4, 4, 4), 0, stateful=True)
HEAD = Row("head", "", "Linear", 1, 8, (2,), 0, stateful=True)
TREE = LayerTree("hand-made", (STEM, HEAD), (Cut("stem", "stem", frozenset({"stem"}), (4,)),), 3)


@pytest.fixture
def panel(qtbot: QtBot, state: AppState, draw_photos: Callable[..., Path]) -> TrainingPanel:
    shown = TrainingPanel(state)
    qtbot.addWidget(shown)
    state.dataset, _ = drain(scan(draw_photos(), Control()))
    return shown


def said(panel: TrainingPanel, key: str) -> str:
    return panel.form.findChild(QLineEdit, f"{key}Edit").placeholderText()


def test_that_ticks_and_numbers_change_what_the_blank_fields_say(panel: TrainingPanel, state: AppState) -> None:
    assert said(panel, "epochs") == "chosen by the studio"
    state.tree = TREE
    state.frozen = freeze_map(TREE, "features")
    assert said(panel, "epochs") == "40, chosen by the studio"
    assert said(panel, "learning_rate") == "not needed (L-BFGS)"
    assert not panel.form.optimiser_note.isHidden()
    panel.form.findChild(QLineEdit, "averagingEdit").setText("0.9")
    assert said(panel, "learning_rate") == "0.001, chosen by the studio"
    assert said(panel, "epochs") == "100, chosen by the studio"
    assert panel.form.optimiser_note.isHidden()
    state.frozen = ()
    assert said(panel, "epochs") == "10, chosen by the studio"
    assert said(panel, "early_stopping") == "5, chosen by the studio"


def test_that_nothing_is_foretold_of_what_cannot_run(panel: TrainingPanel, state: AppState) -> None:
    state.tree = TREE
    state.frozen = freeze_map(TREE, "features")
    panel.form.findChild(QLineEdit, "viewsEdit").setText("2")
    assert said(panel, "epochs") == "100, chosen by the studio"
    panel.form.augmentation.box.choose("none")
    assert said(panel, "epochs") == "40, chosen by the studio"
