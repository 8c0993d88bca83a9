"""Photos stand upright, whatever the camera's EXIF says, and broken EXIF does no harm."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tlstudio.photos.decode import decode
from tlstudio.photos.request import Picture, PixelRequest

Encode = Callable[..., bytes]
PixelsOf = Callable[[bytes], NDArray[np.uint8]]

# How a camera stores an upright picture for each orientation: the turn that a viewer must undo.
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def _exif(orientation: object) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP", "JPEG", "AVIF"])
@pytest.mark.parametrize("orientation", STORED)
def test_that_a_turned_photo_is_set_upright(
    encode: Encode, pixels_of: PixelsOf, scene: Image.Image, orientation: int, kind: str
) -> None:
    turn = STORED[orientation]
    stored = scene.transpose(turn) if turn is not None else scene
    options = {"WEBP": {"lossless": True}, "JPEG": {"quality": 100, "subsampling": 0}, "AVIF": {"quality": 100}}
    pixels = pixels_of(encode(stored, kind, exif=_exif(orientation), **options.get(kind, {})))
    assert pixels.shape == (32, 48, 3)
    assert np.abs(pixels.astype(int) - np.asarray(scene, int)).mean() < 2


def test_that_the_size_told_is_the_upright_one(encode: Encode, scene: Image.Image) -> None:
    photo = decode(encode(scene, "JPEG", exif=_exif(6)), PixelRequest(8, 8))
    assert isinstance(photo, Picture)
    assert (photo.width, photo.height) == (32, 48)


def test_that_a_turned_photo_is_drafted_for_its_upright_shape(encode: Encode) -> None:
    tall = Image.new("RGB", (1600, 400), "red")
    photo = decode(encode(tall, "JPEG", exif=_exif(6)), PixelRequest(50, 800, "stretch"))
    assert isinstance(photo, Picture)
    assert (photo.rows, photo.columns) == (800, 50)


@pytest.mark.parametrize(
    "exif", [_exif(99), _exif(0), _exif(65535), b"Exif\0\0garbage", b"Exif\0\0II*\0\xff\xff\xff\xff"]
)
def test_that_broken_exif_is_ignored(encode: Encode, pixels_of: PixelsOf, scene: Image.Image, exif: object) -> None:
    pixels = pixels_of(encode(scene, "JPEG", exif=exif, quality=100))
    assert np.abs(pixels.astype(int) - np.asarray(scene, int)).mean() < 3


@pytest.mark.parametrize("shape", ["Landscape", "Portrait"])
def test_that_real_photos_of_all_orientations_look_the_same(real_photos: Path, shape: str) -> None:
    request = PixelRequest(48, 48, "stretch")
    photos = [decode((real_photos / f"odd-photos/exif-orient/{shape}_{n}.jpg").read_bytes(), request) for n in range(9)]
    pixels = [np.frombuffer(photo.pixels, np.uint8).astype(int) for photo in photos if isinstance(photo, Picture)]
    assert len(pixels) == 9
    assert all(np.abs(other - pixels[0]).mean() < 6 for other in pixels)
