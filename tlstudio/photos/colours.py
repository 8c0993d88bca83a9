"""Every way a picture can store its colours → 8-bit RGB."""

import importlib
from typing import TYPE_CHECKING, Any

from PIL import Image

if TYPE_CHECKING:  # few photos need it, and it takes longer to load than all the rest of a reader
    from numpy.typing import NDArray

_DEEP = {"I;16", "I;16B", "I;16L", "I;16N", "I", "F"}
_BITS_PER_SAMPLE = 258  # the TIFF tag


def make_ready(image: Image.Image) -> None:
    """Load what the picture's colours need before its pixels fill the memory that a reader may use."""
    if image.mode in _DEEP:
        importlib.import_module("numpy")


def to_rgb(image: Image.Image) -> tuple[Image.Image, str | None]:
    """The picture in mode RGB, and a caveat for a person where one is due.

    Transparent parts are put on white: the same in training, thumbnails and prediction.
    """
    note = None
    if image.mode in _DEEP:
        image, note = _to_eight_bits(image)
    if image.has_transparency_data:
        image = _on_white(image)
    return image if image.mode == "RGB" else image.convert("RGB"), note


def _on_white(image: Image.Image) -> Image.Image:
    white = Image.new("RGBA", image.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, image.convert("RGBA"))


def _to_eight_bits(image: Image.Image) -> tuple[Image.Image, str]:
    """Greys of 16 bits, 32 bits or fractions, scaled by their range: simply cutting them off would make them white."""
    import numpy as np

    values = np.asarray(image)
    bits = _sample_bits(image)
    low, high = (0.0, float(2**bits - 1)) if bits else _range_of(values)
    spread = (high - low) or 1.0
    levels = np.nan_to_num((values - np.float32(low)) * np.float32(255 / spread), posinf=255, neginf=0)
    greys = np.clip(np.rint(levels), 0, 255).astype(np.uint8)
    transparent = image.info.get("transparency")
    if isinstance(transparent, int):
        greys[values == transparent] = 255
    kind = f"{bits}-bit greys" if bits else f"Greys from {low:g} to {high:g}"
    return Image.fromarray(greys), f"{kind} were scaled to 8 bit."


def _sample_bits(image: Image.Image) -> int | None:
    """How many bits a grey of a 16-bit picture uses (cameras store 12 or 14 in 16), None for wider numbers."""
    if not image.mode.startswith("I;16"):
        return None
    stated = getattr(image, "tag_v2", {}).get(_BITS_PER_SAMPLE, (16,))[0]
    return int(stated) if 8 < stated <= 16 else 16


def _range_of(values: "NDArray[Any]") -> tuple[float, float]:
    """The range wide numbers are meant in: the usual 0 to 1 or 0 to 255 where they fit, else their own."""
    import numpy as np

    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if np.issubdtype(values.dtype, np.floating) and low >= 0 and high <= 1:
        return 0.0, 1.0
    if np.issubdtype(values.dtype, np.integer) and low >= 0 and high <= 255:
        return 0.0, 255.0
    return low, high
