"""Sort into Folders, by its dialog: what is chosen there is what lies on the disk, or a sentence says why not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from tlstudio.gui.prediction.panel import PredictionPanel
from tlstudio.gui.prediction.sort_dialog import SortDialog
from tlstudio.gui.window import MainWindow
from tlstudio.prediction import sorting
from tlstudio.prediction.answer import Answer


@pytest.fixture
def filled(panel: PredictionPanel, draw_photos: Callable[..., Path]) -> PredictionPanel:
    """Ten red and ten green pictures, the first red one unsure."""
    folder = draw_photos()
    panel.out.dropped = (folder,)
    panel.many.start(20)
    panel.many.add(
        [
            (path, Answer(str(path), path.parent.name, 0.55 if path.name == "red000.jpg" else 0.9, ()))
            for path in sorted(folder.rglob("*.jpg"))
        ]
    )
    panel.many.show()
    panel.many.finish()
    return panel


@pytest.fixture
def dialog(filled: PredictionPanel, tmp_path: Path) -> SortDialog:
    return _opened(filled, tmp_path / "to")


def _opened(panel: PredictionPanel, place: Path) -> SortDialog:
    panel.many.bar.sort_button.click()
    dialog: SortDialog = panel.findChild(SortDialog)
    dialog.set_place(place)
    return dialog


def _sort(dialog: SortDialog, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.sort, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog._worker is None, timeout=20_000)


def _counts(folder: Path) -> dict[str, int]:
    return {each.name: len(list(each.iterdir())) for each in sorted(folder.iterdir())}


def test_that_the_pictures_lie_in_the_folders_of_their_classes(
    dialog: SortDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    _sort(dialog, qtbot)
    assert _counts(tmp_path / "to") == {"green": 10, "red": 10}
    assert dialog.said.text() == f"20 pictures were copied into {tmp_path / 'to'}: green 10, red 10."
    assert not dialog.show_folder.isHidden()
    assert len(list((tmp_path / "photos").rglob("*.jpg"))) == 20


def test_that_only_those_shown_and_the_unsure_apart_are_sorted_when_chosen(
    filled: PredictionPanel, tmp_path: Path, qtbot: QtBot
) -> None:
    filled.many.bar.groups.setCurrentIndex(2)
    dialog = _opened(filled, tmp_path / "to")
    assert dialog.shown.isChecked()
    dialog.unsure.setChecked(True)
    _sort(dialog, qtbot)
    assert _counts(tmp_path / "to") == {"red": 9, "unsure": 1}


def test_that_it_waits_for_a_place(filled: PredictionPanel) -> None:
    filled.many.bar.sort_button.click()
    dialog = filled.findChild(SortDialog)
    assert not dialog.sort.isEnabled()
    assert not dialog.shown.isEnabled()
    assert dialog.shown.isHidden()
    dialog.choose.click()
    dialog.findChild(QFileDialog, "sortPlaceDialog").fileSelected.emit("/somewhere")
    assert dialog.sort.isEnabled()
    assert dialog.folder.text() == "/somewhere"
    dialog.close()


def test_that_a_folder_among_the_pictures_is_refused(filled: PredictionPanel, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = _opened(filled, tmp_path / "photos" / "sorted")
    _sort(dialog, qtbot)
    assert "Choose another folder" in dialog.said.text()
    assert dialog.show_folder.isHidden()
    assert _counts(tmp_path / "photos") == {"green": 10, "red": 10}


@pytest.mark.parametrize("how", ["stop", "close"])
def test_that_it_can_be_stopped_and_keeps_what_was_copied(
    dialog: SortDialog, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    copy = sorting.shutil.copyfile

    def slowly(source: Path, place: Path) -> None:
        qtbot.wait(50)
        copy(source, place)

    monkeypatch.setattr(sorting.shutil, "copyfile", slowly)
    dialog.sort.click()
    worker = dialog._worker
    assert worker is not None
    assert dialog.cancel.text() == "Stop"
    qtbot.waitUntil(lambda: (tmp_path / "to" / "green").is_dir(), timeout=20_000)
    with qtbot.waitSignal(worker.finished, timeout=20_000):
        if how == "stop":
            dialog.cancel.click()
        else:
            dialog.done(QDialog.DialogCode.Rejected)
    copied = len(list((tmp_path / "to").rglob("*.jpg")))
    assert 0 < copied < 20
    if how == "stop":
        assert f"Stopped before the other {20 - copied}." in dialog.said.text()


def test_that_the_menu_can_do_the_same_once_there_are_answers(window: MainWindow, tmp_path: Path) -> None:
    actions = [window.menu_actions[name] for name in ("save_answers", "sort_pictures")]
    assert not any(action.isEnabled() for action in actions)
    window.prediction.many.start(1)
    window.prediction.many.add([(tmp_path / "a.jpg", Answer("", "red", 0.9, ()))])
    window.prediction.many.finish()
    assert all(action.isEnabled() for action in actions)
    actions[1].trigger()
    assert window.findChild(SortDialog) is not None
    window.findChild(SortDialog).close()
