"""Things that were opened lately, and which of them are still there: asked without waiting for a dead drive."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tlstudio.foundation.folders import projects_folder
from tlstudio.gui import recent as room
from tlstudio.gui.menus import RecentMenu
from tlstudio.gui.recent import Recent, recent_icon, recent_text
from tlstudio.gui.window import MainWindow


@pytest.fixture
def recent(application: QApplication, tmp_path: Path) -> Recent:
    """One thing that is there and one that is not."""
    before = Recent()
    for name in ("gone", "there"):
        before.add((tmp_path / name,))
    (tmp_path / "there").mkdir()
    return Recent()


@pytest.fixture
def dead_drive(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever asks for “gone” waits for the end of the test."""
    end = threading.Event()
    exists = Path.exists

    def ask(path: Path) -> bool:
        return end.wait(60) if path.name == "gone" else exists(path)

    monkeypatch.setattr(Path, "exists", ask)
    yield
    end.set()


def test_that_what_is_gone_is_known_after_a_look(recent: Recent, tmp_path: Path, qtbot: QtBot) -> None:
    assert recent.is_there((tmp_path / "there",)) is None
    recent.look()
    qtbot.waitUntil(lambda: recent.is_there((tmp_path / "gone",)) is False)
    assert recent.is_there((tmp_path / "there",))


def test_that_the_menu_greys_what_is_gone(recent: Recent, qtbot: QtBot) -> None:
    menu = RecentMenu(recent)
    menu.aboutToShow.emit()
    qtbot.waitUntil(lambda: [action.isEnabled() for action in menu.actions()[:2]] == [True, False])


def test_that_a_drive_that_does_not_answer_holds_nobody_up(
    recent: Recent, dead_drive: None, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_PATIENCE_SECONDS", 0.3)
    menu = RecentMenu(recent)
    for _ in range(3):
        started = time.monotonic()
        menu.aboutToShow.emit()
        assert time.monotonic() - started < 1
        qtbot.waitUntil(lambda: recent.is_there((tmp_path / "gone",)) is False)
        qtbot.waitUntil(lambda: recent._worker is None)
    assert recent.is_there((tmp_path / "there",))
    assert [each.name for each in threading.enumerate()].count("recent") == 1


def test_that_the_start_page_shows_only_what_is_there(
    recent: Recent, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window.recent.look()
    qtbot.waitUntil(lambda: bool(window.photos.empty._recent_buttons))
    assert [button.text() for button in window.photos.empty._recent_buttons] == [f"{tmp_path.name}/there"]


def test_that_a_project_is_called_one(application: QApplication, tmp_path: Path) -> None:
    project = (tmp_path / "bees.tlproject",)
    assert recent_text(project) == f"{tmp_path.name}/bees (project)"
    assert len({recent_icon((tmp_path / name,)) for name in ("a.tlproject", "b.tlmodel", "c.csv", "d")}) == 4


def test_that_the_studio_s_own_projects_are_not_listed(application: QApplication, tmp_path: Path) -> None:
    recent = Recent()
    recent.add((tmp_path,))
    recent.add((projects_folder() / "photos 1234.tlproject",))
    assert recent.entries() == [(tmp_path,)]
