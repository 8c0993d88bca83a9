"""A glance at every photo: looked at once, known by content, and nothing damaged is believed."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from draining import drain
from PIL import Image

from tlstudio.dataset.sample import Sample
from tlstudio.dataset.sights import SIDE, Sight, sights_of
from tlstudio.foundation.control import Control
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.reading import content_digest


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    """A grey photo of a certain moment."""
    exif = Image.Exif()
    exif.get_ifd(0x8769).update({0x9003: "2026:05:04 10:00:07", 0x9291: "25"})
    path = tmp_path / "grey.jpg"
    Image.new("RGB", (90, 60), (50, 50, 50)).save(path, exif=exif)
    return Sample(path, "grey", "train", content_digest(path.read_bytes()))


def seen(samples: list[Sample], pool: PhotoPool) -> dict[str, Sight]:
    found: Any
    found, _ = drain(sights_of(samples, pool, Control()))
    return dict(found)


def test_that_a_sight_is_greys_and_the_time_of_the_shot(sample: Sample, pool: PhotoPool) -> None:
    found = seen([sample], pool)[sample.digest]
    assert found.greys == bytes([50]) * SIDE**2
    assert found.taken is not None
    assert found.taken % 60 == 7.25


def test_that_a_photo_seen_once_is_not_opened_again(sample: Sample, pool: PhotoPool) -> None:
    first = seen([sample], pool)
    sample.path.unlink()
    assert seen([sample], pool) == first


def test_that_a_damaged_row_is_looked_at_anew(sample: Sample, pool: PhotoPool, home: Path) -> None:
    first = seen([sample], pool)
    [file] = home.rglob("sights.sqlite")
    with sqlite3.connect(file) as database:
        [[sealed]] = database.execute("SELECT sealed FROM sights")
        database.execute("UPDATE sights SET sealed = ?", (sealed[:-1] + bytes([sealed[-1] ^ 1]),))
    database.close()
    assert seen([sample], pool) == first
    sample.path.unlink()
    assert seen([sample], pool) == first


def test_that_a_photo_that_cannot_be_read_has_none(sample: Sample, pool: PhotoPool) -> None:
    sample.path.write_bytes(b"\xff\xd8\xff")
    assert seen([sample], pool) == {}


@pytest.mark.parametrize("moment", ["", "0000:00:00 00:00:00", "yesterday", "2026:13:40 99:99:99"])
def test_that_a_moment_that_makes_no_sense_is_none(moment: str, tmp_path: Path, pool: PhotoPool) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = moment
    path = tmp_path / "a.jpg"
    Image.new("RGB", (9, 9)).save(path, exif=exif)
    assert seen([Sample(path, "a", "train", content_digest(path.read_bytes()))], pool).popitem()[1].taken is None
