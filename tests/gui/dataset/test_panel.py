"""The dataset browser: everything is shown, filtered, selected and handed on, by mouse and keyboard."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from draining import drain
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QListView, QPushButton
from pytestqt.qtbot import QtBot

from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import scan
from tlstudio.foundation.control import Control
from tlstudio.gui.dataset.panel import DatasetPanel
from tlstudio.gui.dataset.photo_model import URI_LIST
from tlstudio.gui.state import AppState


def _shown(panel: DatasetPanel) -> list[str]:
    model = panel.view.photos
    return [model.sample_at(row).path.name for row in range(model.rowCount())]


def _choose_line(panel: DatasetPanel, row: int) -> None:
    panel.class_list.setCurrentIndex(panel.classes.index(row))


def test_that_the_names_scripts_rely_on_are_there(panel: DatasetPanel) -> None:
    assert panel.findChild(QListView, "datasetBrowser") is panel.view
    assert panel.findChild(QListView, "classList") is panel.class_list


def test_that_all_photos_are_shown_at_first(panel: DatasetPanel) -> None:
    assert len(_shown(panel)) == 12
    assert panel.summary.text() == "12 photos"


def test_that_thumbnails_appear_without_being_asked_for(panel: DatasetPanel, dataset: Dataset, qtbot: QtBot) -> None:
    paths = [sample.path for sample in dataset.samples]
    qtbot.waitUntil(lambda: all(panel.thumbnails.get(path) for path in paths), timeout=10_000)


def test_that_a_class_shows_its_own_photos_only(panel: DatasetPanel) -> None:
    _choose_line(panel, 2)
    assert _shown(panel) == [f"bees{number:03}.jpg" for number in range(6)]


def test_that_the_keyboard_walks_through_the_classes(panel: DatasetPanel, qtbot: QtBot) -> None:
    qtbot.keyClick(panel.class_list, Qt.Key.Key_Down)
    assert _shown(panel)[0] == "ants000.jpg"
    assert len(_shown(panel)) == 6


def test_that_a_part_of_the_split_can_be_chosen(panel: DatasetPanel, dataset: Dataset) -> None:
    panel.filter_bar.parts.setCurrentIndex(2)
    assert _shown(panel) == [sample.path.name for sample in dataset.part("validation")]


def test_that_typing_finds_by_name(panel: DatasetPanel, qtbot: QtBot) -> None:
    qtbot.keyClicks(panel.filter_bar.search, "003")
    assert _shown(panel) == ["ants003.jpg", "bees003.jpg"]


def test_that_copies_are_found_by_their_state(state: AppState, panel: DatasetPanel, photos: Path, qtbot: QtBot) -> None:
    for name in ("ants/copy.jpg", "bees/copy.jpg"):
        (photos / name).write_bytes((photos / "ants" / "ants001.jpg").read_bytes())
    state.dataset = drain(scan(photos, Control()))[0]
    panel.filter_bar.states.setCurrentIndex(1)
    assert _shown(panel) == ["ants001.jpg", "copy.jpg", "copy.jpg"]
    panel.filter_bar.states.setCurrentIndex(2)
    assert len(_shown(panel)) == 3
    panel.filter_bar.search.setText("ants001")
    assert _shown(panel) == ["ants001.jpg"]


def test_that_photos_can_be_sorted_by_what_only_the_disk_knows(
    panel: DatasetPanel, dataset: Dataset, qtbot: QtBot
) -> None:
    for number, sample in enumerate(dataset.samples):
        os.utime(sample.path, ns=(0, (number * 7 % 12) * 10**9))
    orders = panel.filter_bar.orders
    orders.setCurrentIndex(orders.findData("newest"))
    wanted = sorted(dataset.samples, key=lambda sample: -sample.path.stat().st_mtime_ns)
    qtbot.waitUntil(lambda: _shown(panel) == [sample.path.name for sample in wanted], timeout=10_000)
    orders.setCurrentIndex(orders.findData("folders"))
    assert _shown(panel) == [sample.path.name for sample in dataset.samples]


def test_that_the_wheel_with_ctrl_and_the_menu_change_the_size_of_the_photos(panel: DatasetPanel, qtbot: QtBot) -> None:
    before = panel.view.iconSize().width()
    with qtbot.waitSignal(panel.filter_bar.side_changed):
        panel.view.zoom_wanted.emit(1)
    larger = panel.view.iconSize().width()
    panel.zoom(-2)
    assert panel.view.iconSize().width() < before < larger


def test_that_nothing_found_says_what_to_do(panel: DatasetPanel, qtbot: QtBot) -> None:
    qtbot.keyClicks(panel.filter_bar.search, "zebra")
    assert panel.nothing_found.isVisible()
    assert "Clear the search" in panel.nothing_found.text()


def test_that_problems_list_each_file_with_its_reason(panel: DatasetPanel) -> None:
    _choose_line(panel, 3)
    assert panel.problems.isVisible()
    line = panel.problems.view.findings.index(0)
    assert line.data() == "Not usable · notes.txt"
    assert line.data(Qt.ItemDataRole.ToolTipRole).startswith("This is text, not a photo")
    assert panel.summary.text() == "1 problem"


def test_that_the_selection_is_counted_and_classified_with_a_key(panel: DatasetPanel, qtbot: QtBot) -> None:
    panel.view.setFocus()
    panel.view.selectAll()
    assert panel.summary.text() == "12 photos · 12 selected"
    with qtbot.waitSignal(panel.classify_requested) as asked:
        panel.classify_selected()
    assert len(asked.args[0]) == 12


def test_that_a_double_click_shows_the_photo_large(panel: DatasetPanel, dataset: Dataset, qtbot: QtBot) -> None:
    place = panel.view.visualRect(panel.view.photos.index(1)).center()
    viewport, left = panel.view.viewport(), Qt.MouseButton.LeftButton
    qtbot.mouseClick(viewport, left, pos=place)
    qtbot.mouseDClick(viewport, left, pos=place)
    assert panel.large.isVisible()
    assert panel.large.path() == dataset.samples[1].path


def test_that_a_photo_can_be_dragged_out_as_a_file(panel: DatasetPanel, dataset: Dataset) -> None:
    mime = panel.view.photos.mimeData([panel.view.photos.index(0)])
    assert bytes(mime.data(URI_LIST).data()).decode().strip() == dataset.samples[0].path.as_uri()
    assert panel.view.dragEnabled()


def test_that_larger_thumbnails_leave_fewer_in_sight(panel: DatasetPanel, qtbot: QtBot) -> None:
    before = len(panel.view.rows_in_sight())
    panel.view.set_side(256)
    assert len(panel.view.rows_in_sight()) < before
    assert panel.view.gridSize().width() > 256


def test_that_the_current_photo_stays_in_sight_when_photos_become_larger(panel: DatasetPanel) -> None:
    last = panel.view.photos.index(11)
    panel.view.setCurrentIndex(last)
    panel.filter_bar.zoom(5)
    assert panel.view.viewport().rect().contains(panel.view.visualRect(last))


def test_that_only_what_is_in_sight_is_decoded(
    state: AppState, draw_photos: Callable[..., Path], panel: DatasetPanel, dataset: Dataset, qtbot: QtBot
) -> None:
    panel.view.set_side(256)
    panel.view.scrollToTop()
    shown = panel.view.rows_in_sight()
    first = [panel.view.photos.sample_at(row).path for row in shown]
    qtbot.waitUntil(lambda: all(panel.thumbnails.get(path) for path in first), timeout=10_000)
    assert len(first) < 12
    assert panel.thumbnails.get(dataset.samples[-1].path) is None
    panel.view.scrollToBottom()
    qtbot.waitUntil(lambda: panel.thumbnails.get(dataset.samples[-1].path) is not None, timeout=10_000)


def test_that_photos_that_rush_by_are_not_read(panel: DatasetPanel, dataset: Dataset, qtbot: QtBot) -> None:
    panel.view.set_side(256)
    panel.view.scrollToBottom()
    panel.view._fetch_what_is_in_sight()
    assert not panel.thumbnails._pending
    last = dataset.samples[-1].path
    qtbot.waitUntil(lambda: panel.thumbnails.get(last) is not None, timeout=10_000)


def test_that_the_rows_in_sight_are_those_qt_shows(panel: DatasetPanel) -> None:
    viewport = panel.view.viewport()
    last = panel.view.indexAt(QPoint(panel.view.gridSize().width() // 2, viewport.height() - 60))
    assert panel.view.indexAt(QPoint(20, 20)).row() in panel.view.rows_in_sight()
    assert not last.isValid() or last.row() in panel.view.rows_in_sight()


@pytest.fixture
def empty_panel(state: AppState, qtbot: QtBot) -> DatasetPanel:
    """The browser, shown, before anything is open."""
    panel = DatasetPanel(state)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def test_that_an_empty_browser_says_what_to_do(empty_panel: DatasetPanel, qtbot: QtBot) -> None:
    button = empty_panel.findChild(QPushButton, "emptyOpenButton")
    with qtbot.waitSignal(empty_panel.empty.open_clicked):
        qtbot.keyClick(button, Qt.Key.Key_Space)
    with qtbot.waitSignal(empty_panel.empty.sample_clicked):
        empty_panel.findChild(QPushButton, "emptySampleButton").click()


def test_that_what_was_opened_lately_is_one_click_away(empty_panel: DatasetPanel, qtbot: QtBot, tmp_path: Path) -> None:
    empty_panel.empty.show_recent([(tmp_path,)])
    shown = [button for button in empty_panel.empty.findChildren(QPushButton) if button.isFlat()]
    with qtbot.waitSignal(empty_panel.empty.recent_clicked) as chosen:
        shown[0].click()
    assert chosen.args == [(tmp_path,)]
    assert len(shown) == 1


def test_that_the_first_photos_are_shown_while_the_others_are_looked_for(
    empty_panel: DatasetPanel, state: AppState, dataset: Dataset, qtbot: QtBot
) -> None:
    empty_panel.show_glimpse(dataset.samples[:3])
    assert len(_shown(empty_panel)) == 3
    assert empty_panel.view.isVisible()
    first = dataset.samples[0].path
    qtbot.waitUntil(lambda: empty_panel.thumbnails.get(first) is not None, timeout=10_000)
    state.dataset = dataset
    empty_panel.end_glimpse()
    assert len(_shown(empty_panel)) == 12
    assert empty_panel.thumbnails.get(first) is not None


def test_that_a_glimpse_of_what_could_not_be_opened_does_not_stay(empty_panel: DatasetPanel, dataset: Dataset) -> None:
    empty_panel.show_glimpse(dataset.samples[:3])
    empty_panel.end_glimpse()
    assert empty_panel.empty.isVisible()


def test_that_what_is_open_stays_in_sight_until_the_next_is_found(panel: DatasetPanel, dataset: Dataset) -> None:
    panel.show_glimpse(dataset.samples[:3])
    assert len(_shown(panel)) == 12
