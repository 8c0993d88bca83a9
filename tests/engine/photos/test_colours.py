"""Every way to store colours ends as the right 8-bit RGB, within two levels."""

import struct
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tlstudio.photos.decode import decode
from tlstudio.photos.request import Picture, PixelRequest

Encode = Callable[..., bytes]
PixelsOf = Callable[[bytes], NDArray[np.uint8]]


def _assert_close(found: NDArray[np.uint8], expected: object, levels: int = 2) -> None:
    assert np.abs(found.astype(int) - np.asarray(expected, int)).max() <= levels


@pytest.mark.parametrize(
    ("mode", "colour", "kind", "expected"),
    [
        ("RGB", (200, 100, 50), "PNG", (200, 100, 50)),
        ("RGB", (200, 100, 50), "BMP", (200, 100, 50)),
        ("RGB", (200, 100, 50), "TIFF", (200, 100, 50)),
        ("L", 90, "JPEG", (90, 90, 90)),
        ("1", 1, "PNG", (255, 255, 255)),
        ("1", 0, "TIFF", (0, 0, 0)),
        ("CMYK", (0, 255, 255, 0), "TIFF", (255, 0, 0)),
        ("CMYK", (0, 255, 255, 0), "JPEG", (255, 0, 0)),
        ("YCbCr", (76, 85, 255), "TIFF", (254, 0, 0)),
        ("LAB", (137, 154, 162), "TIFF", (180, 110, 70)),
        ("LA", (90, 255), "PNG", (90, 90, 90)),
        ("LA", (90, 0), "PNG", (255, 255, 255)),
        ("RGBA", (255, 0, 0, 0), "PNG", (255, 255, 255)),
        ("RGBA", (255, 0, 0, 128), "PNG", (255, 127, 127)),
        ("RGBA", (255, 0, 0, 128), "TIFF", (255, 127, 127)),
    ],
)
def test_that_a_mode_comes_out_as_its_colour(
    encode: Encode, pixels_of: PixelsOf, mode: str, colour: object, kind: str, expected: tuple[int, int, int]
) -> None:
    picture = Image.new(mode, (9, 7), colour)  # type: ignore[arg-type]
    options = {"quality": 95} if kind == "JPEG" else {}
    pixels = pixels_of(encode(picture, kind, **options))
    assert pixels.shape == (7, 9, 3)
    _assert_close(pixels, expected)


@pytest.mark.parametrize("kind", ["WEBP", "AVIF"])
def test_that_webp_and_avif_are_read(encode: Encode, pixels_of: PixelsOf, kind: str, scene: Image.Image) -> None:
    _assert_close(pixels_of(encode(scene, kind, lossless=True, quality=100, subsampling="4:4:4")), scene, 4)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "TIFF", "BMP"])
def test_that_a_palette_is_looked_up(encode: Encode, pixels_of: PixelsOf, kind: str, scene: Image.Image) -> None:
    palette = scene.quantize(16)
    _assert_close(pixels_of(encode(palette, kind)), palette.convert("RGB"))


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_that_a_transparent_palette_entry_becomes_white(encode: Encode, pixels_of: PixelsOf, kind: str) -> None:
    picture = Image.new("P", (8, 8), 1)
    picture.putpalette([255, 0, 0, 0, 0, 255])
    picture.putpixel((0, 0), 0)
    pixels = pixels_of(encode(picture, kind, transparency=1))
    _assert_close(pixels[0, 0], (255, 0, 0))
    _assert_close(pixels[1:], 255)


@pytest.mark.parametrize(("mode", "colour", "key"), [("RGB", (255, 0, 0), (255, 0, 0)), ("L", 40, 40)])
def test_that_a_transparent_colour_becomes_white(
    encode: Encode, pixels_of: PixelsOf, mode: str, colour: object, key: object
) -> None:
    picture = Image.new(mode, (8, 8), colour)  # type: ignore[arg-type]
    picture.putpixel((0, 0), 0)
    pixels = pixels_of(encode(picture, "PNG", transparency=key))
    _assert_close(pixels[0, 0], 0)
    _assert_close(pixels[1:], 255)


@pytest.mark.parametrize(
    ("values", "kind", "levels"),
    [
        (np.full((4, 4), 0x8000, np.uint16), "PNG", np.full((4, 4), 128)),
        (np.linspace(0, 65535, 16, dtype=np.uint16).reshape(4, 4), "PNG", np.linspace(0, 255, 16).reshape(4, 4)),
        (np.linspace(0, 65535, 16, dtype=np.uint16).reshape(4, 4), "TIFF", np.linspace(0, 255, 16).reshape(4, 4)),
        (np.linspace(0, 70000, 16, dtype=np.int32).reshape(4, 4), "TIFF", np.linspace(0, 255, 16).reshape(4, 4)),
        (np.linspace(0, 200, 16, dtype=np.int32).reshape(4, 4), "TIFF", np.linspace(0, 200, 16).reshape(4, 4)),
        (np.linspace(0, 1.5, 16, dtype=np.float32).reshape(4, 4), "TIFF", np.linspace(0, 255, 16).reshape(4, 4)),
        (np.linspace(0, 0.5, 16, dtype=np.float32).reshape(4, 4), "TIFF", np.linspace(0, 127.5, 16).reshape(4, 4)),
        (np.full((4, 4), np.nan, np.float32), "TIFF", np.zeros((4, 4))),
    ],
)
def test_that_deep_greys_are_scaled_and_not_cut_off(
    encode: Encode, pixels_of: PixelsOf, values: NDArray[np.generic], kind: str, levels: NDArray[np.generic]
) -> None:
    data = encode(Image.fromarray(values), kind)
    photo = decode(data, PixelRequest(64, 64, "inside"))
    assert isinstance(photo, Picture)
    _assert_close(pixels_of(data), np.repeat(levels[..., None], 3, axis=-1))
    assert photo.note
    assert "scaled to 8 bit" in photo.note


def test_that_the_transparent_grey_of_a_16_bit_png_becomes_white(pixels_of: PixelsOf) -> None:
    values = struct.pack(">4H", 0, 1000, 1000, 0)
    rows = b"\0" + values[:4] + b"\0" + values[4:]
    header = struct.pack(">2I5B", 2, 2, 16, 0, 0, 0, 0)
    pixels = pixels_of(_png((b"IHDR", header), (b"tRNS", struct.pack(">H", 1000)), (b"IDAT", zlib.compress(rows))))
    assert pixels[..., 0].tolist() == [[0, 255], [255, 0]]


def test_that_an_animation_gives_its_first_picture(encode: Encode, pixels_of: PixelsOf) -> None:
    first, second = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (8, 8), "blue")
    for kind in ("GIF", "PNG", "WEBP", "TIFF"):
        options = {"lossless": True} if kind == "WEBP" else {}
        data = encode(first, kind, save_all=True, append_images=[second] * 3, **options)
        _assert_close(pixels_of(data), (255, 0, 0))


def _png(*chunks: tuple[bytes, bytes]) -> bytes:
    packed = [
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in (*chunks, (b"IEND", b""))
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)
