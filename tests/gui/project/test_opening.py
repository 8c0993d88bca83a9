"""What is opened gets a project of its own, or is one; marks are there again when it is opened again."""

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from tlstudio.gui.app import create_window
from tlstudio.gui.window import MainWindow
from tlstudio.project.edits import Relabel
from tlstudio.project.opening import open_project
from tlstudio.project.own import own_path
from tlstudio.project.settings import Source


def _open(window: MainWindow, photos: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignals([window.opener.opened, window.search.ended], timeout=20_000):
        window.open_photos(photos)


def test_that_labels_are_there_again_after_a_restart(
    window: MainWindow, draw_photos: Callable[..., Path], qtbot: QtBot
) -> None:
    photos = draw_photos()
    _open(window, photos, qtbot)
    window.state.editor.apply(Relabel((photos / "red" / "red000.jpg",), "green"))
    qtbot.waitUntil(lambda: window.state.undo_stack.canUndo())
    window.close()
    again = create_window()
    qtbot.addWidget(again)
    _open(again, photos, qtbot)
    labels = {each.path.name: each.label for each in again.state.dataset.samples}
    assert labels["red000.jpg"] == "green"
    assert again.state.undo_stack.undoText() == "label 1 photo “green”"
    again.close()
    assert sorted(path.name for path in photos.iterdir()) == ["green", "red"], "nothing is put among the photos"


def test_that_a_project_is_opened_by_its_file_and_locked_meanwhile(
    window: MainWindow, draw_photos: Callable[..., Path], qtbot: QtBot
) -> None:
    photos = draw_photos()
    _open(window, photos, qtbot)
    path = own_path(Source((photos,)))
    _open(window, draw_photos(("a", "b"), name="others"), qtbot)
    with qtbot.waitSignal(window.opener.opened, timeout=20_000):
        window.open_project(path)
    assert window.state.project.path == path
    assert window.state.dataset.classes == ("green", "red")
    assert not window.state.project.read_only


def test_that_photos_opened_twice_in_a_row_can_be_changed(
    window: MainWindow, draw_photos: Callable[..., Path], qtbot: QtBot
) -> None:
    photos = draw_photos()
    for _ in range(4):
        window.open_photos(photos)
    qtbot.waitUntil(lambda: window.state.dataset is not None, timeout=20_000)
    assert window.state.editor.problem() == ""
    _open(window, photos, qtbot)
    assert window.state.editor.problem() == ""


def test_that_a_project_that_is_open_elsewhere_can_be_looked_at(
    window: MainWindow, draw_photos: Callable[..., Path], qtbot: QtBot
) -> None:
    photos = draw_photos()
    _open(window, photos, qtbot)
    other = create_window()
    qtbot.addWidget(other)
    _open(other, photos, qtbot)
    assert len(other.state.dataset.samples) == 20
    assert "open in another studio" in other.state.editor.problem()
    other.close()


def test_that_photos_that_are_gone_are_still_known(
    window: MainWindow, draw_photos: Callable[..., Path], tmp_path: Path, qtbot: QtBot
) -> None:
    photos = draw_photos()
    _open(window, photos, qtbot)
    path = own_path(Source((photos,)))
    _open(window, draw_photos(("a", "b"), name="others"), qtbot)
    photos.rename(tmp_path / "elsewhere")
    with qtbot.waitSignals([window.opener.opened, window.opener.failed], timeout=20_000):
        window.open_project(path)
    assert len(window.state.dataset.samples) == 20
    assert "Locate Photos" in window.notice.banner.text()


def test_that_where_nothing_can_be_kept_photos_open_all_the_same(
    window: MainWindow, home: Path, draw_photos: Callable[..., Path], qtbot: QtBot
) -> None:
    (home / "data").mkdir(exist_ok=True)
    (home / "data" / "projects").write_text("in the way")
    with qtbot.waitSignals([window.opener.opened, window.opener.failed], timeout=20_000):
        window.open_photos(draw_photos())
    assert len(window.state.dataset.samples) == 20
    assert "cannot be changed here" in window.notice.banner.text()
    assert window.state.editor.problem()


def test_that_an_empty_folder_leaves_no_project_behind(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "none" / "a").mkdir(parents=True)
    with qtbot.waitSignal(window.opener.failed, timeout=20_000):
        window.open_photos(tmp_path / "none")
    assert not own_path(Source((tmp_path / "none",))).exists()


def test_that_the_projects_photos_are_what_a_search_found(
    window: MainWindow, draw_photos: Callable[..., Path], qtbot: QtBot
) -> None:
    photos = draw_photos()
    _open(window, photos, qtbot)
    (photos / "red" / "new.jpg").write_bytes((photos / "green" / "green001.jpg").read_bytes() + b"x")
    with qtbot.waitSignal(window.search.ended, timeout=20_000):
        window.search.again()
    qtbot.waitUntil(lambda: len(window.state.dataset.samples) == 21)
    with open_project(window.state.project.path, read_only=True) as project:
        assert len(project.dataset().samples) == 21
