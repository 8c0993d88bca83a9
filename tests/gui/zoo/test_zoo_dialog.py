"""The dialog: what can be done with the selected network, by mouse and by keyboard alone."""

import time
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Progress
from tlstudio.gui.zoo import zoo as zoo_module
from tlstudio.gui.zoo.dialog import ZooDialog
from tlstudio.gui.zoo.zoo import Zoo


def said(dialog: ZooDialog, name: str = "zooChoice") -> str:
    return dialog.findChild(QLabel, name).text()


def test_that_the_network_in_use_is_selected_and_can_be_used(dialog: ZooDialog) -> None:
    assert dialog.table.current_line().name == "lite0"
    assert dialog.use_button.isEnabled()
    assert dialog.use_button.isDefault()
    assert not dialog.download_button.isEnabled()
    assert not dialog.import_button.isEnabled()
    assert said(dialog, "zooCount") == "5 networks"


def test_that_an_absent_network_offers_a_download_instead(dialog: ZooDialog) -> None:
    dialog.table.select("resnet18")
    assert (dialog.use_button.isEnabled(), dialog.download_button.isEnabled()) == (False, True)
    assert dialog.import_button.isEnabled()
    assert "download 47 MB, or import" in said(dialog)


def test_that_use_says_which_and_closes(dialog: ZooDialog, qtbot: QtBot) -> None:
    dialog.table.select("resnet50")
    with qtbot.waitSignal(dialog.chosen) as chosen:
        qtbot.mouseClick(dialog.use_button, Qt.MouseButton.LeftButton)
    assert chosen.args == ["resnet50"]
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_that_keys_alone_find_and_use_a_network(dialog: ZooDialog, qtbot: QtBot) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert dialog.filters.search.hasFocus()
    qtbot.keyClicks(dialog.filters.search, "50")
    assert said(dialog, "zooCount") == "1 of 5 networks"
    qtbot.keyClick(dialog.filters.search, Qt.Key.Key_Down)
    assert dialog.table.hasFocus()
    with qtbot.waitSignal(dialog.chosen) as chosen:
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert chosen.args == ["resnet50"]


def test_that_every_part_is_reached_with_tab(dialog: ZooDialog, qtbot: QtBot) -> None:
    dialog.table.select("resnet18")
    dialog.filters.search.setFocus()
    met = set()
    for _ in range(12):
        met.add(dialog.focusWidget().objectName())
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert {"zooSearch", "zooSource", "zooHere", "zooTable", "zooImport", "zooModelFile", "zooDownload"} <= met


def test_that_a_source_can_be_picked(dialog: ZooDialog) -> None:
    box = dialog.findChild(QComboBox, "zooSource")
    assert [box.itemText(place) for place in range(box.count())][:2] == ["All sources", "own models"]
    box.setCurrentText("torchvision")
    assert dialog.table.model().rowCount() == 2


def test_that_the_selection_outlives_sorting(dialog: ZooDialog) -> None:
    dialog.table.select("resnet18")
    for column in range(dialog.table.model().columnCount()):
        dialog.table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
        assert dialog.table.current_line().name == "resnet18"


def fetching(steps: list[Event], error: str = "", result: Path | None = Path("w")) -> object:
    """Stands in for the engine's generator, which needs a server."""

    def fetch(name: str, proxy: str | None, control: Control) -> Generator[Event, None, Path | None]:
        yield from steps
        if error:
            raise StudioError(error)
        while result is None and not control.stopped:
            time.sleep(0.01)  # as slow as a server: without it the window would have nothing else to do than to read
            yield steps[-1]
        return result

    return fetch


def test_that_a_download_shows_how_far_it_is_and_ends_with_use(
    dialog: ZooDialog, zoo: Zoo, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = [Progress("prepare", 0, 1), Progress("download", 23_000_000, 46_000_000, seconds_left=21.0)]
    monkeypatch.setattr(zoo_module, "fetch", fetching(steps, result=None))
    dialog.table.select("resnet18")
    qtbot.mouseClick(dialog.download_button, Qt.MouseButton.LeftButton)
    text = "Downloading resnet18: 23 MB of 46 MB · about 20 s left"
    qtbot.waitUntil(lambda: said(dialog, "fetchText") == text)
    assert not dialog.download_button.isEnabled()
    with qtbot.waitSignal(zoo.stopped):
        qtbot.mouseClick(dialog.bar.cancel_button, Qt.MouseButton.LeftButton)
    assert "the next download goes on from there" in said(dialog)
    monkeypatch.setattr(zoo_module, "fetch", fetching(steps))
    zoo.lines = tuple(replace(line, state="on disk") for line in zoo.lines)
    with qtbot.waitSignal(zoo.arrived):
        qtbot.mouseClick(dialog.download_button, Qt.MouseButton.LeftButton)
    assert said(dialog) == "resnet18 is on this computer: it can be used at once."
    assert (dialog.bar.isHidden(), dialog.use_button.isEnabled()) == (True, True)


def test_that_what_goes_wrong_is_one_sentence_in_the_dialog(
    dialog: ZooDialog, zoo: Zoo, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zoo_module, "fetch", fetching([], "There is no connection."))
    dialog.table.select("resnet18")
    with qtbot.waitSignal(zoo.failed):
        qtbot.mouseClick(dialog.download_button, Qt.MouseButton.LeftButton)
    assert dialog.banner.isVisible()
    assert dialog.banner.text() == "There is no connection."
    assert dialog.download_button.isEnabled()


def test_that_a_download_goes_on_while_the_dialog_is_closed(
    dialog: ZooDialog, zoo: Zoo, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zoo_module, "fetch", fetching([Progress("download", 1, 2)], result=None))
    dialog.table.select("resnet18")
    dialog.download_button.click()
    dialog.reject()
    again = ZooDialog(zoo, "lite0")
    qtbot.addWidget(again)
    assert not again.bar.isHidden()
    with qtbot.waitSignal(zoo.stopped):
        again.bar.cancel_button.click()
    assert again.bar.isHidden()


def test_that_a_wrong_file_of_weights_is_refused_in_words(
    dialog: ZooDialog, zoo: Zoo, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "page.pth").write_text("<html>")
    dialog.table.select("resnet18")
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    files = dialog.findChild(QFileDialog)
    with qtbot.waitSignal(zoo.failed, timeout=60_000):
        files.fileSelected.emit(str(tmp_path / "page.pth"))
    assert "page.pth cannot be imported" in dialog.banner.text()


def test_that_a_model_file_from_anywhere_can_be_the_start(dialog: ZooDialog, tmp_path: Path, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.findChild(QPushButton, "zooModelFile"), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.findChild(QFileDialog).fileSelected.emit(str(tmp_path / "Bees.tlmodel"))
    assert chosen.args == [str(tmp_path / "Bees.tlmodel")]
