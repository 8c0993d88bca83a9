"""The first photos of a collection, long before all of it is read."""

from collections.abc import Callable
from pathlib import Path

import pytest
from draining import drain

from tlstudio.dataset import glimpse
from tlstudio.dataset.glimpse import first_photos
from tlstudio.dataset.scan import scan
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import UsageError


def test_that_the_first_photos_are_those_that_a_scan_finds_first(draw_photos: Callable[..., Path]) -> None:
    photos = draw_photos(("ants", "bees"), 3)
    (photos / "ants" / "ants000a.txt").write_text("no photo")
    scanned = drain(scan(photos, Control()))[0].samples
    found = [(each.path, each.label, each.digest) for each in first_photos(photos, Control())]
    assert found == [(each.path, each.label, each.digest) for each in scanned]


def test_that_no_more_are_read_than_a_screen_shows(
    draw_photos: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glimpse, "MOST", 4)
    assert [each.label for each in first_photos(draw_photos(("ants", "bees"), 3), Control())] == [*["ants"] * 3, "bees"]


def test_that_a_table_is_glimpsed_too(draw_photos: Callable[..., Path], tmp_path: Path) -> None:
    draw_photos(("ants",), 2)
    table = tmp_path / "table.csv"
    table.write_text("path,label\nphotos/ants/ants001.jpg,ant\n")
    assert [(each.path.name, each.label) for each in first_photos(table, Control())] == [("ants001.jpg", "ant")]


def test_that_a_stopped_glimpse_reads_nothing(draw_photos: Callable[..., Path]) -> None:
    control = Control()
    control.stop()
    assert first_photos(draw_photos(), control) == ()


def test_that_what_is_not_there_is_said_as_a_scan_says_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not there"):
        first_photos(tmp_path / "gone", Control())
