"""Problems in the real browser: found by the whole check, fixed by clicks and keys, undone, put away."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from draining import drain
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from tlstudio.dataset.finding import about
from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.control import Control
from tlstudio.gui.dataset.findings_entry import entries_of
from tlstudio.gui.dataset.findings_fixes import Action, actions_for, edits_for
from tlstudio.gui.dataset.findings_words import title
from tlstudio.gui.dataset.panel import DatasetPanel
from tlstudio.gui.state import AppState
from tlstudio.gui.window import MainWindow
from tlstudio.project.edits import LeaveOut, MoveToPart, RenameClass
from tlstudio.project.project import Project

MINUTE = 60_000
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One for all tests here: the first check remembers what it has seen of the photos, so the others are quick."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TLSTUDIO_HOME", str(folder))
        yield folder


@pytest.fixture
def photos(draw_photos: Callable[..., Path], draw_scene: Callable[..., Image.Image]) -> Path:
    """Twelve striped photos of two classes each, one in the wrong class, and what else can be wrong with photos."""
    folder = draw_photos(("ants", "bees"), 12)
    ants, bees = folder / "ants", folder / "bees"
    (ants / "ants000.jpg").rename(bees / "swapped.jpg")
    for name in ("copy1.jpg", "copy2.jpg"):
        (ants / name).write_bytes((ants / "ants001.jpg").read_bytes())
    (bees / "also.jpg").write_bytes((ants / "ants002.jpg").read_bytes())
    (ants / "broken.jpg").write_bytes((ants / "ants003.jpg").read_bytes()[:700])
    (ants / "notes.txt").write_text("no photo")
    return folder


@pytest.fixture
def panel(state: AppState, project: Project, qtbot: QtBot) -> DatasetPanel:
    """The browser, shown, with the project open."""
    panel = DatasetPanel(state)
    qtbot.addWidget(panel)
    panel.resize(600, 900)
    panel.show()
    state.project = project
    state.dataset = project.dataset()
    return panel


@pytest.fixture
def checked(panel: DatasetPanel, qtbot: QtBot) -> DatasetPanel:
    """The page of problems after a check."""
    panel.check_photos()
    qtbot.waitUntil(lambda: panel.findings.is_ready, timeout=MINUTE)
    return panel


def _shown(panel: DatasetPanel) -> list[tuple[str, str]]:
    """Kind and file of each problem in the list."""
    return [(entry.kind, entry.path.name if entry.path else "") for entry in panel.problems.view.findings.entries]


def _row(panel: DatasetPanel, kind: str) -> int:
    return [shown for shown, _ in _shown(panel)].index(kind)


def _click_button(panel: DatasetPanel, row: int, action: Action, qtbot: QtBot) -> None:
    view = panel.problems.view
    view.scrollTo(view.findings.index(row))
    place = view.button_place(row, action)
    assert not place.isEmpty()
    qtbot.mouseClick(view.viewport(), LEFT, pos=place.center())


def _labels(state: AppState) -> dict[str, str]:
    assert state.dataset
    return {sample.path.name: sample.label for sample in state.dataset.samples}


def test_that_before_any_check_there_is_what_the_search_has_found_and_an_offer(panel: DatasetPanel) -> None:
    panel.class_list.setCurrentIndex(panel.classes.index(3))
    assert ("text", "notes.txt") in _shown(panel)
    assert "not been checked yet" in panel.problems.note.text()
    assert panel.problems.check_button.text() == "Check Photos"
    assert panel.problems.check_button.isEnabled()


def test_that_a_check_lists_everything_that_is_wrong_worst_first(checked: DatasetPanel) -> None:
    shown = _shown(checked)
    assert [each for each in shown if each[0] in ("conflict", "mislabelled", "truncated", "text", "duplicate")] == [
        ("conflict", "ants002.jpg"),
        ("mislabelled", "swapped.jpg"),
        ("mislabelled", "also.jpg"),
        ("text", "notes.txt"),
        ("truncated", "broken.jpg"),
        ("duplicate", "ants001.jpg"),
    ]
    assert checked.problems.note.text() == ""
    assert checked.classes.index(3).data(Qt.ItemDataRole.UserRole) == len(shown)
    assert checked.findings.bar.isHidden()


def test_that_a_click_relabels_and_undo_brings_the_problem_back(
    checked: DatasetPanel, state: AppState, qtbot: QtBot
) -> None:
    _click_button(checked, _row(checked, "mislabelled"), "relabel", qtbot)
    qtbot.waitUntil(lambda: _labels(state)["swapped.jpg"] == "ants", timeout=MINUTE)
    assert ("mislabelled", "swapped.jpg") not in _shown(checked)
    state.undo_stack.undo()
    qtbot.waitUntil(lambda: ("mislabelled", "swapped.jpg") in _shown(checked), timeout=MINUTE)
    assert _labels(state)["swapped.jpg"] == "bees"


def test_that_of_copies_the_first_is_kept(checked: DatasetPanel, state: AppState, qtbot: QtBot) -> None:
    _click_button(checked, _row(checked, "duplicate"), "keep one", qtbot)
    qtbot.waitUntil(lambda: "duplicate" not in dict(_shown(checked)), timeout=MINUTE)
    assert {"copy1.jpg", "copy2.jpg"}.isdisjoint(_labels(state))
    assert "ants001.jpg" in _labels(state)


def test_that_of_nearly_the_same_pictures_the_larger_file_is_kept(
    photos: Path, project: Project, draw_scene: Callable[..., Image.Image]
) -> None:
    scene = draw_scene(3)
    scene.resize((160, 120)).save(photos / "ants" / "a_small.jpg")
    scene.save(photos / "ants" / "original.jpg", quality=95)
    dataset: Dataset
    dataset, _ = drain(project.scan(Control()))
    reason, path, other = "Nearly the same.", photos / "ants" / "a_small.jpg", photos / "ants" / "original.jpg"
    (entry,) = entries_of([about(path, "near", reason, [other], fix="keep one")], dataset)
    assert title(entry) == "Nearly the same · original.jpg"
    assert [*edits_for("keep one", [entry])] == [LeaveOut((path,))]


def test_that_bursts_are_kept_together_where_most_of_them_are(project: Project) -> None:
    dataset = project.dataset()
    train, validation = dataset.part("train")[:2], dataset.part("validation")[0]
    burst = [validation.path, *(sample.path for sample in train)]
    (entry,) = entries_of([about(burst[0], "leak", "A burst.", burst[1:], fix="keep together")], dataset)
    assert actions_for(entry)[0] == "keep together"
    assert [*edits_for("keep together", [entry])] == [MoveToPart(tuple(burst), "train")]


def test_that_a_person_says_which_of_two_labels_is_right(checked: DatasetPanel, state: AppState, qtbot: QtBot) -> None:
    _click_button(checked, _row(checked, "conflict"), "keep labelled", qtbot)
    menu = next(menu for menu in checked.problems.findChildren(QMenu) if menu.isVisible())
    assert [choice.text() for choice in menu.actions()] == ["Keep “ants”", "Keep “bees”"]
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "conflict" not in dict(_shown(checked)), timeout=MINUTE)
    assert _labels(state)["also.jpg"] == "bees"
    assert "ants002.jpg" not in _labels(state)


def test_that_several_are_left_out_at_once_by_key(checked: DatasetPanel, state: AppState, qtbot: QtBot) -> None:
    view = checked.problems.view
    view.setFocus()
    view.setCurrentIndex(view.findings.index(_row(checked, "mislabelled")))
    control = Qt.KeyboardModifier.ControlModifier
    place = view.visualRect(view.findings.index(_row(checked, "truncated"))).topLeft() + QPoint(4, 4)
    qtbot.mouseClick(view.viewport(), LEFT, control, pos=place)
    button = checked.problems.actions_bar.buttons["leave out"]
    assert button.text() == "Leave Out (2)"
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: {"swapped.jpg", "broken.jpg"}.isdisjoint(_labels(state)), timeout=MINUTE)
    assert {("mislabelled", "swapped.jpg"), ("truncated", "broken.jpg")}.isdisjoint(_shown(checked))
    assert state.undo_stack.count() == 1


def test_that_the_next_problem_takes_the_place_of_one_that_was_dealt_with(checked: DatasetPanel, qtbot: QtBot) -> None:
    view, row = checked.problems.view, _row(checked, "mislabelled")
    view.setCurrentIndex(view.findings.index(row))
    after = view.findings.entry_at(row + 1).key
    qtbot.keyClick(view, Qt.Key.Key_F)
    qtbot.waitUntil(lambda: ("mislabelled", "swapped.jpg") not in _shown(checked), timeout=MINUTE)
    assert [entry.key for entry in view.selected_entries()] == [after]


def test_that_keys_pressed_faster_than_edits_are_made_fix_one_problem_after_the_other(
    checked: DatasetPanel, state: AppState, qtbot: QtBot
) -> None:
    view, row = checked.problems.view, _row(checked, "mislabelled")
    assert [kind for kind, _ in _shown(checked)][row : row + 2] == ["mislabelled", "mislabelled"]
    view.setCurrentIndex(view.findings.index(row))
    qtbot.keyClick(view, Qt.Key.Key_F)
    qtbot.keyClick(view, Qt.Key.Key_F)
    qtbot.waitUntil(lambda: "mislabelled" not in dict(_shown(checked)), timeout=MINUTE)
    assert _labels(state)["swapped.jpg"] == _labels(state)["also.jpg"] == "ants"
    assert state.undo_stack.count() == 2


def test_that_a_digit_gives_the_photo_the_label_of_that_line(
    checked: DatasetPanel, state: AppState, qtbot: QtBot
) -> None:
    view = checked.problems.view
    view.setCurrentIndex(view.findings.index(_row(checked, "duplicate")))
    qtbot.keyClick(view, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: _labels(state)["ants001.jpg"] == "bees", timeout=MINUTE)


def test_that_the_photo_of_a_problem_is_what_the_menus_work_on(checked: DatasetPanel, qtbot: QtBot) -> None:
    view, chosen = checked.problems.view, []
    checked.photo_chosen.connect(chosen.append)
    place = view.visualRect(view.findings.index(_row(checked, "mislabelled"))).topLeft() + QPoint(4, 4)
    qtbot.mouseClick(view.viewport(), LEFT, pos=place)
    assert [path.name for path in checked.selected_paths()] == ["swapped.jpg"]
    assert chosen[-1].name == "swapped.jpg"
    assert checked.summary.text().endswith(" problems · 1 selected")


def test_that_enter_looks_at_the_photo_and_esc_comes_back(checked: DatasetPanel, qtbot: QtBot) -> None:
    view = checked.problems.view
    view.setCurrentIndex(view.findings.index(_row(checked, "conflict")))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert checked.large.isVisible()
    assert checked.large.path().name == "ants002.jpg"
    qtbot.keyClick(checked.large, Qt.Key.Key_Right)
    assert checked.large.path().name == "also.jpg"
    qtbot.keyClick(checked.large, Qt.Key.Key_Escape)
    assert checked.problems.isVisible()
    assert checked.problems.focusProxy() is view
    assert [entry.kind for entry in view.selected_entries()] == ["conflict"]


def test_that_what_is_put_away_is_kept_apart_and_can_come_back(checked: DatasetPanel, qtbot: QtBot) -> None:
    page, before = checked.problems, _shown(checked)
    page.view.setCurrentIndex(page.view.findings.index(_row(checked, "duplicate")))
    qtbot.keyClick(page.view, Qt.Key.Key_I)
    assert len(_shown(checked)) == len(before) - 1
    assert page.kinds.itemText(page.kinds.count() - 1) == "Ignored · 1"
    page.kinds.setCurrentIndex(page.kinds.count() - 1)
    assert _shown(checked) == [("duplicate", "ants001.jpg")]
    page.view.selectAll()
    page.findChild(QPushButton, "problemTellButton").click()
    assert _shown(checked) == before


def test_that_a_kind_can_be_chosen_and_a_name_searched_for(checked: DatasetPanel, qtbot: QtBot) -> None:
    kinds, view = checked.problems.kinds, checked.problems.view
    view.setCurrentIndex(view.findings.index(0))
    kinds.setCurrentIndex(kinds.findData("duplicate"))
    assert view.selected_entries() == []
    assert kinds.currentText() == "Copies · 1"
    assert _shown(checked) == [("duplicate", "ants001.jpg")]
    kinds.setCurrentIndex(0)
    qtbot.keyClicks(checked.filter_bar.search, "copy2")
    assert [each for each in _shown(checked) if each[1]] == [("duplicate", "ants001.jpg")]
    qtbot.keyClicks(checked.filter_bar.search, "xyz")
    assert checked.problems.nothing.isVisible()
    assert "No problem matches" in checked.problems.nothing.text()


def test_that_the_browser_shows_photos_with_problems_alone(checked: DatasetPanel) -> None:
    checked.class_list.setCurrentIndex(checked.classes.index(0))
    states = checked.filter_bar.states
    states.setCurrentIndex(states.findData("problem"))
    model = checked.view.photos
    shown = {model.sample_at(row).path.name for row in range(model.rowCount())}
    assert {"swapped.jpg", "copy1.jpg", "also.jpg", "broken.jpg"} <= shown
    assert "ants005.jpg" not in shown


def test_that_a_check_is_out_of_date_when_photos_came(
    checked: DatasetPanel, state: AppState, project: Project, photos: Path, draw_scene: Callable[..., Image.Image]
) -> None:
    project.apply(RenameClass("bees", "wasps"))
    state.dataset = project.dataset()
    assert checked.problems.note.text() == ""
    draw_scene(1).save(photos / "ants" / "new.jpg")
    state.dataset = drain(project.scan(Control()))[0]
    assert "come or changed" in checked.problems.note.text()
    assert checked.problems.check_button.text() == "Check Again"


def test_that_photos_without_a_label_are_said_not_to_be_checked(checked: DatasetPanel, state: AppState) -> None:
    assert state.dataset
    first, *others = state.dataset.samples
    state.dataset = msgspec.structs.replace(state.dataset, samples=tuple(others), unlabelled=(first,))
    assert "without a label" in checked.problems.note.text()


def test_that_a_photo_that_was_retouched_is_no_longer_told_of(
    checked: DatasetPanel, state: AppState, project: Project, photos: Path, draw_scene: Callable[..., Image.Image]
) -> None:
    swapped = photos / "bees" / "swapped.jpg"
    draw_scene(2).save(swapped)
    os.utime(swapped, (1, 1))
    state.dataset = drain(project.scan(Control()))[0]
    assert ("mislabelled", "swapped.jpg") not in _shown(checked)


def test_that_a_check_that_is_cancelled_keeps_what_it_has_found(panel: DatasetPanel, qtbot: QtBot) -> None:
    panel.check_photos()
    assert panel.findings.bar.isVisible()
    assert not panel.problems.check_button.isEnabled()
    assert panel.problems.note.isHidden()
    panel.findChild(QPushButton, "checkCancelButton").click()
    qtbot.waitUntil(lambda: panel.findings.is_ready, timeout=MINUTE)
    assert "did not come to its end" in panel.problems.note.text()
    assert ("text", "notes.txt") in _shown(panel)


def test_that_the_menu_checks_what_is_open(window: MainWindow, photos: Path, qtbot: QtBot) -> None:
    action = window.menu_actions["check_photos"]
    assert not action.isEnabled()
    window.open_photos(photos)
    qtbot.waitUntil(action.isEnabled, timeout=MINUTE)
    action.trigger()
    assert not action.isEnabled()
    qtbot.waitUntil(action.isEnabled, timeout=MINUTE)
    assert ("mislabelled", "swapped.jpg") in _shown(window.photos)


def test_that_other_photos_have_no_problems_of_these(checked: DatasetPanel, state: AppState) -> None:
    dataset = state.dataset
    assert dataset
    state.dataset = msgspec.structs.replace(dataset, root=dataset.root.parent)
    assert not checked.findings.is_checked
    assert {"duplicate", "mislabelled"}.isdisjoint(entry.kind for entry in checked.findings.found())
