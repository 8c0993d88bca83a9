"""Export Model in the window: it can be stopped, and what cannot be is said, with another try at hand."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from tlstudio.gui.sharing.export_dialog import ExportDialog
from tlstudio.gui.window import MainWindow

LONG = 30_000


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "there" / "colours.onnx"


@pytest.fixture
def dialog(application: QApplication, model: Path, target: Path, qtbot: QtBot) -> ExportDialog:
    dialog = ExportDialog(model, target)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_that_a_stopped_export_says_so_and_can_be_tried_again(dialog: ExportDialog, target: Path, qtbot: QtBot) -> None:
    target.parent.mkdir()
    dialog.start()
    assert "Exporting to colours.onnx" in dialog.said.text()
    assert dialog.cancel.text() == "Stop"
    assert dialog.again.isHidden()
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.is_copying(), timeout=LONG)
    assert dialog.said.text() == "Stopped. Nothing was written."
    assert list(target.parent.iterdir()) == []
    assert dialog.again.isVisible()
    assert dialog.show_folder.isHidden()


def test_that_a_folder_that_is_gone_is_said_and_is_there_at_the_next_try(
    dialog: ExportDialog, target: Path, qtbot: QtBot
) -> None:
    dialog.start()
    qtbot.waitUntil(lambda: not dialog.is_copying(), timeout=LONG)
    assert "does not exist. Make it, or save somewhere else." in dialog.said.text()
    target.parent.mkdir()
    qtbot.mouseClick(dialog.again, Qt.MouseButton.LeftButton)
    assert dialog.is_copying()
    dialog.close()
    qtbot.waitUntil(lambda: not dialog.is_copying(), timeout=LONG)
    assert list(target.parent.iterdir()) == []


def test_that_the_menu_asks_for_a_place_and_proposes_the_models_name(
    window: MainWindow, model: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.state.predictor_changed, timeout=LONG):
        window.open_model(model)
    window.menu_actions["export_model"].trigger()
    asked = window.findChild(QFileDialog, "exportDialog")
    assert asked.selectedFiles()[0].endswith("colours.onnx")
    asked.reject()
