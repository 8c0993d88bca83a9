"""Crop, pad, stretch and inside give the pixels that the words promise."""

import io

import numpy as np
import pytest
from PIL import Image
from torchvision.transforms import v2

from tlstudio.photos.decode import decode
from tlstudio.photos.geometry import place
from tlstudio.photos.request import Picture, PixelRequest

SIZES = [(500, 375), (375, 500), (333, 500), (500, 500), (100, 80), (256, 256), (3000, 61), (224, 225)]


def _drawn(width: int, height: int, grain: int = 4) -> Image.Image:
    shape = (height // grain + 1, width // grain + 1, 3)
    noise = np.random.default_rng(width * height).integers(0, 256, shape, dtype=np.uint8)
    return Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC)


def _decoded(image: Image.Image, request: PixelRequest) -> np.ndarray:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    found = decode(buffer.getvalue(), request)
    assert isinstance(found, Picture), found
    return _pixels(found)


def _pixels(picture: Picture) -> np.ndarray:
    return np.frombuffer(picture.pixels, np.uint8).reshape(picture.rows, picture.columns, 3).astype(int)


@pytest.mark.parametrize("interpolation", ["bilinear", "bicubic"])
@pytest.mark.parametrize("size", SIZES)
def test_that_crop_equals_the_usual_resize_and_centre_crop(size: tuple[int, int], interpolation: str) -> None:
    """The preprocessing networks are published with; it must not cost accuracy to do it in one step."""
    image = _drawn(*size)
    usual = v2.Compose([v2.Resize(256, v2.InterpolationMode(interpolation)), v2.CenterCrop(224)])
    found = _decoded(image, PixelRequest(224, 224, "crop", 0.875, interpolation))
    difference = np.abs(found - np.asarray(usual(image), int))
    assert difference.mean() < 0.3  # the library may take rows before columns, and rounds to whole levels in between
    assert difference.max() <= 4


def test_that_crop_also_fills_a_shape_that_is_not_square() -> None:
    assert _decoded(_drawn(500, 375), PixelRequest(100, 300, "crop", 0.9)).shape == (300, 100, 3)


def test_that_stretch_forces_both_sides() -> None:
    image = _drawn(300, 100)
    found = _decoded(image, PixelRequest(50, 80, "stretch"))
    assert (found == np.asarray(image.resize((50, 80), Image.Resampling.BICUBIC), int)).all()


def test_that_pad_shows_the_whole_photo_between_mid_grey_bars() -> None:
    found = _decoded(Image.new("RGB", (200, 100), "red"), PixelRequest(64, 64, "pad"))
    assert found.shape == (64, 64, 3)
    assert (found[:16] == 128).all()
    assert (found[48:] == 128).all()
    assert (found[16:48] == (255, 0, 0)).all()


def test_that_inside_keeps_the_ratio_and_never_enlarges() -> None:
    assert _decoded(_drawn(400, 100), PixelRequest(80, 80, "inside")).shape == (20, 80, 3)
    assert _decoded(_drawn(30, 20), PixelRequest(80, 80, "inside")).shape == (20, 30, 3)
    assert _decoded(_drawn(2, 60), PixelRequest(8, 8, "inside")).shape == (8, 1, 3)


def test_that_the_whole_of_a_crop_has_the_scale_of_the_crop() -> None:
    assert place(PixelRequest(224, 224, "crop", 0.875), 1024, 512).whole() == pytest.approx((512, 256))


def test_that_a_large_jpeg_decoded_small_stays_close_to_the_full_decode() -> None:
    image = _drawn(1600, 1200, grain=16)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=95)
    request = PixelRequest(224, 224, "crop", 0.875)
    drafted = decode(buffer.getvalue(), request)
    assert isinstance(drafted, Picture)
    assert (drafted.width, drafted.height) == (1600, 1200)
    full = _decoded(Image.open(buffer), request)
    assert np.abs(_pixels(drafted) - full).mean() < 2
