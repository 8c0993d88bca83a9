"""Labels and marks given in the browser: by keys, by dragging, in the large view, and what is seen of it."""

from collections.abc import Callable

import pytest
from draining import drain
from PySide6.QtCore import QItemSelectionModel, QMimeData, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from pytestqt.qtbot import QtBot

from tlstudio.foundation.control import Control
from tlstudio.gui.dataset.class_list import ClassList
from tlstudio.gui.dataset.panel import DatasetPanel
from tlstudio.gui.state import AppState
from tlstudio.project.project import Project


@pytest.fixture
def kept(panel: DatasetPanel, state: AppState, project: Project) -> DatasetPanel:
    """The browser with photos of a project, the second one selected."""
    state.project = project
    state.dataset = project.dataset()
    _choose(panel, 1)
    return panel


@pytest.fixture
def settle(state: AppState, qtbot: QtBot) -> Callable[[], None]:
    """Waits until what was ordered is on show."""
    return lambda: qtbot.waitUntil(lambda: not state.editor.busy, timeout=20_000)


def _choose(panel: DatasetPanel, row: int, more: bool = False) -> None:
    flags = QItemSelectionModel.SelectionFlag
    panel.view.selectionModel().setCurrentIndex(
        panel.view.photos.index(row), flags.Select if more else flags.ClearAndSelect
    )


def _labels(state: AppState) -> dict[str, str]:
    return {sample.path.name: sample.label for sample in state.dataset.samples}


def test_that_a_digit_labels_all_selected_photos(
    kept: DatasetPanel, state: AppState, settle: Callable[[], None], qtbot: QtBot
) -> None:
    _choose(kept, 3, more=True)
    qtbot.keyClick(kept.view, "2")
    settle()
    assert [name for name, label in _labels(state).items() if label == "bees" and name < "b"] == [
        "ants001.jpg", "ants003.jpg",
    ]  # fmt: skip
    assert kept.edit_line.text() == "2 photos labelled “bees”"
    assert kept.classes.index(2).data(Qt.ItemDataRole.AccessibleTextRole) == "bees, 8; key 2"
    kept.edit_line.undo_button.click()
    settle()
    assert set(_labels(state).values()) == {"ants", "bees"}
    assert _labels(state)["ants001.jpg"] == "ants"
    assert kept.edit_line.text() == ""


def test_that_a_digit_without_a_class_and_one_with_ctrl_do_nothing(
    kept: DatasetPanel, state: AppState, qtbot: QtBot
) -> None:
    for key, modifier in (("7", Qt.KeyboardModifier.NoModifier), ("2", Qt.KeyboardModifier.ControlModifier)):
        qtbot.keyClick(kept.view, key, modifier)
        assert not state.editor.busy
    kept.view.clearSelection()
    qtbot.keyClick(kept.view, "2")
    assert not state.editor.busy


def test_that_a_letter_asks_for_a_class_and_a_new_one_can_be_typed(
    kept: DatasetPanel, state: AppState, settle: Callable[[], None], qtbot: QtBot
) -> None:
    popup = kept.marking.popup
    qtbot.keyClick(kept.view, "b")
    assert popup.isVisible()
    assert popup.offered() == ["bees", "New class “b”"]
    qtbot.keyClicks(popup.field, "umblebees")
    qtbot.keyClick(popup.field, Qt.Key.Key_Return)
    settle()
    assert _labels(state)["ants001.jpg"] == "bumblebees"
    assert kept.classes.labels() == ["ants", "bees", "bumblebees"]


def test_that_letters_typed_while_an_edit_is_under_way_come_to_the_question(
    kept: DatasetPanel, state: AppState, settle: Callable[[], None], qtbot: QtBot
) -> None:
    kept.class_list.setCurrentIndex(kept.classes.index(1))
    qtbot.keyClicks(kept.view, "2wasps")
    settle()
    assert kept.marking.popup.field.text() == "wasps"
    qtbot.keyClick(kept.marking.popup.field, Qt.Key.Key_Return)
    settle()
    assert _labels(state)["ants001.jpg"] == "bees"
    assert _labels(state)["ants002.jpg"] == "wasps"


def test_that_nothing_has_to_wait_where_all_photos_are_on_show(
    kept: DatasetPanel, state: AppState, settle: Callable[[], None], qtbot: QtBot
) -> None:
    qtbot.keyClick(kept.view, "2")
    assert state.editor.busy
    qtbot.keyClick(kept.view, Qt.Key.Key_Right)
    assert [path.name for path in kept.selected_paths()] == ["ants002.jpg"]
    kept.filter_bar.orders.setCurrentIndex(kept.filter_bar.orders.findData("class"))
    settle()
    _choose(kept, 0)
    qtbot.keyClick(kept.view, "2")
    qtbot.keyClick(kept.view, Qt.Key.Key_Right)
    assert [path.name for path in kept.selected_paths()] == ["ants000.jpg"], "it is about to go to another place"
    settle()
    assert [path.name for path in kept.selected_paths()] == ["ants001.jpg"], "at its right there, among the bees"


def test_that_the_large_view_labels_and_goes_on(
    kept: DatasetPanel, state: AppState, settle: Callable[[], None], qtbot: QtBot
) -> None:
    kept.class_list.setCurrentIndex(kept.classes.index(1))
    _choose(kept, 1)
    kept.look_at_selected()
    for key in ("2", "2"):
        qtbot.keyClick(kept.large, key)
    qtbot.keyClick(kept.large, Qt.Key.Key_Delete)
    settle()
    assert kept.large.isVisible()
    assert kept.large.path().name == "ants004.jpg"
    assert [name for name, label in _labels(state).items() if label == "ants"] == [
        "ants000.jpg", "ants004.jpg", "ants005.jpg",
    ]  # fmt: skip
    assert [sample.path.name for sample in state.dataset.left_out] == ["ants003.jpg"]


def test_that_what_was_left_out_can_be_seen_and_taken_back(
    kept: DatasetPanel, state: AppState, settle: Callable[[], None], qtbot: QtBot
) -> None:
    qtbot.keyClick(kept.view, Qt.Key.Key_Delete)
    settle()
    assert kept.view.photos.rowCount() == 11
    assert kept.classes.shelf_at(1).count == 5
    kept.filter_bar.states.setCurrentIndex(kept.filter_bar.states.findData("left_out"))
    index = kept.view.photos.index(0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "ants001.jpg, ants, train, left out"
    _choose(kept, 0)
    kept.look_at_selected()
    assert kept.large.place.text() == "Left out · 1 of 1"
    qtbot.keyClick(kept.large, Qt.Key.Key_Delete)
    settle()
    assert len(state.dataset.samples) == 12
    assert kept.nothing_found.isVisible()


def test_that_photos_that_are_gone_are_shown_but_not_changed(
    kept: DatasetPanel, state: AppState, project: Project, qtbot: QtBot
) -> None:
    state.dataset.samples[0].path.unlink()
    drain(project.scan(Control()))
    state.dataset = project.dataset()
    kept.filter_bar.states.setCurrentIndex(kept.filter_bar.states.findData("missing"))
    index = kept.view.photos.index(0)
    assert "its file is gone" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    _choose(kept, 0)
    with qtbot.waitSignal(state.editor.failed) as said:
        qtbot.keyClick(kept.view, "2")
    assert "gone from the disk" in said.args[0]


def test_that_a_class_that_lost_all_its_photos_keeps_its_line_and_its_key(
    kept: DatasetPanel, state: AppState, settle: Callable[[], None], qtbot: QtBot
) -> None:
    kept.class_list.setCurrentIndex(kept.classes.index(1))
    kept.view.selectAll()
    qtbot.keyClick(kept.view, "2")
    settle()
    assert [kept.classes.shelf_at(row).count for row in (1, 2)] == [0, 12]
    assert kept.class_list.chosen_class() == "ants"


def test_that_a_class_is_renamed_in_place_and_stays_on_show(
    kept: DatasetPanel, settle: Callable[[], None], qtbot: QtBot
) -> None:
    kept.class_list.setCurrentIndex(kept.classes.index(1))
    assert kept.classes.setData(kept.classes.index(1), "  wood ants ") is False
    settle()
    assert kept.class_list.chosen_class() == "wood ants"
    assert kept.view.photos.rowCount() == 6
    assert kept.edit_line.text() == "“ants” renamed to “wood ants”"


def test_that_classes_are_merged_and_made(
    kept: DatasetPanel, state: AppState, settle: Callable[[], None], qtbot: QtBot
) -> None:
    popup = kept.marking.popup
    kept.class_list.setCurrentIndex(kept.classes.index(1))
    kept.marking.ask_for_merge()
    assert popup.offered() == ["bees"]
    qtbot.keyClick(popup.field, Qt.Key.Key_Return)
    settle()
    assert set(_labels(state).values()) == {"bees"}
    kept.marking.ask_for_new_class()
    qtbot.keyClicks(popup.field, "moths")
    qtbot.keyClick(popup.field, Qt.Key.Key_Return)
    settle()
    assert kept.classes.labels() == ["bees", "moths"]


class _From:
    """Events of a drag whose photos come from somewhere."""

    def __init__(self, source: QObject | None) -> None:
        self.source = source

    def over(self, target: ClassList, place: QPoint) -> QDropEvent:
        source, mime = self.source, QMimeData()

        class Enter(QDragEnterEvent):
            def source(self) -> QObject | None:
                return source

        class Move(QDragMoveEvent):
            def source(self) -> QObject | None:
                return source

        class Drop(QDropEvent):
            def source(self) -> QObject | None:
                return source

        rest = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        target.dragEnterEvent(Enter(place, *rest))
        move = Move(place, *rest)
        target.dragMoveEvent(move)
        self.welcome = move.isAccepted()
        self.marked = target.itemDelegate().target
        drop = Drop(QPointF(place), *rest)
        if move.isAccepted():
            target.dropEvent(drop)
        return drop


def test_that_photos_dragged_onto_a_class_get_its_label(
    kept: DatasetPanel, state: AppState, settle: Callable[[], None]
) -> None:
    drag = _From(kept.view)
    drag.over(kept.class_list, kept.class_list.visualRect(kept.classes.index(2)).center())
    assert (drag.welcome, drag.marked) == (True, 2)
    settle()
    assert _labels(state)["ants001.jpg"] == "bees"
    assert kept.class_list.itemDelegate().target == -1


@pytest.mark.parametrize("row", [0, 3])
def test_that_lines_that_are_no_class_take_no_photos(kept: DatasetPanel, row: int) -> None:
    drag = _From(kept.view)
    drag.over(kept.class_list, kept.class_list.visualRect(kept.classes.index(row)).center())
    assert (drag.welcome, drag.marked) == (False, -1)


def test_that_files_from_elsewhere_are_not_taken_by_the_class_list(kept: DatasetPanel, state: AppState) -> None:
    drag = _From(None)
    drag.over(kept.class_list, kept.class_list.visualRect(kept.classes.index(2)).center())
    assert not drag.welcome
    assert not state.editor.busy


def test_that_where_nothing_can_be_kept_a_key_says_why(panel: DatasetPanel, state: AppState, qtbot: QtBot) -> None:
    _choose(panel, 1)
    with qtbot.waitSignal(state.editor.failed) as said:
        qtbot.keyClick(panel.view, "2")
    assert "cannot be kept" in said.args[0]
    qtbot.keyClick(panel.view, "b")
    assert not panel.marking.popup.isVisible()
