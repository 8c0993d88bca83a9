"""A photo can be seen turned and cropped: the very pixels of the upright one, and the file is never touched."""

import io
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tlstudio.photos.decode import decode
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo, Picture, PixelRequest
from tlstudio.photos.view import Box, View, Viewed, turned

AS_LARGE_AS_IT_IS = PixelRequest(64, 64, "inside")
NETWORK = PixelRequest(32, 32, "crop", 0.875)
PART: Box = (0.25, 0.125, 0.75, 1.0)
STORED = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}


def _file(upright: Image.Image, kind: str, orientation: int = 1) -> bytes:
    """The picture as a camera that was held otherwise stores it."""
    turn = STORED[orientation]
    stored = upright if turn is None else upright.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    stored.save(buffer, kind, exif=exif, **({"quality": 100, "subsampling": 0} if kind == "JPEG" else {}))
    return buffer.getvalue()


def _pixels(data: bytes, request: PixelRequest, view: View | None = None) -> NDArray[np.uint8]:
    found = decode(data, request, view)
    assert isinstance(found, Picture), found
    return np.frombuffer(found.pixels, np.uint8).reshape(found.rows, found.columns, 3)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_that_a_turned_photo_is_the_upright_one_turned_clockwise(
    scene: Image.Image, turn: int, orientation: int, kind: str
) -> None:
    data = _file(scene, kind, orientation)
    upright = _pixels(data, AS_LARGE_AS_IT_IS)
    assert (_pixels(data, AS_LARGE_AS_IT_IS, View(turn)) == np.rot90(upright, -turn // 90)).all()


@pytest.mark.parametrize("request_", [NETWORK, PixelRequest(24, 24, "pad"), PixelRequest(24, 24, "stretch")])
def test_that_whoever_asks_gets_the_turned_photo(scene: Image.Image, request_: PixelRequest) -> None:
    data = _file(scene, "PNG")
    upright, seen = _pixels(data, request_).astype(int), _pixels(data, request_, View(90)).astype(int)
    assert np.abs(seen - np.rot90(upright, -1)).max() <= 2


@pytest.mark.parametrize("orientation", STORED)
def test_that_a_crop_is_exactly_that_part_of_the_turned_photo(scene: Image.Image, orientation: int) -> None:
    data = _file(scene, "PNG", orientation)
    whole = np.rot90(np.asarray(scene), -1)
    assert (_pixels(data, AS_LARGE_AS_IT_IS, View(90, PART)) == whole[6:48, 8:24]).all()


def test_that_a_cropped_photo_is_one_of_that_size(scene: Image.Image) -> None:
    part = scene.crop((12, 4, 36, 32))
    found = decode(_file(scene, "PNG"), NETWORK, View(0, PART))
    assert isinstance(found, Picture)
    assert (found.width, found.height) == part.size
    difference = np.abs(
        _pixels(_file(part, "PNG"), NETWORK).astype(int) - np.frombuffer(found.pixels, np.uint8).reshape(32, 32, 3)
    )
    assert difference.mean() < 1


def test_that_enough_of_a_large_jpeg_is_decoded_for_a_small_part_of_it() -> None:
    """A sixteenth of the photo is wanted at 100 pixels: a photo decoded for 100 pixels would have 25 of them there."""
    stripes = np.zeros((1600, 1600, 3), np.uint8)
    stripes[:, ::8] = stripes[:, 1::8] = stripes[:, 2::8] = stripes[:, 3::8] = 255
    data = _file(Image.fromarray(stripes), "JPEG")
    part = View(0, (0.25, 0.25, 0.3125, 0.3125))
    seen = _pixels(data, PixelRequest(100, 100, "stretch"), part)
    assert (np.abs(seen.astype(int) - stripes[400:500, 400:500]) < 30).mean() > 0.95


def test_that_a_turned_photo_is_decoded_for_the_shape_it_has_then() -> None:
    rows = np.zeros((400, 3200, 3), np.uint8)
    rows[::8] = rows[1::8] = rows[2::8] = rows[3::8] = 255
    data = _file(Image.fromarray(rows), "JPEG")
    seen = _pixels(data, PixelRequest(400, 100, "stretch"), View(90))
    assert seen.shape == (100, 400, 3)
    assert (seen[:, ::8].mean() - seen[:, 4::8].mean()) ** 2 > 150**2


def test_that_a_smallest_part_still_has_a_pixel() -> None:
    data = _file(Image.new("RGB", (10, 10), "red"), "PNG")
    found = decode(data, AS_LARGE_AS_IT_IS, View(0, (0.99, 0.99, 1.0, 1.0)))
    assert isinstance(found, Picture)
    assert (found.width, found.height, found.pixels) == (1, 1, b"\xff\0\0")


@pytest.mark.parametrize(
    "box",
    [(0.5, 0.0, 0.5, 1.0), (0.6, 0.0, 0.4, 1.0), (-0.1, 0.0, 1.0, 1.0), (0.0, 0.0, 1.0, 1.1), (0, float("nan"), 1, 1)],
)
def test_that_a_box_that_is_no_part_of_a_photo_is_refused(box: Box) -> None:
    with pytest.raises(ValueError, match="part"):
        View(0, box)


def test_that_a_part_turns_with_its_photo(scene: Image.Image) -> None:
    data = _file(scene, "PNG")
    part = _pixels(data, AS_LARGE_AS_IT_IS, View(0, PART))
    for turn in (90, 180, 270):
        seen = _pixels(data, AS_LARGE_AS_IT_IS, View(turn, turned(PART, turn)))
        assert (seen == np.rot90(part, -turn // 90)).all()
    assert turned(PART, 360) == PART


def test_that_the_readers_are_told_and_the_file_stays_as_it_is(
    scene: Image.Image, tmp_path: Path, pool: PhotoPool
) -> None:
    path, data = tmp_path / "photo.png", _file(scene, "PNG")
    path.write_bytes(data)
    view = View(270, PART)
    sources = [path, Viewed(path, view), path]
    answers = list(pool.in_order(sources, AS_LARGE_AS_IT_IS, Priority.TRAINING))
    pixels = [answer.pixels for answer in answers if isinstance(answer, Photo)]
    assert (pixels[1] == _pixels(data, AS_LARGE_AS_IT_IS, view)).all()
    assert (pixels[0] == np.asarray(scene)).all()
    assert (pixels[2] == pixels[0]).all()
    assert path.read_bytes() == data
