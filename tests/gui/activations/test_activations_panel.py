"""What a layer sees: it says what is missing, and the picture that came last is the one that is looked at."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QSlider
from pytestqt.qtbot import QtBot

from tlstudio.backbone.tree import LayerTree, Row
from tlstudio.gui.activations.looking import Question
from tlstudio.gui.activations.panel import ActivationsPanel
from tlstudio.gui.latest import Latest
from tlstudio.gui.state import AppState

TREE = LayerTree("hand-made", (Row("stem", "", "Conv2d", 0, 864, (16, 14, 14), 0, True),), (), 16)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Question | None]:
    """What the panel asks for; nothing is looked into."""
    questions: list[Question | None] = []
    monkeypatch.setattr(Latest, "ask", lambda _looking, question: questions.append(question))
    return questions


@pytest.fixture
def panel(qtbot: QtBot, state: AppState, asked: list[Question | None]) -> ActivationsPanel:
    """The panel on screen, with nothing chosen."""
    state.tree = TREE
    shown = ActivationsPanel(state)
    qtbot.addWidget(shown)
    with qtbot.waitExposed(shown):
        shown.show()
    return shown


def test_that_it_says_what_is_still_to_be_chosen(panel: ActivationsPanel, tmp_path: Path) -> None:
    assert "a photo on the left and a row" in panel.hint.text()
    panel.show_layer("stem")
    assert panel.hint.text().startswith("Choose a photo on the left, or drop a picture")
    panel.show_layer("")
    panel.show_selected(tmp_path / "ant.jpg")
    assert panel.hint.text().startswith("Choose a row of the layer tree")


def test_that_nothing_offers_to_resize_maps_while_there_are_none(panel: ActivationsPanel) -> None:
    assert panel.findChild(QSlider).isHidden()


def test_that_the_picture_that_came_last_is_looked_at(
    panel: ActivationsPanel, asked: list[Question | None], tmp_path: Path
) -> None:
    ant, bee = tmp_path / "ant.jpg", tmp_path / "bee.jpg"
    panel.show_layer("stem")
    panel.show_selected(ant)
    panel.show_dropped(bee)
    panel.show_selected(ant)
    panel.show_selected(None)
    looked_at = [question.source for question in asked if question]
    assert looked_at == [ant, bee, ant, bee]
