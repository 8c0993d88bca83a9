"""What changes in the folders while the window is open is shown; what does not change costs nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tlstudio.dataset import glance
from tlstudio.gui.project import watching
from tlstudio.gui.window import MainWindow
from tlstudio.project.edits import Relabel


@pytest.fixture
def photos(draw_photos: Callable[..., Path]) -> Path:
    """Four red and four green photos."""
    return draw_photos(count=4)


@pytest.fixture
def opened(window: MainWindow, photos: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """The window with these photos open, searched and watched; what takes seconds takes parts of one."""
    monkeypatch.setattr(glance, "SETTLED_SECONDS", 0.3)
    monkeypatch.setattr(watching, "_SOON_MILLISECONDS", 50)
    with qtbot.waitSignals([window.opener.opened, window.search.ended], timeout=20_000):
        window.open_photos(photos)
    _rest(window, qtbot)
    return window


def _rest(window: MainWindow, qtbot: QtBot) -> None:
    """Wait until nobody looks at anything any more."""

    def is_at_rest() -> bool:
        watch = window.watch
        return not (watch._soon.isActive() or watch._worker or window.search.running or window.state.editor._worker)

    for _ in range(3):
        qtbot.waitUntil(is_at_rest, timeout=20_000)
        qtbot.wait(60)


def _names(window: MainWindow) -> set[str]:
    return {each.path.name for each in window.state.dataset.samples}


def test_that_a_photo_that_comes_is_shown_with_its_class(opened: MainWindow, photos: Path, qtbot: QtBot) -> None:
    shutil.copy(photos / "red" / "red000.jpg", photos / "green" / "came.jpg")
    qtbot.waitUntil(lambda: "came.jpg" in _names(opened), timeout=20_000)
    (sample,) = [each for each in opened.state.dataset.samples if each.path.name == "came.jpg"]
    assert sample.label == "green"


def test_that_a_photo_that_goes_is_marked_and_not_forgotten(opened: MainWindow, photos: Path, qtbot: QtBot) -> None:
    gone = photos / "red" / "red001.jpg"
    opened.state.editor.apply(Relabel((gone,), "green"))
    qtbot.waitUntil(lambda: opened.state.undo_stack.canUndo(), timeout=20_000)
    data = gone.read_bytes()
    gone.unlink()
    qtbot.waitUntil(lambda: [each.path for each in opened.state.dataset.missing] == [gone], timeout=20_000)
    (told,) = opened.photos.findings.found()
    assert told.path == gone
    assert "no longer there" in told.reason
    gone.write_bytes(data)
    qtbot.waitUntil(lambda: gone.name in _names(opened), timeout=20_000)
    assert {each.label for each in opened.state.dataset.samples if each.path == gone} == {"green"}
    assert opened.state.dataset.missing == ()


def test_that_a_new_class_is_watched_from_then_on(opened: MainWindow, photos: Path, qtbot: QtBot) -> None:
    (photos / "blue").mkdir()
    qtbot.waitUntil(lambda: str(photos / "blue") in opened.watch._watcher.directories(), timeout=20_000)
    shutil.copy(photos / "red" / "red000.jpg", photos / "blue" / "first.jpg")
    qtbot.waitUntil(lambda: "blue" in opened.state.dataset.classes, timeout=20_000)


def test_that_many_photos_are_one_search(opened: MainWindow, photos: Path, qtbot: QtBot) -> None:
    searches: list[None] = []
    opened.search.ended.connect(lambda: searches.append(None))
    data = (photos / "red" / "red000.jpg").read_bytes()
    for number in range(300):
        (photos / "red" / f"copy{number:03}.jpg").write_bytes(data + bytes([number % 256, number // 256]))
        qtbot.wait(2)
    qtbot.waitUntil(lambda: len(opened.state.dataset.samples) == 308, timeout=30_000)
    _rest(opened, qtbot)
    assert len(searches) == 1


def test_that_a_photo_that_is_copied_slowly_is_whole_in_the_end(opened: MainWindow, photos: Path, qtbot: QtBot) -> None:
    data = (photos / "red" / "red000.jpg").read_bytes()[::-1] * 4
    with (photos / "red" / "slow.bin").open("wb") as file:
        for start in range(0, len(data), len(data) // 8):
            file.write(data[start : start + len(data) // 8])
            file.flush()
            qtbot.wait(100)
    (photos / "red" / "slow.bin").write_bytes((photos / "red" / "red002.jpg").read_bytes() + b"end")
    qtbot.waitUntil(lambda: "slow.bin" in _names(opened), timeout=20_000)
    assert "slow.bin" not in {each.path.name for each in opened.state.dataset.skipped}


def test_that_a_search_that_finds_nothing_new_changes_nothing(opened: MainWindow, qtbot: QtBot) -> None:
    project, dataset = opened.state.project, opened.state.dataset
    revision, written = project.revision(), project.path.stat().st_mtime_ns
    opened.photos.view.selectAll()
    with qtbot.assertNotEmitted(opened.state.dataset_changed), qtbot.waitSignal(opened.search.ended, timeout=20_000):
        opened.search.again()
    with qtbot.assertNotEmitted(opened.state.dataset_changed):
        _rest(opened, qtbot)
    assert opened.state.dataset is dataset
    assert (project.revision(), project.path.stat().st_mtime_ns) == (revision, written)
    assert opened.photos.view.selected_count() == 8


def test_that_nothing_is_done_while_nothing_changes(opened: MainWindow, qtbot: QtBot) -> None:
    assert not opened.watch._now_and_then.isActive()
    with qtbot.assertNotEmitted(opened.search.ended, wait=500):
        pass
    assert opened.watch._worker is None


def test_that_a_photo_that_was_changed_in_its_place_is_seen_when_a_person_comes_back(
    opened: MainWindow, photos: Path, qtbot: QtBot
) -> None:
    before = {each.path.name: each.digest for each in opened.state.dataset.samples}["red000.jpg"]
    with (photos / "red" / "red000.jpg").open("ab") as file:
        file.write(b"changed")
    opened.watch._ended -= 100
    opened.watch._on_application_state_changed(Qt.ApplicationState.ApplicationActive)
    qtbot.waitUntil(
        lambda: {each.path.name: each.digest for each in opened.state.dataset.samples}["red000.jpg"] != before,
        timeout=20_000,
    )


def test_that_folders_that_are_gone_for_a_while_are_said_once_and_forget_nothing(
    opened: MainWindow, photos: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    said: list[str] = []
    opened.watch.failed.connect(said.append)
    photos.rename(tmp_path / "away")
    for _ in range(2):
        opened.watch.look()
        _rest(opened, qtbot)
    assert len(said) == 1
    assert "is not there" in said[0]
    assert "Locate Photos" in said[0]
    assert opened.watch._now_and_then.isActive()
    assert (len(opened.state.dataset.samples), opened.state.dataset.missing) == (8, ())
    (tmp_path / "away").rename(photos)
    with qtbot.waitSignal(opened.watch.came_back, timeout=20_000):
        opened.watch.look()
    _rest(opened, qtbot)
    assert not opened.watch._now_and_then.isActive()


def test_that_where_the_system_cannot_watch_a_look_comes_each_minute(
    opened: MainWindow, photos: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "MOST_WATCHED", 2)
    monkeypatch.setattr(watching, "_NOW_AND_THEN_MILLISECONDS", 200)
    opened.watch.begin()
    qtbot.waitUntil(opened.watch._now_and_then.isActive, timeout=20_000)
    assert len(opened.watch._watcher.directories()) == 2
    (photos / "red" / "red000.jpg").unlink()
    qtbot.waitUntil(lambda: len(opened.state.dataset.missing) == 1, timeout=20_000)


def test_that_nothing_is_watched_on_a_network_drive(
    opened: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "tells_of_changes", lambda folder: False)
    opened.watch.begin()
    qtbot.waitUntil(opened.watch._now_and_then.isActive, timeout=20_000)
    assert opened.watch._watcher.directories() == []


def test_that_other_photos_are_watched_when_they_are_opened(
    opened: MainWindow, photos: Path, draw_photos: Callable[..., Path], qtbot: QtBot
) -> None:
    others = draw_photos(("a", "b"), count=2, name="others")
    with qtbot.waitSignals([opened.opener.opened, opened.search.ended], timeout=20_000):
        opened.open_photos(others)
    _rest(opened, qtbot)
    assert set(opened.watch._watcher.directories()) == {str(others), str(others / "a"), str(others / "b")}
