"""Two runs beside each other: the groups, the figures, each photo large, and labels mended on the spot."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tlstudio.dataset.sample import Dataset
from tlstudio.evaluation.comparison import GROUPS
from tlstudio.gui.compare.jobs import Pair, pair_of
from tlstudio.gui.compare.window import ComparisonWindow
from tlstudio.gui.judged.model import LINES_ROLE
from tlstudio.gui.state import AppState
from tlstudio.project.project import Project

MINUTE = 60_000
OpenWindow = Callable[..., ComparisonWindow]


@pytest.fixture
def shown(open_window: OpenWindow, qtbot: QtBot) -> ComparisonWindow:
    """The window, when both models have answered."""
    window = open_window()
    qtbot.waitUntil(lambda: bool(window.figures.text()), timeout=2 * MINUTE)
    return window


def counts(window: ComparisonWindow) -> dict[str, int]:
    texts = (window.groups.tabs.tabText(number) for number in range(len(GROUPS)))
    return {title: int(count) for title, count in (text.split(" · ") for text in texts)}


def choose(window: ComparisonWindow, title: str) -> int:
    """Open the group of that name; how many photos it has."""
    window.groups.tabs.setCurrentIndex(list(counts(window)).index(title))
    return window.groups.photos.rowCount()


def test_that_every_photo_is_in_one_group_and_the_sentence_says_the_same(shown: ComparisonWindow) -> None:
    found = counts(shown)
    assert found == {"Fixed": 6, "Broken": 0, "Both wrong": 0, "Both right": 6}
    assert shown.headline.text() == (
        "Run 2 names 6 more of 12 photos right than run 1. That is hardly luck (p = 0.031)."
    )
    assert shown.figures.text().startswith("Run 1: 50.0 % (25–75 %) right · Run 2: 100.0 % (76–100 %) right")
    assert "12 validation photos" in shown.figures.text()


def test_that_below_each_photo_stands_what_it_is_and_what_both_say(shown: ComparisonWindow) -> None:
    assert choose(shown, "Fixed") == 6
    index = shown.groups.photos.index(0)
    is_so, first, second = index.data(LINES_ROLE)
    assert is_so == "is red"
    assert first.startswith("✗ run 1: green ")
    assert second.startswith("✓ run 2: red ")
    assert "is red · run 1 says green " in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert not shown.groups.view.grab().isNull()


def test_that_a_group_without_photos_says_so(shown: ComparisonWindow) -> None:
    assert choose(shown, "Broken") == 0
    assert shown.groups.nothing.isVisible()
    assert shown.groups.nothing.text() == ("Run 2 breaks nothing: what run 1 names rightly, it names rightly, too.")
    assert not shown.groups.view.isVisible()


def test_that_enter_shows_a_photo_large_and_escape_goes_back(shown: ComparisonWindow, qtbot: QtBot) -> None:
    groups = shown.groups
    choose(shown, "Fixed")
    groups.view.setCurrentIndex(groups.photos.index(1))
    qtbot.keyClick(groups.view, Qt.Key.Key_Return)
    assert groups.large.isVisible()
    assert groups.large.path() == groups.photos.sample_at(1).path
    assert "Model: run 1 says green" in groups.large.accessibleDescription()
    qtbot.keyClick(groups.large, Qt.Key.Key_Right)
    assert groups.large.path() == groups.photos.sample_at(2).path
    qtbot.keyClick(groups.large, Qt.Key.Key_Escape)
    assert groups.view.isVisible()
    assert shown.isVisible()


def test_that_a_label_mended_here_moves_the_photo_to_its_group_and_undo_brings_it_back(
    shown: ComparisonWindow, state: AppState, qtbot: QtBot
) -> None:
    choose(shown, "Fixed")
    view = shown.groups.view
    view.select_row(0)
    with qtbot.waitSignal(state.editor.settled, timeout=MINUTE):
        qtbot.keyClick(view, Qt.Key.Key_1)
    assert counts(shown) == {"Fixed": 5, "Broken": 1, "Both wrong": 0, "Both right": 6}
    assert view.selected_count() == 1, "a person goes on with the photo that took its place"
    assert "4 more of 12" in shown.headline.text()
    with qtbot.waitSignal(state.editor.settled, timeout=MINUTE):
        qtbot.keyClick(shown, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert counts(shown)["Fixed"] == 6
    view.select_row(0)
    with qtbot.waitSignal(state.editor.settled, timeout=MINUTE):
        qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert sum(counts(shown).values()) == 11


def test_that_a_letter_asks_for_a_label(shown: ComparisonWindow, qtbot: QtBot) -> None:
    choose(shown, "Fixed")
    shown.groups.view.select_row(0)
    qtbot.keyClick(shown.groups.view, "g")
    popup = shown.groups.marking.popup
    assert popup.isVisible()
    assert popup.offered()[0] == "green"
    popup.close()


def test_that_photos_can_be_shown_in_the_browser(shown: ComparisonWindow, qtbot: QtBot) -> None:
    choose(shown, "Broken")
    assert not shown.show_button.isEnabled()
    choose(shown, "Both right")
    assert shown.chosen_paths() == [shown.groups.photos.sample_at(0).path]
    shown.groups.view.select_row(3)
    with qtbot.waitSignal(shown.photos_wanted) as wanted:
        shown.show_button.click()
    assert wanted.args == [[shown.groups.photos.sample_at(3).path]]


def test_that_cancel_closes_the_window_and_ends_the_work(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    worker = window._worker
    with qtbot.waitSignal(worker.finished, timeout=2 * MINUTE):
        window.progress.cancelled.emit()
    assert worker.isFinished()


def test_that_a_model_that_went_is_told_in_a_sentence(
    open_window: OpenWindow, pair: Pair, tmp_path: Path, qtbot: QtBot
) -> None:
    assert pair.first.finished is not None
    gone = msgspec.structs.replace(pair.first.finished, model=str(tmp_path / "gone.tlmodel"))
    window = open_window(Pair(msgspec.structs.replace(pair.first, finished=gone), pair.second))
    qtbot.waitUntil(lambda: "there is no such file" in window.headline.text(), timeout=2 * MINUTE)
    assert not window.progress.isVisible()


def test_that_the_window_goes_with_the_photos(shown: ComparisonWindow, state: AppState, qtbot: QtBot) -> None:
    gone: list[bool] = []
    shown.destroyed.connect(lambda: gone.append(True))
    state.dataset = Dataset(Path("elsewhere"), (), ())
    qtbot.waitUntil(lambda: gone == [True])


def test_that_two_runs_with_a_model_of_its_own_each_can_be_compared(compared_project: Project) -> None:
    first, second = compared_project.runs()
    pair = pair_of([second, first])
    assert pair is not None
    assert pair.names == ("run 1", "run 2")
    assert pair_of([first]) is None
    assert pair_of([first, second, second]) is None
    assert pair_of([first, msgspec.structs.replace(second, finished=None)]) is None
    assert pair_of([first, msgspec.structs.replace(second, finished=first.finished)]) is None


def test_that_what_differs_between_the_two_recipes_is_said(shown: ComparisonWindow) -> None:
    assert shown.difference.text() == "Run 2 differs from run 1 in: 2 epochs instead of 1."
