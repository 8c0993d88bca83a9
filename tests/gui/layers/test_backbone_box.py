"""The list of networks: what can be used at once, one's own models, and the way to all others."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tlstudio.gui.layers.backbone_box import MORE, BackboneBox
from tlstudio.gui.zoo.line import Line


@pytest.fixture
def box(application: QApplication, qtbot: QtBot) -> BackboneBox:
    shown = BackboneBox()
    qtbot.addWidget(shown)
    shown.show_name("lite0")
    lines = [
        Line("far", "far", "timm", "", 5_000, 20_000, None, 224, "MIT", "download"),
        Line("resnet50", "resnet50", "torchvision", "", 25_600_000, 102_000_000, 0.8, 224, "MIT", "on disk"),
        Line("lite0", "lite0", "the studio", "", 4_700_000, 19_000_000, None, 224, "MIT", "embedded"),
        Line("/m/Bees.tlmodel", "Bees", "own models", "", None, 18_000_000, None, None, "", "own model"),
    ]
    shown.show_lines(lines, "lite0")
    return shown


def texts(box: BackboneBox) -> list[str]:
    return [text for place in range(box.count()) if (text := box.itemText(place))]


def pick(box: BackboneBox, text: str) -> None:
    place = next(place for place in range(box.count()) if box.itemText(place).startswith(text))
    box.setCurrentIndex(place)
    box.activated.emit(place)


def test_that_only_what_is_here_is_listed_then_own_models_then_the_way_to_more(box: BackboneBox) -> None:
    assert texts(box) == [
        "lite0 · 4.7 M weights · embedded",
        "resnet50 · 25.6 M weights · on disk",
        "Bees · 18 MB · own model",
        MORE,
    ]
    assert box.currentText().startswith("lite0")


def test_that_an_own_model_is_chosen_by_its_path(box: BackboneBox, qtbot: QtBot) -> None:
    with qtbot.waitSignal(box.chosen) as chosen:
        pick(box, "Bees")
    assert chosen.args == ["/m/Bees.tlmodel"]


def test_that_the_last_entry_asks_for_more_and_chooses_nothing(box: BackboneBox, qtbot: QtBot) -> None:
    with qtbot.waitSignal(box.more_requested), qtbot.assertNotEmitted(box.chosen):
        pick(box, MORE)
    assert box.currentText().startswith("lite0")


def test_that_a_network_from_elsewhere_is_shown_by_its_name(box: BackboneBox) -> None:
    box.show_name("/elsewhere/Wasps.tlmodel")
    assert box.currentText() == "Wasps"
