"""What is ticked, typed and chosen is there again: after closing, after a kill, and after other photos in between."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import choosing
import msgspec
import pytest
from choosing import MUCH, choose_much, is_kept, is_ready, place, tick
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tlstudio.gui.app import create_window
from tlstudio.gui.dataset.place import Place
from tlstudio.gui.project.remembering import DELAY_MILLISECONDS
from tlstudio.gui.window import MainWindow
from tlstudio.project.database import journal_of
from tlstudio.project.opening import open_project
from tlstudio.project.own import own_path
from tlstudio.project.settings import Source
from tlstudio.training.recipe import Recipe

MINUTE = 60_000
USUAL = Recipe()


def bare(recipe: Recipe) -> Recipe:
    """The recipe without the photos it is for."""
    return msgspec.structs.replace(recipe, photos=())


def open_in(window: MainWindow, photos: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.opener.opened, timeout=MINUTE):
        window.open_photos(photos)
    qtbot.waitUntil(lambda: is_ready(window), timeout=MINUTE)


def type_in(window: MainWindow, key: str, text: str) -> None:
    window.training.form.findChild(QLineEdit, f"{key}Edit").setText(text)


def kept(photos: Path) -> Recipe:
    """The recipe in the project of these photos, as anybody can read it."""
    with open_project(own_path(Source((photos,))), read_only=True) as project:
        return project.recipe()


@pytest.fixture
def photos(draw_photos: Callable[..., Path]) -> Path:
    return draw_photos()


@pytest.fixture
def loaded(window: MainWindow) -> MainWindow:
    """The window with the layers of its network on their way."""
    window.layers.load()
    return window


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a kill that nothing can catch")
def test_that_all_is_there_again_after_a_kill(loaded: MainWindow, photos: Path, qtbot: QtBot) -> None:
    command = [sys.executable, choosing.__file__, str(photos)]
    killed = subprocess.run(command, env=dict(os.environ), stdout=subprocess.PIPE, timeout=120, check=False)
    assert killed.returncode == -signal.SIGKILL
    was = msgspec.json.decode(killed.stdout, type=Place)
    assert (was.kind, was.label, was.text, was.part, was.order, was.side) == ("class", "red", "0", "train", "name", 152)
    assert was.chosen.startswith("red/red0")
    loaded.show()
    open_in(loaded, photos, qtbot)
    assert bare(loaded.training.recipe()) == MUCH
    qtbot.waitUntil(lambda: place(loaded) == was)
    assert loaded.photos.selected_paths() == [photos / was.chosen]
    assert loaded.layers.header.strategy_box.currentText() == "Custom"


def test_that_little_time_passes_before_something_is_kept() -> None:
    assert DELAY_MILLISECONDS < 1000


def test_that_other_photos_have_a_recipe_of_their_own(
    loaded: MainWindow, photos: Path, draw_photos: Callable[..., Path], qtbot: QtBot
) -> None:
    others = draw_photos(("a", "b"), name="others")
    open_in(loaded, others, qtbot)
    type_in(loaded, "epochs", "4")
    open_in(loaded, photos, qtbot)
    choose_much(loaded)
    before = place(loaded)
    open_in(loaded, others, qtbot)  # at once: what was chosen last has not been kept yet
    assert bare(loaded.training.recipe()) == msgspec.structs.replace(USUAL, epochs=4)
    assert place(loaded).text == ""
    open_in(loaded, photos, qtbot)
    assert bare(loaded.training.recipe()) == MUCH
    assert place(loaded).label == before.label
    assert kept(others).epochs == 4


def test_that_what_was_changed_last_is_kept_when_the_window_is_closed(
    loaded: MainWindow, photos: Path, qtbot: QtBot
) -> None:
    open_in(loaded, photos, qtbot)
    type_in(loaded, "epochs", "3")
    loaded.close()
    assert kept(photos).epochs == 3


def test_that_a_network_that_is_loaded_later_does_not_undo_what_was_kept(
    window: MainWindow, photos: Path, qtbot: QtBot
) -> None:
    window.layers.load()
    open_in(window, photos, qtbot)
    choose_much(window)
    window.close()
    again = create_window()
    qtbot.addWidget(again)
    with qtbot.waitSignal(again.opener.opened, timeout=MINUTE):
        again.open_photos(photos)
    type_in(again, "epochs", "18")
    qtbot.waitUntil(lambda: kept(photos).epochs == 18, timeout=MINUTE)
    assert kept(photos).frozen == MUCH.frozen
    again.layers.load()
    qtbot.waitUntil(lambda: is_ready(again), timeout=MINUTE)
    assert bare(again.training.recipe()) == msgspec.structs.replace(MUCH, epochs=18)
    again.close()


def test_that_the_split_on_show_follows_the_share_that_is_typed(loaded: MainWindow, photos: Path, qtbot: QtBot) -> None:
    open_in(loaded, photos, qtbot)
    before = len(loaded.state.dataset.part("validation"))
    type_in(loaded, "validation_percent", "75")
    qtbot.waitUntil(lambda: len(loaded.state.dataset.part("validation")) > before, timeout=MINUTE)
    with open_project(own_path(Source((photos,))), read_only=True) as project:
        assert loaded.state.dataset.samples == project.dataset().samples


def test_that_looking_changes_nothing(loaded: MainWindow, photos: Path, qtbot: QtBot) -> None:
    open_in(loaded, photos, qtbot)
    qtbot.waitUntil(lambda: is_kept(loaded), timeout=MINUTE)
    loaded.close()
    path = own_path(Source((photos,)))
    with open_project(path) as project:
        project.keep_recipe(msgspec.structs.replace(USUAL, freeze=("conv_stem",), strategy="all", views=1))
        revision = project.revision()
    again = create_window()
    qtbot.addWidget(again)
    again.layers.load()
    open_in(again, photos, qtbot)
    assert (again.state.strategy, again.state.frozen) == ("custom", ("conv_stem",))
    with qtbot.waitSignals([again.search.ended], timeout=MINUTE, raising=False):
        pass
    again.close()
    with open_project(path) as project:
        assert project.revision() == revision


def test_that_a_network_that_is_gone_is_said_and_the_usual_one_takes_its_place(
    loaded: MainWindow, photos: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    open_in(loaded, photos, qtbot)
    path = own_path(Source((photos,)))
    loaded.close()
    gone = msgspec.structs.replace(USUAL, backbone=str(tmp_path / "gone.tlmodel"), frozen=("far",), epochs=6)
    with open_project(path) as project:
        project.keep_recipe(gone)
    again = create_window()
    qtbot.addWidget(again)
    again.layers.load()
    open_in(again, photos, qtbot)
    assert bare(again.training.recipe()) == msgspec.structs.replace(USUAL, epochs=6)
    assert "gone.tlmodel cannot be opened" in again.notice.banner.text()
    assert again.training.start_problem() == ""
    again.close()
    assert kept(photos).backbone == gone.backbone, "it may come back"


def test_that_layers_that_are_gone_are_said(loaded: MainWindow, photos: Path, qtbot: QtBot) -> None:
    open_in(loaded, photos, qtbot)
    tick(loaded, "conv_stem", Qt.CheckState.Unchecked)
    loaded.recall.put(msgspec.structs.replace(USUAL, frozen=("conv_stern",), epochs=2))
    assert bare(loaded.training.recipe()) == msgspec.structs.replace(USUAL, epochs=2)
    assert "conv_stern cannot be frozen" in loaded.notice.banner.text()
    assert "as usual" in loaded.notice.banner.text()


def test_that_a_place_from_elsewhere_harms_nothing(loaded: MainWindow, photos: Path, qtbot: QtBot) -> None:
    open_in(loaded, photos, qtbot)
    for nonsense in (None, 3, [], {"kind": 5}, {"kind": "class", "label": "gone", "state": "?", "chosen": "../%FF"}):
        loaded.remembering._browser.go_to(nonsense)
    assert place(loaded).kind == "all"
    assert loaded.photos.view.photos.rowCount() == 20


def test_that_a_recipe_that_cannot_be_kept_is_said_and_tried_again(
    loaded: MainWindow, photos: Path, qtbot: QtBot
) -> None:
    open_in(loaded, photos, qtbot)
    qtbot.waitUntil(lambda: is_kept(loaded), timeout=MINUTE)
    in_the_way = journal_of(own_path(Source((photos,))))
    in_the_way.mkdir()
    with qtbot.waitSignal(loaded.remembering.failed, timeout=MINUTE) as failed:
        type_in(loaded, "epochs", "3")
    assert "Cannot write" in failed.args[0]
    in_the_way.rmdir()
    loaded.close()
    assert kept(photos).epochs == 3
