"""The sample set that comes with the studio: scikit-learn's handwritten digits, written as folders of photos.

1,797 digits by 13 people, 8 × 8 pixels (E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI
Machine Learning Repository, 1998; CC BY 4.0). They come with scikit-learn, so no internet is needed.
"""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tlstudio.dataset.walk import is_system_name
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.files import cannot_write
from tlstudio.foundation.names import printable

SIDE = 80
"""The side of each picture in pixels: large enough to look like handwriting in the browser."""

_CLASSES = tuple("0123456789")
_BRIGHTEST = 16
_END_OF_PNG = b"IEND\xaeB`\x82"


def write_digits(folder: Path) -> int:
    """Write the digits into class folders `0` … `9` of `folder`, made if it is missing; their number, 1,797.

    Called again it writes only what is missing or was cut off. Raises StudioError when the folder holds anything
    else than this sample set, or cannot be written to; then nothing that was there has been changed.
    """
    digits = list(_digits())
    try:
        _check_ours(folder, {name for name, _ in digits})
        for name in _CLASSES:
            (folder / name).mkdir(parents=True, exist_ok=True)
        for name, pixels in digits:
            path = folder / name
            if not _is_complete(path):
                path.write_bytes(_png(pixels))
    except OSError as error:
        raise StudioError(cannot_write(folder, error)) from error
    return len(digits)


def _digits() -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """Each digit's name in the folder and its picture, dark ink on white paper, uint8 of shape (10, 10).

    The margin of one pixel keeps the whole digit in sight where a network looks at the middle of a photo only.
    """
    from sklearn.datasets import load_digits

    digits = load_digits()
    for index, (ink, label) in enumerate(zip(digits.images, digits.target, strict=True)):
        paper = 255 - np.pad(ink, 1) * (255 / _BRIGHTEST)
        yield f"{label}/digit{index:04}.png", paper.round().astype(np.uint8)


def _check_ours(folder: Path, names: set[str]) -> None:
    """Raise unless everything in the folder is a class folder of ours: an empty one, or one with a digit of ours."""
    for found in _visible(folder) if folder.exists() else ():
        inside = _visible(found) if found.is_dir() and found.name in _CLASSES else [found]
        if inside and not any(f"{found.name}/{path.name}" in names for path in inside):
            raise StudioError(
                f"{printable(str(folder))} is not empty: it holds {printable(found.name)}, which is no part of the "
                "sample set. Choose an empty or a new folder. Nothing has been changed."
            )


def _visible(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if not is_system_name(path.name)]


def _is_complete(path: Path) -> bool:
    return path.exists() and path.read_bytes().endswith(_END_OF_PNG)


def _png(pixels: NDArray[np.uint8]) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).resize((SIDE, SIDE), Image.Resampling.BICUBIC).save(buffer, "PNG")
    return buffer.getvalue()
