"""Photos that were moved are found again, and other photos are not taken for them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from draining import drain

from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import UsageError
from tlstudio.project.locating import find_again, moved_to
from tlstudio.project.project import Project
from tlstudio.project.settings import Source


def test_that_a_folder_of_class_folders_is_simply_another_one(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    assert moved_to(Source((tmp_path / "old",)), tmp_path / "new") == Source((tmp_path / "new",))


def test_that_class_folders_and_tables_are_looked_for_by_name(tmp_path: Path) -> None:
    (tmp_path / "new" / "a").mkdir(parents=True)
    classes = Source((tmp_path / "old" / "a", tmp_path / "old" / "b"))
    assert moved_to(classes, tmp_path / "new").photos == (tmp_path / "new",)
    (tmp_path / "new" / "b").mkdir()
    assert moved_to(classes, tmp_path / "new").photos == (tmp_path / "new" / "a", tmp_path / "new" / "b")
    (tmp_path / "new" / "list.csv").write_text("path,label\n")
    assert moved_to(Source((tmp_path / "old" / "list.csv",)), tmp_path / "new").photos == (
        tmp_path / "new" / "list.csv",
    )


def test_that_the_other_folder_moves_along(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "far" / "new"
    (new / "check").mkdir(parents=True)
    (tmp_path / "far" / "beside").mkdir()
    assert moved_to(Source((old,), old / "check"), new).validation == new / "check"
    assert moved_to(Source((old,), tmp_path / "beside"), new).validation == tmp_path / "far" / "beside"
    assert moved_to(Source((old,), tmp_path / "gone"), new).validation == tmp_path / "gone"


def test_that_other_photos_are_not_taken_for_them(
    project: Project, draw_photos: Callable[..., Path], photos: Path
) -> None:
    others = draw_photos(("red", "green"), size=40, name="others")
    with pytest.raises(UsageError, match="Not one of this project's photos"):
        drain(find_again(project, others, Control()))
    assert project.source().photos == (photos,)


def test_that_a_part_of_them_is_enough(project: Project, photos: Path, tmp_path: Path) -> None:
    shutil.copytree(photos, tmp_path / "copy")
    shutil.rmtree(tmp_path / "copy" / "red")
    (source, samples, _), _ = drain(find_again(project, tmp_path / "copy", Control()))
    assert source.photos == (tmp_path / "copy",)
    assert len(samples) == 10
