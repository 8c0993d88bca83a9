"""A quick look tells of whatever a search would find, and of nothing else."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from draining import drain

from tlstudio.dataset.glance import Glance, glance
from tlstudio.dataset.scan import layout_of
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import UsageError


def _look(photos: Path) -> Glance:
    return drain(glance(layout_of(photos, loose=True), Control()))[0]


def _add(photos: Path) -> None:
    (photos / "red" / "new.jpg").write_bytes(b"new")


def _delete(photos: Path) -> None:
    (photos / "red" / "red000.jpg").unlink()


def _rename(photos: Path) -> None:
    (photos / "red" / "red000.jpg").rename(photos / "red" / "other.jpg")


def _rewrite(photos: Path) -> None:
    path = photos / "red" / "red000.jpg"
    path.write_bytes(path.read_bytes()[::-1])


def _new_class(photos: Path) -> None:
    (photos / "blue").mkdir()


def _new_stray(photos: Path) -> None:
    (photos / "stray.jpg").write_bytes(b"stray")


@pytest.mark.parametrize("change", [_add, _delete, _rename, _rewrite, _new_class, _new_stray])
def test_that_every_change_is_seen(draw_photos: Callable[..., Path], change: Callable[[Path], None]) -> None:
    photos = draw_photos(count=2)
    before = _look(photos).signature
    assert _look(photos).signature == before
    change(photos)
    assert _look(photos).signature != before


def test_that_what_programs_note_for_themselves_is_no_change(draw_photos: Callable[..., Path]) -> None:
    photos = draw_photos(count=2)
    before = _look(photos).signature
    (photos / "red" / ".hidden").write_text("a note")
    (photos / "Thumbs.db").write_text("a note")
    assert _look(photos).signature == before


def test_that_the_folders_to_watch_are_all_in_which_something_can_come(draw_photos: Callable[..., Path]) -> None:
    photos = draw_photos(count=1)
    (photos / "red" / "empty" / "deeper").mkdir(parents=True)
    assert set(_look(photos).folders) == {
        *(photos, photos / "red", photos / "green"),
        *(photos / "red" / "empty", photos / "red" / "empty" / "deeper"),
    }
    assert _look(photos).folders[0] == photos


def test_that_the_folders_of_a_table_are_watched_and_its_lines_count(draw_photos: Callable[..., Path]) -> None:
    photos = draw_photos(count=1)
    table = photos / "table.csv"
    table.write_text("path,label\nred/red000.jpg,red\ngreen/green000.jpg,green\n")
    before = _look(table)
    assert set(before.folders) == {photos, photos / "red", photos / "green"}
    table.write_text("path,label\nred/red000.jpg,crimson\ngreen/green000.jpg,green\n")
    assert _look(table).signature != before.signature


def test_that_it_is_settled_only_when_nobody_writes_any_more(
    draw_photos: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = draw_photos(count=1)
    assert not _look(photos).settled
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 60)
    assert _look(photos).settled


def test_that_a_file_from_the_future_unsettles_nobody(
    draw_photos: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = draw_photos(count=1)
    now = time.time()
    os.utime(photos / "red" / "red000.jpg", (now + 10_000, now + 10_000))
    monkeypatch.setattr(time, "time", lambda: now + 60)
    assert _look(photos).settled


def test_that_folders_that_are_gone_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not there"):
        _look(tmp_path / "gone")


def test_that_a_photo_beside_the_class_folders_is_seen_too(draw_photos: Callable[..., Path]) -> None:
    photos = draw_photos()
    before = _look(photos)
    (photos / "red" / "red000.jpg").rename(photos / "loose.jpg")
    moved = _look(photos)
    (photos / "loose.jpg").unlink()
    assert len({before.signature, moved.signature, _look(photos).signature}) == 3
