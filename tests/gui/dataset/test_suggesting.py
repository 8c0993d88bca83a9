"""A model suggests labels for photos without one, and says which labels it doubts; a person accepts, and takes back."""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tlstudio.gui.dataset.photo_model import OPINION_ROLE
from tlstudio.gui.window import MainWindow
from tlstudio.prediction.opinions import Opinion, Opinions
from tlstudio.project.edits import Relabel


@pytest.fixture
def flat(colours: Path, tmp_path: Path) -> Path:
    """Eight red and eight green photos in one folder, and one that only begins like a photo."""
    folder = tmp_path / "flat"
    folder.mkdir()
    for path in colours.rglob("*.png"):
        shutil.copy(path, folder)
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing more")
    return folder


def _open(window: MainWindow, photos: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignals([window.opener.opened, window.search.ended], timeout=20_000):
        window.open_photos(photos)


@pytest.fixture
def opened(window: MainWindow, flat: Path, model: Path, qtbot: QtBot) -> MainWindow:
    """The window with photos without a label, and a model that knows them."""
    _open(window, flat, qtbot)
    with qtbot.waitSignal(window.state.predictor_changed, timeout=20_000):
        window.open_model(model)
    window.photos.show()
    return window


def _ask(window: MainWindow, action: str, qtbot: QtBot) -> None:
    assert window.menu_actions[action].isEnabled()
    with qtbot.waitSignal(window.photos.suggestions.ended, timeout=20_000):
        window.menu_actions[action].trigger()


def _labels(window: MainWindow) -> Counter[str]:
    return Counter(sample.label for sample in window.state.dataset.photos)


def _names(window: MainWindow) -> list[str]:
    photos = window.photos.view.photos
    return [photos.sample_at(row).path.name for row in range(photos.rowCount())]


def _choose(window: MainWindow, box: str, value: str) -> None:
    wanted = getattr(window.photos.filter_bar, box)
    wanted.setCurrentIndex(wanted.findData(value))


def test_that_suggestions_are_shown_accepted_in_one_step_and_taken_back(opened: MainWindow, qtbot: QtBot) -> None:
    assert not opened.menu_actions["accept_suggestion"].isEnabled()
    _ask(opened, "suggest_labels", qtbot)
    photos = opened.photos.view.photos
    opinions = {photos.sample_at(row).path.name: photos.index(row).data(OPINION_ROLE) for row in range(17)}
    assert opinions.pop("broken.png") is None
    assert all(opinion.label == name[:-5] for name, opinion in opinions.items())
    assert "the model says: " in photos.index(16).data(Qt.ItemDataRole.AccessibleTextRole)
    opened.photos.view.selectAll()
    opened.menu_actions["accept_suggestion"].trigger()
    qtbot.waitUntil(lambda: _labels(opened) == {"red": 8, "green": 8, "": 1})
    assert opened.state.undo_stack.undoText() == "label 16 photos as 2 classes"
    opened.state.undo_stack.undo()
    qtbot.waitUntil(lambda: _labels(opened) == {"": 17})


def test_that_cells_are_higher_while_there_is_something_to_say(opened: MainWindow, qtbot: QtBot) -> None:
    before = opened.photos.view.gridSize().height()
    _ask(opened, "suggest_labels", qtbot)
    assert opened.photos.view.gridSize().height() == before + opened.photos.view.fontMetrics().height()


def test_that_a_key_accepts_the_suggestion_of_the_photo_on_show(opened: MainWindow, qtbot: QtBot) -> None:
    opened.show()
    _ask(opened, "suggest_labels", qtbot)
    opened.photos.class_list.setCurrentIndex(opened.photos.classes.index(1))
    opened.photos.view.setCurrentIndex(opened.photos.view.photos.index(1))
    opened.photos.look_at_selected()
    assert "green" in opened.photos.large.facts.text()
    qtbot.keyClick(opened.photos.large, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: _labels(opened) == {"green": 1, "": 16})
    assert opened.photos.large.isVisible()


def test_that_keys_pressed_faster_than_edits_are_kept_accept_one_photo_each(opened: MainWindow, qtbot: QtBot) -> None:
    opened.show()
    _ask(opened, "suggest_labels", qtbot)
    opened.photos.class_list.setCurrentIndex(opened.photos.classes.index(1))
    opened.photos.view.setCurrentIndex(opened.photos.view.photos.index(1))
    opened.photos.look_at_selected()
    for _ in range(3):
        qtbot.keyClick(opened.photos.large, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: _labels(opened) == {"green": 3, "": 14})
    qtbot.waitUntil(lambda: not opened.state.editor.busy)
    assert _labels(opened) == {"green": 3, "": 14}


def test_that_the_most_unsure_come_first(opened: MainWindow, qtbot: QtBot) -> None:
    samples = opened.state.dataset.unlabelled
    opened.photos.suggestions.opinions = Opinions(("red", "green"))
    shares = [0.9, 0.51, 0.7]
    opened.photos.suggestions.opinions.add(
        Opinion(sample.digest, "red", share) for sample, share in zip(samples[3:6], shares, strict=True)
    )
    _choose(opened, "orders", "unsure")
    assert _names(opened)[:4] == [samples[place].path.name for place in (4, 5, 3, 0)]
    _choose(opened, "states", "unsure")
    assert _names(opened) == [samples[4].path.name]


def test_that_labels_that_the_model_doubts_are_shown_and_counted_honestly(
    opened: MainWindow, flat: Path, qtbot: QtBot
) -> None:
    reds = tuple(sorted(flat.glob("red*.png")))
    opened.state.editor.apply(Relabel((*reds[:7], flat / "green3.png"), "red"))
    opened.state.editor.apply(Relabel((reds[7], *(flat / f"green{number}.png" for number in range(3))), "green"))
    qtbot.waitUntil(lambda: len(opened.state.dataset.samples) == 12)
    _choose(opened, "states", "wrong")
    assert "has not been asked" in opened.photos.suggestion_bar.text.text()
    with qtbot.waitSignal(opened.photos.suggestions.ended, timeout=20_000):
        opened.photos.suggestion_bar.compare.click()
    assert sorted(_names(opened)) == ["green3.png", "red7.png"]
    dataset, said = opened.state.dataset, opened.photos.suggestion_bar.text.text()
    others = {
        part: sum(each.path.name in _names(opened) for each in dataset.part(part)) for part in ("validation", "train")
    }
    assert f"{others['validation']} of {len(dataset.part('validation'))} validation photos" in said
    assert f"{others['train']} of {len(dataset.part('train'))} training photos" in said
    assert "by heart" in said
    opened.photos.view.selectAll()
    opened.photos.suggestion_bar.accept.click()
    qtbot.waitUntil(lambda: _labels(opened) == {"red": 8, "green": 4, "": 5})


def test_that_nothing_to_accept_is_said(opened: MainWindow, flat: Path, qtbot: QtBot) -> None:
    _ask(opened, "suggest_labels", qtbot)
    opened.photos.view.select_paths([flat / "broken.png"])
    with qtbot.waitSignal(opened.suggesting.failed):
        opened.menu_actions["accept_suggestion"].trigger()
    assert "suggests no other label" in opened.notice.banner.text()


def test_that_suggestions_of_an_earlier_model_are_called_so_and_asked_for_again(
    opened: MainWindow, model: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    bar = opened.photos.suggestion_bar
    _ask(opened, "suggest_labels", qtbot)
    assert "16 with a suggestion" in bar.text.text()
    assert "earlier model" not in bar.text.text()
    shutil.copy(model, tmp_path / "next.tlmodel")
    with qtbot.waitSignals([opened.state.predictor_changed] * 2, timeout=20_000):
        opened.open_model(tmp_path / "next.tlmodel")
    assert "earlier model" in bar.text.text()
    assert bar.suggest.text() == "Suggest Again"
    with qtbot.waitSignal(opened.photos.suggestions.ended, timeout=20_000):
        bar.suggest.click()
    assert "16 with a suggestion" in bar.text.text()
    assert "earlier model" not in bar.text.text()


def test_that_a_question_can_be_cancelled_and_goes_on_later(opened: MainWindow, qtbot: QtBot) -> None:
    opened.menu_actions["suggest_labels"].trigger()
    assert opened.photos.suggestions.running
    assert not opened.menu_actions["suggest_labels"].isEnabled()
    opened.photos.suggestion_bar.cancel.click()
    assert not opened.photos.suggestions.running
    _ask(opened, "suggest_labels", qtbot)
    assert len(opened.photos.suggestions.opinions) == 16


def test_that_the_keyboard_stays_where_the_buttons_are(opened: MainWindow, qtbot: QtBot) -> None:
    opened.show()
    bar = opened.photos.suggestion_bar
    bar.suggest.setFocus()
    qtbot.waitUntil(bar.suggest.hasFocus)
    with qtbot.waitSignal(opened.photos.suggestions.ended, timeout=20_000):
        qtbot.keyClick(bar.suggest, Qt.Key.Key_Space)
        assert bar.cancel.hasFocus()
    assert bar.isAncestorOf(opened.focusWidget())


def test_that_what_was_asked_ends_when_other_photos_are_opened(
    opened: MainWindow, draw_photos: Callable[..., Path], qtbot: QtBot
) -> None:
    opened.menu_actions["suggest_labels"].trigger()
    _open(opened, draw_photos(), qtbot)
    assert not opened.photos.suggestions.running
    assert not opened.menu_actions["suggest_labels"].isEnabled()
    assert opened.menu_actions["compare_labels"].isEnabled()


def test_that_without_a_model_only_names_are_offered(window: MainWindow, flat: Path, qtbot: QtBot) -> None:
    _open(window, flat, qtbot)
    bar = window.photos.suggestion_bar
    assert "17 photos without a label" in bar.text.text()
    assert "train, and the model suggests" in bar.text.text()
    assert (bar.names.isHidden(), bar.suggest.isHidden()) == (False, True)
    assert not window.menu_actions["suggest_labels"].isEnabled()
    assert not window.menu_actions["compare_labels"].isEnabled()


def test_that_a_model_that_is_gone_is_said(opened: MainWindow, model: Path, tmp_path: Path, qtbot: QtBot) -> None:
    shutil.copy(model, tmp_path / "next.tlmodel")
    with qtbot.waitSignals([opened.state.predictor_changed] * 2, timeout=20_000):
        opened.open_model(tmp_path / "next.tlmodel")
    (tmp_path / "next.tlmodel").unlink()
    with qtbot.waitSignal(opened.photos.suggestions.failed, timeout=20_000):
        opened.menu_actions["suggest_labels"].trigger()
    assert not opened.photos.suggestions.running
