"""Folders of any number of small photos, made in little time: no two files alike, and each class has its own look."""

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Size = tuple[int, int]
SIZE = (320, 240)
_PICTURES_PER_CLASS = 12
_START = b"\xff\xd8"
_COMMENT = b"\xff\xfe"


def make_photos(folder: Path, count: int, classes: int = 10, sizes: Sequence[Size] = (SIZE,)) -> None:
    """Write `count` JPEGs of those sizes by turns into `folder/class0/…`, the same ones each time.

    Drawing and encoding would take minutes, so a few pictures of each class are used again and again. A comment in
    the file, different in each, gives every one a content of its own, as hashes and caches see it.
    """
    for label in range(classes):
        place = folder / f"class{label}"
        place.mkdir(parents=True, exist_ok=True)
        pictures = [_jpeg(label, number, sizes[number % len(sizes)]) for number in range(_PICTURES_PER_CLASS)]
        for number in range(label, count, classes):
            (place / f"photo{number:06}.jpg").write_bytes(_with_comment(pictures[number % len(pictures)], number))


def _jpeg(label: int, number: int, size: Size) -> bytes:
    """Discs on a background with light, shade and grain, blurred a little as by a lens."""
    random = np.random.default_rng([label, number])
    image = Image.fromarray(_background(random, size))
    draw = ImageDraw.Draw(image)
    colour = tuple(int(value) for value in np.random.default_rng(label).integers(40, 255, 3))
    for _ in range(6 + 3 * (label % 3)):
        x, y, radius = random.uniform(0, size[0]), random.uniform(0, size[1]), random.uniform(8, 45)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour, outline=(20, 20, 20))
    buffer = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(0.7)).save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def _background(random: np.random.Generator, size: Size) -> np.ndarray:
    """uint8 of shape (height, width, 3)."""
    width, height = size
    down, across = np.mgrid[0:height, 0:width] / 60
    waves = np.sin(down[..., None] * random.uniform(0.5, 3, 3) + across[..., None] * random.uniform(0.5, 3, 3))
    grain = random.normal(0, 12, (height, width, 3))
    pixels: np.ndarray = (120 + 60 * waves + grain).clip(0, 255).astype(np.uint8)
    return pixels


def _with_comment(jpeg: bytes, number: int) -> bytes:
    text = f"photo {number}".encode()
    return _START + _COMMENT + (len(text) + 2).to_bytes(2, "big") + text + jpeg[2:]
