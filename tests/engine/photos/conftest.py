"""What the tests of the photos room share: pictures made on the spot, and one plain way to decode them."""

import io
import os
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tlstudio.photos.decode import decode
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.request import Picture, PixelRequest, Refusal

Encode = Callable[..., bytes]
Pixels = NDArray[np.uint8]


@pytest.fixture
def encode() -> Encode:
    """`encode(image, "PNG", **options)` → the bytes of a file."""

    def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
        buffer = io.BytesIO()
        image.save(buffer, kind, **options)
        return buffer.getvalue()

    return encoded


@pytest.fixture
def pixels_of() -> Callable[[bytes], Pixels]:
    """The pixels of a small picture as they are, at its own size."""

    def pixels(data: bytes) -> Pixels:
        found = decode(data, PixelRequest(64, 64, "inside"))
        assert isinstance(found, Picture), found
        return np.frombuffer(found.pixels, np.uint8).reshape(found.rows, found.columns, 3)

    return pixels


@pytest.fixture
def refusal_of() -> Callable[[bytes], Refusal]:
    """The refusal of bytes that are no usable photo."""

    def refusal(data: bytes) -> Refusal:
        found = decode(data, PixelRequest(64, 64, "inside"))
        assert isinstance(found, Refusal), found
        assert found.reason.endswith(".")
        return found

    return refusal


@pytest.fixture
def scene() -> Image.Image:
    """A smooth picture, 48 × 32, whose four corners differ."""
    down, across = np.mgrid[0:32, 0:48]
    pixels = np.stack([across * 5, down * 7, 255 - across * 2 - down * 4], axis=-1)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


@pytest.fixture
def pool() -> Iterator[PhotoPool]:
    """One worker that gives up after two seconds."""
    with PhotoPool(1, seconds_per_photo=2.0) as one:
        yield one


@pytest.fixture
def open_descriptors() -> Callable[[], int]:
    """How many files, pipes and sockets this process has open; skipped where the system does not say."""
    if not os.path.isdir("/proc/self/fd"):  # noqa: PTH112
        pytest.skip("needs /proc")
    return lambda: len(os.listdir("/proc/self/fd"))  # noqa: PTH208
