"""Thumbnails are kept between runs; nothing kept is trusted further than it fits the photo."""

import hashlib
import os
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from tlstudio.photos import kept
from tlstudio.photos.decode import encode
from tlstudio.photos.kept import Keeper, Thumbnail, find, name_of
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo, Picture, PixelRequest
from tlstudio.photos.thumbnail import thumbnail
from tlstudio.photos.view import View, Viewed

REQUEST = PixelRequest(96, 96, "inside", interpolation="bilinear", keep=True)
BLUE = (0, 0, 255)


@pytest.fixture(autouse=True)
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desktop's folder of thumbnails of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "cache" / "thumbnails" / "normal"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo large enough to be kept, red with grain."""
    return _large_photo(tmp_path / "red (1).jpg", 180)


def _large_photo(path: Path, red: int) -> Path:
    pixels = np.random.default_rng(0).integers(0, 60, (500, 700, 3)) + np.array((red, 0, 0))
    Image.fromarray(pixels.astype(np.uint8)).save(path, quality=98)
    assert path.stat().st_size > kept.WORTH_KEEPING
    return path


def _blue(size: tuple[int, int] = (96, 69)) -> bytes:
    return encode(Picture(bytes(BLUE) * (size[0] * size[1]), size[1], size[0], *size))


def _put(*thumbnails: Thumbnail) -> None:
    keeper = Keeper()
    for each in thumbnails:
        keeper.keep(each)
    keeper.close()


def _is_blue(found: object) -> bool:
    assert isinstance(found, Picture)
    return found.pixels[2] > 200 > 100 > found.pixels[0]


def _share(folder: Path, photo: Path, picture: Image.Image, **changes: str) -> Path:
    """A thumbnail as a file manager leaves it."""
    address = "file://" + str(photo).replace(" ", "%20")
    texts = {"Thumb::URI": address, "Thumb::MTime": str(int(photo.stat().st_mtime))} | changes
    info = PngImagePlugin.PngInfo()
    for key, text in texts.items():
        info.add_text(key, text)
    file = folder / f"{hashlib.md5(address.encode()).hexdigest()}.png"
    picture.save(file, pnginfo=info)
    return file


def test_that_a_large_photo_is_made_small_once(photo: Path) -> None:
    with PhotoPool(1) as pool:
        first = pool.submit(photo, REQUEST, Priority.THUMBNAIL).result(30)
    assert isinstance(first, Photo)
    assert first.pixels.shape == (69, 96, 3)
    assert find(name_of(photo.stat(), 96)) == first.encoded
    again = thumbnail(photo, REQUEST)
    assert isinstance(again, Picture)
    assert again.encoded == b""
    assert np.abs(np.frombuffer(again.pixels, np.uint8).astype(int) - first.pixels.ravel()).mean() < 6


def test_that_what_is_kept_spares_reading_the_photo(photo: Path) -> None:
    _put(Thumbnail(name_of(photo.stat(), 96), _blue()))
    assert _is_blue(thumbnail(photo, REQUEST))


def test_that_a_photo_that_was_changed_is_made_small_anew(photo: Path) -> None:
    _put(Thumbnail(name_of(photo.stat(), 96), _blue()))
    _large_photo(photo, 190)
    assert not _is_blue(thumbnail(photo, REQUEST))


def test_that_small_photos_are_not_kept(tmp_path: Path, home: Path) -> None:
    Image.new("RGB", (700, 500), "red").save(tmp_path / "small.jpg")
    with PhotoPool(1) as pool:
        assert isinstance(pool.submit(tmp_path / "small.jpg", REQUEST, Priority.THUMBNAIL).result(30), Photo)
    assert not (home / "cache").exists()


def test_that_only_thumbnails_ask_for_what_is_kept(photo: Path) -> None:
    _put(Thumbnail(name_of(photo.stat(), 96), _blue()))
    with PhotoPool(1) as pool:
        found = pool.submit(photo, PixelRequest(96, 96, "inside"), Priority.TRAINING).result(30)
    assert isinstance(found, Photo)
    assert found.pixels[0, 0, 0] > 100


def test_that_a_flipped_bit_is_noticed(photo: Path, home: Path) -> None:
    name = name_of(photo.stat(), 96)
    _put(Thumbnail(name, _blue()))
    with sqlite3.connect(home / "cache" / "photos" / "thumbnails.sqlite") as database:
        sealed = bytearray(database.execute("SELECT sealed FROM thumbnails").fetchone()[0])
        sealed[-5] ^= 1
        database.execute("UPDATE thumbnails SET sealed = ?", (bytes(sealed),))
    database.close()
    assert find(name) is None
    assert not _is_blue(thumbnail(photo, REQUEST))


def test_that_a_damaged_file_costs_nothing_and_is_begun_anew(photo: Path, home: Path) -> None:
    file = home / "cache" / "photos" / "thumbnails.sqlite"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"no database" * 1000)
    assert not _is_blue(thumbnail(photo, REQUEST))
    for _ in range(2):
        _put(Thumbnail(b"name", b"encoded"))
    assert find(b"name") == b"encoded"


def test_that_a_folder_that_cannot_be_written_costs_nothing(home: Path) -> None:
    (home / "cache").write_text("in the way")
    _put(Thumbnail(b"name", b"encoded"))
    assert find(b"name") is None


def test_that_the_file_is_bounded_and_the_latest_stay(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 1_000_000)
    thumbnails = [Thumbnail(b"%d" % number, os.urandom(20_000)) for number in range(200)]
    for start in range(0, 200, 20):
        _put(*thumbnails[start : start + 20])
    assert find(b"199") == thumbnails[-1].encoded
    assert find(b"0") is None
    assert (home / "cache" / "photos" / "thumbnails.sqlite").stat().st_size < 2_000_000


def test_that_a_file_manager_s_thumbnail_is_taken(photo: Path, shared: Path) -> None:
    _share(shared, photo, Image.new("RGB", (128, 91), BLUE))
    assert _is_blue(thumbnail(photo, REQUEST))


@pytest.mark.parametrize(
    "changes", [{"Thumb::URI": "file:///elsewhere.jpg"}, {"Thumb::MTime": "1"}, {"Thumb::MTime": ""}]
)
def test_that_a_thumbnail_of_something_else_or_of_another_time_is_not_taken(
    photo: Path, shared: Path, changes: dict[str, str]
) -> None:
    _share(shared, photo, Image.new("RGB", (128, 91), BLUE), **changes)
    assert not _is_blue(thumbnail(photo, REQUEST))


def test_that_a_thumbnail_with_too_few_pixels_is_not_taken(photo: Path, shared: Path) -> None:
    _share(shared, photo, Image.new("RGB", (95, 60), BLUE))
    assert not _is_blue(thumbnail(photo, REQUEST))


def test_that_no_hostile_thumbnail_keeps_a_photo_from_being_shown(photo: Path, shared: Path) -> None:
    file = _share(shared, photo, Image.new("RGB", (128, 91), BLUE))
    whole = file.read_bytes()
    bomb = whole[:16] + (60_000).to_bytes(4, "big") * 2 + whole[24:]
    endless = whole[:33] + b"\xff\xff\xff\xfftEXt" + whole[33:]
    for hostile in (b"", whole[:60], whole[:-30], bomb, endless, b"<svg/>" + whole):
        file.write_bytes(hostile)
        assert not _is_blue(thumbnail(photo, REQUEST))
    file.unlink()
    os.mkfifo(file)
    assert not _is_blue(thumbnail(photo, REQUEST))


def test_that_what_is_kept_of_a_turned_photo_is_kept_apart(photo: Path) -> None:
    turned, cropped = Viewed(photo, View(90)), Viewed(photo, View(90, (0.0, 0.0, 0.5, 1.0)))
    with PhotoPool(1) as pool:
        for source in (photo, turned, cropped):
            assert isinstance(pool.submit(source, REQUEST, Priority.THUMBNAIL).result(30), Photo)
    shapes = [(69, 96), (96, 69), (96, 34)]
    for view, shape in zip((None, turned.view, cropped.view), shapes, strict=True):
        again = thumbnail(photo, REQUEST, view)
        assert isinstance(again, Picture)
        assert again.encoded == b"", "it was kept, so it is not made anew"
        assert (again.rows, again.columns) == shape


def test_that_a_desktops_thumbnail_is_not_taken_for_a_turned_photo(photo: Path, shared: Path) -> None:
    _share(shared, photo, Image.new("RGB", (128, 91), BLUE))
    assert _is_blue(thumbnail(photo, REQUEST))
    assert not _is_blue(thumbnail(photo, REQUEST, View(180)))
