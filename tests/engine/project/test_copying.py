"""A copy of a project is whole, open, and never takes the place of what somebody uses."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.project.copying import save_as
from tlstudio.project.edits import LeaveOut, Relabel
from tlstudio.project.errors import DamagedProjectError, InUseError
from tlstudio.project.opening import create, open_project
from tlstudio.project.project import Project
from tlstudio.project.settings import Source


def test_that_a_copy_has_everything_and_goes_its_own_way(project: Project, photos: Path, tmp_path: Path) -> None:
    project.apply(Relabel((photos / "red" / "red000.jpg",), "green"))
    with save_as(project, tmp_path / "copy.tlproject") as copy:
        assert (copy.dataset(), copy.history()) == (project.dataset(), project.history())
        assert copy.revision() == project.revision()
        copy.undo()
        assert copy.dataset() != project.dataset()
    assert sorted(path.name for path in tmp_path.iterdir() if "copy" in path.name) == ["copy.tlproject"]


def test_that_a_copy_in_another_folder_still_finds_photos_that_are_moved_with_it(
    project: Project, photos: Path, tmp_path: Path
) -> None:
    together = tmp_path / "together"
    together.mkdir()
    photos.rename(together / "photos")
    project.locate(Source((together / "photos",)))
    save_as(project, together / "copy.tlproject").close()
    together.rename(tmp_path / "moved")
    with open_project(tmp_path / "moved" / "copy.tlproject") as copy:
        assert copy.source().photos == (tmp_path / "moved" / "photos",)


def test_that_what_can_only_be_read_can_be_copied_and_then_changed(
    project: Project, photos: Path, tmp_path: Path
) -> None:
    with (
        open_project(project.path, read_only=True) as looked_at,
        save_as(looked_at, tmp_path / "mine.tlproject") as own,
    ):
        assert not own.read_only
        own.apply(LeaveOut((photos / "red" / "red000.jpg",)))


def test_that_an_older_copy_is_replaced(project: Project, photos: Path, tmp_path: Path) -> None:
    create(tmp_path / "old.tlproject", Source((photos,))).close()
    with save_as(project, tmp_path / "old.tlproject") as copy:
        assert len(copy.dataset().samples) == 20


def test_that_a_project_in_use_is_not_replaced(project: Project, photos: Path, tmp_path: Path) -> None:
    with create(tmp_path / "used.tlproject", Source((photos,))) as used:
        before = used.path.read_bytes()
        with pytest.raises(InUseError):
            save_as(project, used.path)
        assert used.path.read_bytes() == before


def test_that_a_project_is_not_saved_over_itself(project: Project, tmp_path: Path) -> None:
    (tmp_path / "link.tlproject").symlink_to(project.path)
    for name in (project.path, tmp_path / "link.tlproject"):
        with pytest.raises(UsageError, match="saved all the time"):
            save_as(project, name)


@pytest.mark.parametrize("content", [b"a letter", b"SQLite format 3\0" + bytes(200)])
def test_that_no_other_file_is_replaced(project: Project, tmp_path: Path, content: bytes) -> None:
    other = tmp_path / "other.tlproject"
    other.write_bytes(content)
    with pytest.raises((UsageError, DamagedProjectError)):
        save_as(project, other)
    assert other.read_bytes() == content


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_that_a_folder_that_takes_nothing_is_named(project: Project, tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(StudioError, match="permission"):
        save_as(project, tmp_path / "shut" / "copy.tlproject")


def test_that_a_folder_that_is_not_there_is_named(
    project: Project, tmp_path: Path, search: Callable[[Project], Dataset]
) -> None:
    with pytest.raises(StudioError, match="folder does not exist"):
        save_as(project, tmp_path / "none" / "copy.tlproject")
    assert len(search(project).samples) == 20
