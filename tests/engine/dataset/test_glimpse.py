"""The first photos of a collection, long before all of it is read."""

from collections.abc import Callable
from pathlib import Path

import pytest
from draining import drain

from tlstudio.dataset import glimpse
from tlstudio.dataset.glimpse import first_photos
from tlstudio.dataset.scan import layout_of, scan
from tlstudio.foundation.control import Control


def test_that_the_first_photos_are_those_that_a_scan_finds_first(draw_photos: Callable[..., Path]) -> None:
    photos = draw_photos(("ants", "bees"), 3)
    (photos / "ants" / "ants000a.txt").write_text("no photo")
    scanned = drain(scan(photos, Control()))[0].samples
    found = [(each.path, each.label, each.digest) for each in first_photos(layout_of(photos), Control())]
    assert found == [(each.path, each.label, each.digest) for each in scanned]


def test_that_no_more_are_read_than_a_screen_shows(
    draw_photos: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glimpse, "MOST", 4)
    photos = draw_photos(("ants", "bees"), 3)
    assert [each.label for each in first_photos(layout_of(photos), Control())] == [*["ants"] * 3, "bees"]


def test_that_a_table_is_glimpsed_too(draw_photos: Callable[..., Path], tmp_path: Path) -> None:
    draw_photos(("ants",), 2)
    table = tmp_path / "table.csv"
    table.write_text("path,label\nphotos/ants/ants001.jpg,ant\n")
    found = first_photos(layout_of(table), Control())
    assert [(each.path.name, each.label) for each in found] == [("ants001.jpg", "ant")]


def test_that_a_stopped_glimpse_reads_nothing(draw_photos: Callable[..., Path]) -> None:
    control = Control()
    control.stop()
    assert first_photos(layout_of(draw_photos()), control) == ()
