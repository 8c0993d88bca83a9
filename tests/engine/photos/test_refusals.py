"""What is no usable photo is refused with its own kind and one sentence that says what to do."""

import importlib
import io
import struct
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageFile

from tlstudio.photos import decode as door
from tlstudio.photos import looks
from tlstudio.photos.decode import decode
from tlstudio.photos.request import Picture, PixelRequest, Refusal

Encode = Callable[..., bytes]
PixelsOf = Callable[[bytes], NDArray[np.uint8]]
RefusalOf = Callable[[bytes], Refusal]

FTYP = b"\0\0\0\x18ftyp"


@pytest.mark.parametrize(
    ("data", "kind", "word"),
    [
        (b"", "empty", "empty"),
        (b"\0" * 5000, "empty", "zeros"),
        (b"<!DOCTYPE html><html><body>not found", "html", "web page"),
        (b"\xef\xbb\xbf\n <HTML lang=en>", "html", "web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00", "lfs", "git lfs pull"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "svg", "SVG"),
        (b"%PDF-1.7\n", "pdf", "PDF"),
        ("Überschrift – nur Text".encode(), "text", "text"),
        (("é" * 600).encode(), "text", "text"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "format", "PostScript"),
        (b"8BPS\0\1", "format", "Photoshop"),
        (FTYP + b"isom\0\0\0\0", "format", "video"),
        (b"PK\3\4", "format", "ZIP"),
        (b"P6\n1 1\n255\n\0\0\0", "format", "PNM"),
        (b"\x93\x01\x99random\0bytes", "unknown", "not a kind of picture"),
        (b"\xff\xd8\xff\xe0", "damaged", "damaged"),
        (b"\x89PNG\r\n\x1a\nrubbish", "damaged", "damaged"),
        (b"RIFF\x10\0\0\0WEBPVP8 rubbish", "damaged", "damaged"),
        (FTYP + b"avif\0\0\0\0rubbish!", "damaged", "damaged"),
    ],
)
def test_that_a_file_is_named_for_what_it_is(refusal_of: RefusalOf, data: bytes, kind: str, word: str) -> None:
    refusal = refusal_of(data)
    assert refusal.kind == kind
    assert word in refusal.reason


@pytest.mark.parametrize("brands", [b"heic\0\0\0\0mif1heic", b"mif1\0\0\0\0mif1heic"])
def test_that_a_heic_photo_names_the_extra_that_reads_it(
    monkeypatch: pytest.MonkeyPatch, refusal_of: RefusalOf, brands: bytes
) -> None:
    monkeypatch.setattr(looks, "HEIC_EXTRA", False)
    refusal = refusal_of(FTYP + brands)
    assert refusal.kind == "heic"
    assert 'pip install "tlstudio[heic]"' in refusal.reason


@pytest.mark.skipif(not looks.HEIC_EXTRA, reason="needs the extra that reads HEIC")
def test_that_a_heic_photo_is_read_with_the_extra_and_refused_when_cut_off(
    encode: Encode, scene: Image.Image, pixels_of: PixelsOf, refusal_of: RefusalOf
) -> None:
    importlib.import_module("pillow_heif").register_heif_opener()
    data = encode(scene, "HEIF", quality=100)
    assert np.abs(pixels_of(data).astype(int) - np.asarray(scene, int)).mean() < 5
    assert refusal_of(data[:-100]).kind in ("damaged", "truncated")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "AVIF"])
def test_that_a_file_cut_off_anywhere_is_refused_or_whole(encode: Encode, scene: Image.Image, kind: str) -> None:
    data = encode(scene, kind)
    request = PixelRequest(64, 64, "inside")
    whole = decode(data, request)
    assert isinstance(whole, Picture)
    refused = 0
    for length in range(0, len(data), max(1, len(data) // 60)):
        found = decode(data[:length], request)
        if isinstance(found, Picture):  # only bytes that follow the last pixel were missing
            assert found.pixels == whole.pixels
        else:
            refused += 1
    assert refused > 40
    assert not ImageFile.LOAD_TRUNCATED_IMAGES


def test_that_a_cut_off_jpeg_says_that_its_end_is_missing(
    encode: Encode, refusal_of: RefusalOf, scene: Image.Image
) -> None:
    data = encode(scene, "JPEG")
    assert refusal_of(data[:-40]).kind == "truncated"


def test_that_a_changed_byte_in_a_png_is_refused(encode: Encode, refusal_of: RefusalOf, scene: Image.Image) -> None:
    data = bytearray(encode(scene, "PNG"))
    data[data.index(b"IDAT") + 30] ^= 0xFF
    assert refusal_of(bytes(data)).kind in ("damaged", "truncated")


def test_that_a_forged_header_is_refused_before_anything_is_allocated(refusal_of: RefusalOf) -> None:
    forged = _png_header(30_000, 30_000)
    assert refusal_of(forged).kind == "large"
    assert refusal_of(_png_header(15_000, 8_000)).kind == "large"


def test_that_a_jpeg_too_large_to_decode_whole_is_still_used_when_little_is_wanted(
    monkeypatch: pytest.MonkeyPatch, encode: Encode, refusal_of: RefusalOf
) -> None:
    monkeypatch.setattr(door, "MOST_PIXELS", 100_000)
    picture = Image.new("RGB", (1000, 800), "red")
    assert isinstance(decode(encode(picture, "JPEG"), PixelRequest(64, 64)), Picture)
    assert refusal_of(encode(picture, "PNG")).kind == "large"


@pytest.mark.parametrize("size", [(1, 20_000), (20_000, 1), (10, 501)])
def test_that_a_strip_is_refused_before_it_is_resized(
    encode: Encode, refusal_of: RefusalOf, size: tuple[int, int]
) -> None:
    assert refusal_of(encode(Image.new("L", size), "PNG")).kind == "narrow"


def test_that_a_single_pixel_is_a_photo(encode: Encode) -> None:
    found = decode(encode(Image.new("RGB", (1, 1), "red"), "PNG"), PixelRequest(224, 224, "crop", 0.875))
    assert isinstance(found, Picture)
    assert found.pixels == b"\xff\0\0" * 224 * 224


@pytest.mark.parametrize(
    "request_",
    [PixelRequest(0, 8), PixelRequest(8, -1), PixelRequest(10**6, 8), PixelRequest(8, 8, "crop", 0.0)],
)
def test_that_pixels_nobody_can_make_are_refused(encode: Encode, scene: Image.Image, request_: PixelRequest) -> None:
    found = decode(encode(scene, "PNG"), request_)
    assert isinstance(found, Refusal)
    assert found.kind == "request"


def test_that_a_compressed_text_bomb_is_refused(refusal_of: RefusalOf) -> None:
    text = b"comment\0\0" + zlib.compress(b"\0" * 50_000_000, 9)
    assert refusal_of(_png_header(8, 8, (b"zTXt", text))).kind == "damaged"


def test_that_a_name_does_not_matter_and_no_other_format_of_the_library_is_tried(encode: Encode) -> None:
    for kind in ("ICO", "PPM", "TGA", "EPS", "PCX", "JPEG2000"):
        buffer = io.BytesIO()
        Image.new("RGB", (16, 16)).save(buffer, kind)
        assert isinstance(decode(buffer.getvalue(), PixelRequest(8, 8)), Refusal), kind


def test_that_a_decoder_may_raise_anything(monkeypatch: pytest.MonkeyPatch, encode: Encode, scene: Image.Image) -> None:
    data = encode(scene, "PNG")
    for error in (KeyError("x"), NotImplementedError(), RecursionError(), struct.error(), MemoryError()):
        monkeypatch.setattr(door, "place", _raising(error))
        found = decode(data, PixelRequest(8, 8))
        assert isinstance(found, Refusal)
        assert found.kind == ("memory" if isinstance(error, MemoryError) else "damaged")


def _raising(error: Exception) -> Callable[..., object]:
    def raise_it(*_: object) -> object:
        raise error

    return raise_it


def _png_header(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    header = (b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0))
    packed = [
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in (header, *chunks, (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)
