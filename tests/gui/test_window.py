"""The whole window: opening, dropping, menus, names for screen readers, closing."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QDockWidget,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tlstudio.gui import worker
from tlstudio.gui.actions import MENUS, SPECS
from tlstudio.gui.app import create_window
from tlstudio.gui.cross_validation.dialog import CrossValidationDialog
from tlstudio.gui.window import MainWindow

PROMISED = (
    *("datasetBrowser", "classList", "layerTree", "backboneBox", "strategyBox", "trainButton", "pauseButton"),
    *("stopButton", "progressBar", "predictionPanel", "predictionAnswer", "predictionTable"),
)
INTERACTIVE = (QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox)
Drop = Callable[[QWidget, QMimeData], object]
Addresses = Callable[[Sequence[str]], QMimeData]


@pytest.fixture
def photos(draw_photos: Callable[..., Path]) -> Path:
    return draw_photos(("ants", "bees & <b>wasps"), 5)


def _wait_for_photos(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.state.dataset is not None, timeout=10_000)


def test_that_every_promised_name_is_there(window: MainWindow) -> None:
    assert window.objectName() == "mainWindow"
    assert [name for name in PROMISED if window.findChild(QWidget, name) is None] == []


def test_that_opened_photos_are_all_shown(window: MainWindow, photos: Path, qtbot: QtBot) -> None:
    window.open_photos(photos)
    _wait_for_photos(window, qtbot)
    assert window.photos.view.photos.rowCount() == 10
    assert window.windowTitle().startswith("photos — ")
    assert " photos · " in window.status.text()
    assert window.state.project.source().photos == (photos,)
    assert window.training.recipe().photos == str(window.state.project.path)


def test_that_opened_photos_are_remembered(window: MainWindow, photos: Path, qtbot: QtBot) -> None:
    window.open_photos(str(photos))
    _wait_for_photos(window, qtbot)
    assert window.recent.entries() == [(photos,)]
    window.recent_menu.aboutToShow.emit()
    assert window.recent_menu.actions()[0].text().endswith("photos")


def test_that_what_cannot_be_opened_says_why_and_leaves_the_rest(
    window: MainWindow, photos: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window.open_photos(photos)
    _wait_for_photos(window, qtbot)
    before = window.state.dataset
    with qtbot.waitSignal(window.opener.failed):
        window.open_photos(tmp_path / "gone")
    assert "gone is not there" in window.notice.banner.text()
    assert not window.notice.isHidden()
    assert window.state.dataset is before
    assert window.recent.entries() == [(photos,)]


def test_that_a_search_that_is_cancelled_changes_nothing(window: MainWindow, photos: Path, qtbot: QtBot) -> None:
    window.open_photos(photos)
    with qtbot.waitSignal(window.opener.ended):
        window.photos.scan_bar.cancelled.emit()
    assert window.state.dataset is None
    window.open_photos(photos)
    _wait_for_photos(window, qtbot)


def test_that_a_dropped_folder_is_opened(
    window: MainWindow, photos: Path, drop: Drop, addresses: Addresses, qtbot: QtBot
) -> None:
    drop(window, addresses([photos.as_uri()]))
    _wait_for_photos(window, qtbot)
    assert window.state.dataset.classes == ("ants", "bees & <b>wasps")


def test_that_several_dropped_folders_are_the_classes(
    window: MainWindow, photos: Path, drop: Drop, addresses: Addresses, qtbot: QtBot
) -> None:
    drop(window, addresses([folder.as_uri() for folder in sorted(photos.iterdir())]))
    _wait_for_photos(window, qtbot)
    assert window.state.dataset.classes == ("ants", "bees & <b>wasps")
    assert window.state.project.source().photos == tuple(sorted(photos.iterdir()))


@pytest.mark.parametrize(
    "address", ["http://example.org/a.jpg", "file://server/share", "file:photos", "file:///tmp%00x", "nonsense"]
)
def test_that_only_files_of_this_computer_are_taken(
    window: MainWindow, drop: Drop, addresses: Addresses, address: str, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(window.drops.understood, wait=100):
        drop(window, addresses([address]))
    assert window.opener._worker is None
    assert window.state.model_path is None


def test_that_a_dropped_model_is_opened(
    window: MainWindow, tmp_path: Path, drop: Drop, addresses: Addresses, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.drops.understood):
        drop(window, addresses([(tmp_path / "Bees.TLMODEL").as_uri()]))
    assert window.state.model_path == tmp_path / "Bees.TLMODEL"
    assert window.menu_actions["save_model"].isEnabled()


def test_that_dropped_pictures_go_to_the_prediction_panel(
    window: MainWindow, photos: Path, drop: Drop, addresses: Addresses, qtbot: QtBot
) -> None:
    picture = photos / "ants" / "ants000.jpg"
    with qtbot.waitSignal(window.drops.understood):
        drop(window, addresses([picture.as_uri()]))
    assert window.prediction._request == (picture,)
    assert window.state.dataset is None


def test_that_selected_photos_are_copied_as_files(window: MainWindow, photos: Path, qtbot: QtBot) -> None:
    window.open_photos(photos)
    _wait_for_photos(window, qtbot)
    assert not window.menu_actions["copy"].isEnabled()
    window.photos.view.setCurrentIndex(window.photos.view.photos.index(0))
    window.menu_actions["copy"].trigger()
    copied = bytes(QGuiApplication.clipboard().mimeData().data("text/uri-list").data())
    assert copied.decode().strip() == (photos / "ants" / "ants000.jpg").as_uri()


def test_that_every_action_stands_in_a_menu(window: MainWindow) -> None:
    placed = [name for names in MENUS.values() for name in names if name.isidentifier()]
    menus = (window.marking.move_menu, window.run_actions.menu)
    placed += [action.objectName() for menu in menus for action in menu.actions() if not action.isSeparator()]
    assert sorted(placed) == sorted(SPECS)


def test_that_no_keys_are_given_twice(window: MainWindow) -> None:
    keys = [
        key.toString()
        for action in window.findChildren(QAction)
        for key in action.shortcuts()
        if action.objectName() or action.text()
    ]
    assert len(keys) > 10
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize(("name", "keys"), [("preferences", "Ctrl+,"), ("full_screen", "F11"), ("quit", "Ctrl+Q")])
def test_that_keys_that_desktops_leave_out_are_set(window: MainWindow, name: str, keys: str) -> None:
    assert window.menu_actions[name].shortcut() == QKeySequence(keys)


@pytest.mark.parametrize("name", ["preferences", "networks", "glossary", "shortcuts", "about"])
def test_that_every_dialog_opens_and_closes_with_escape(window: MainWindow, name: str, qtbot: QtBot) -> None:
    window.menu_actions[name].trigger()
    dialog = next(each for each in window.findChildren(QDialog) if each.isVisible())
    assert unnamed(dialog) == []
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_that_every_interactive_widget_has_a_name_for_screen_readers(
    window: MainWindow, photos: Path, qtbot: QtBot
) -> None:
    window.training.build_plots()
    window.open_photos(photos)
    _wait_for_photos(window, qtbot)
    assert unnamed(window) == []


def unnamed(top: QWidget) -> list[str]:
    """The interactive widgets below `top` that a screen reader could not name."""
    found = [
        widget
        for widget in top.findChildren(QWidget)
        if isinstance(widget, (*INTERACTIVE, QPlainTextEdit)) and not isinstance(widget, QScrollBar)
    ]
    return [f"{type(each).__name__} {each.objectName()}" for each in found if not _named(each)]


def _named(widget: QWidget) -> bool:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return bool(widget.accessibleName() or text or _is_part_of_another(widget))


def _is_part_of_another(widget: QWidget) -> bool:
    """What Qt itself puts into combo boxes, spin boxes, tables and dock titles is named together with those."""
    whole = (QAbstractItemView, QDockWidget, QAbstractSpinBox, QComboBox)
    parent = widget.parentWidget()
    in_list = type(parent).__name__ == "QFrame" and isinstance(parent.parentWidget(), QComboBox)
    return widget.objectName().startswith("qt_") or isinstance(parent, whole) or in_list


def test_that_an_error_is_one_sentence_with_folded_details(window: MainWindow) -> None:
    window.show_error("The disk is full.", "Traceback …")
    assert window.notice.banner.text() == "The disk is full."
    window.notice.banner._on_copy()
    assert "Traceback" in QGuiApplication.clipboard().text()
    window.notice.banner._on_close()
    assert window.notice.isHidden()


def test_that_size_and_docks_come_back(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(780, 640)  # smaller than the screen of the test
    window.docks.photos.hide()
    window.docks.show_log()
    window.close()
    again = create_window()
    qtbot.addWidget(again)
    assert again.size() == window.size()
    assert again.docks.photos.isHidden()
    assert not again.docks.log.isHidden()
    again.menu_actions["reset_layout"].trigger()
    assert not again.docks.photos.isHidden()
    assert again.docks.log.isHidden()
    again.close()


def test_that_all_parts_are_in_sight(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    for dock in (window.docks.photos, window.docks.layers, window.docks.training, window.docks.prediction):
        assert dock.isVisible()
        assert dock.width() >= 280
        assert dock.height() >= 200


def test_that_closing_leaves_no_thread_and_no_process(window: MainWindow, photos: Path, qtbot: QtBot) -> None:
    before = _python_threads()
    window.show()
    window.open_photos(photos)
    _wait_for_photos(window, qtbot)
    qtbot.waitUntil(lambda: window.state.pool.process_ids() != (), timeout=10_000)
    window.close()
    assert window.state.pool.process_ids() == ()
    assert _python_threads() <= before
    assert not worker._running


def _python_threads() -> set[threading.Thread]:
    """Those the studio makes; not Python's stand-ins for Qt's threads, nor a library's own watchman."""
    return {thread for thread in threading.enumerate() if type(thread) is threading.Thread}


def test_that_what_went_wrong_is_said_above_the_panels_and_covers_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    window.show_error("Something is wrong.")
    assert window.dockWidgetArea(window.notice) == Qt.DockWidgetArea.TopDockWidgetArea
    qtbot.waitUntil(lambda: window.notice.geometry().bottom() < window.docks.photos.geometry().top())
    assert window.notice.height() < window.height() // 6


def test_that_cross_validation_opens_and_says_what_is_missing(window: MainWindow) -> None:
    window.menu_actions["cross_validate"].trigger()
    dialog = window.findChild(CrossValidationDialog)
    assert dialog is not None
    assert dialog.conclusion.text().startswith("Open a folder of photos first")
    dialog.reject()
