"""The decode door: the only function in the program that opens an image. It runs in the worker processes."""

import contextlib
import importlib
import io
import math
import warnings

from PIL import AvifImagePlugin, ExifTags, Image, TiffImagePlugin, WebPImagePlugin

from tlstudio.photos import looks
from tlstudio.photos.colours import make_ready, to_rgb
from tlstudio.photos.details import details_of
from tlstudio.photos.geometry import Placement, frame_of, place
from tlstudio.photos.request import Picture, PixelRequest, Refusal
from tlstudio.photos.view import View

# Told to Pillow by name, so that a file called .jpg can never reach one of its other forty readers (one of them
# starts Ghostscript). Phones' multi-picture JPEGs come with JPEG; "MPO" itself must not be listed: it takes any file.
_PLUGINS = (TiffImagePlugin.TiffImageFile, WebPImagePlugin.WebPImageFile, AvifImagePlugin.AvifImageFile)
FORMATS = ["JPEG", "PNG", "GIF", "BMP", *(plugin.format for plugin in _PLUGINS)]
MOST_PIXELS = 100_000_000
MOST_JPEG_PIXELS = 250_000_000  # a phone's largest JPEG is decoded at a fraction of its size
MOST_SIDES_RATIO = 50
MOST_WANTED_SIDE = 4096
DRAFT_FACTOR = 2.0
MID_GREY = (128, 128, 128)

_JPEGS = ("JPEG", "MPO")
_QUALITY = 90
_RESAMPLING = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = (5, 6, 7, 8)
_CLOCKWISE = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
_AS_IT_IS = View()

_TOO_MANY_PIXELS = Refusal("large", "The picture has more pixels than any photo: save a smaller copy.")
_TOO_NARROW = Refusal("narrow", f"One side is over {MOST_SIDES_RATIO} times the other: cut a photo out of it.")
_NO_MEMORY = Refusal("memory", "Reading this picture needs more memory than a photo may take: save a smaller copy.")
_BAD_REQUEST = Refusal("request", f"Photos can be made 1 to {MOST_WANTED_SIDE} pixels wide and high: ask for that.")

AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # the pool is the parallelism
Image.MAX_IMAGE_PIXELS = MOST_JPEG_PIXELS


class _RefusedError(Exception):
    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal


def decode(data: bytes, request: PixelRequest, view: View | None = None) -> Picture | Refusal:
    """An image file's first picture as the request asks, or one sentence why not. Raises nothing.

    With a view, what that shows of the upright picture is all there is for the request.

    The content decides what it is, never a name. Transparent parts become white. Of the metadata only the
    orientation is looked at, and what the request's `details` ask for.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _picture(data, request, view or _AS_IT_IS)
    except _RefusedError as refused:
        return refused.refusal
    except MemoryError:
        return _NO_MEMORY
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return _TOO_MANY_PIXELS
    except Exception as error:  # decoders raise nearly any kind; this is the one place that catches them all
        return looks.refusal_of(data, cut_off="truncat" in str(error).lower())


def encode(picture: Picture) -> bytes:
    """The picture as a small file, good enough for the screen, which `decode` reads again."""
    buffer = io.BytesIO()
    Image.frombytes("RGB", (picture.columns, picture.rows), picture.pixels).save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()


def _picture(data: bytes, request: PixelRequest, view: View) -> Picture:
    _check_request(request)
    image = _open(data)
    is_jpeg = image.format in _JPEGS
    _check_size(image, MOST_JPEG_PIXELS if is_jpeg else MOST_PIXELS)
    make_ready(image)
    if not is_jpeg:
        image.load()  # a PNG's orientation may stand behind its pixels; a TIFF turns itself
    details = details_of(image, len(data)) if request.details else None
    turn = _orientation(image)
    lying = turn in _LYING
    frame = frame_of(view, *(image.size[::-1] if lying else image.size))
    placement = place(request, frame.width, frame.height)
    if view.box:
        placement = placement.within(frame)
    if is_jpeg:
        _draft(image, placement, lying != view.is_sideways)
        _check_size(image, MOST_PIXELS)
    rgb, note = to_rgb(image)
    upright = rgb.transpose(_TURNS[turn]) if turn in _TURNS else rgb
    seen = upright.transpose(_CLOCKWISE[view.turn]) if view.turn else upright
    resized = _resized(seen, placement, request)
    return Picture(resized.tobytes(), resized.height, resized.width, frame.width, frame.height, note, details)


def _open(data: bytes) -> Image.Image:
    formats = FORMATS
    if looks.is_heic(data) and looks.HEIC_EXTRA:
        importlib.import_module("pillow_heif").register_heif_opener()
        formats = ["HEIF"]
    return Image.open(io.BytesIO(data), formats=formats)


def _check_request(request: PixelRequest) -> None:
    sides = (request.width, request.height)
    if not (min(sides) >= 1 and max(sides) <= MOST_WANTED_SIDE and 0.05 <= request.crop_fraction <= 1):
        raise _RefusedError(_BAD_REQUEST)


def _check_size(image: Image.Image, most: int) -> None:
    """Before anything is allocated: a header is easily forged, and a strip one pixel wide explodes when resized."""
    if image.width * image.height > most:
        raise _RefusedError(_TOO_MANY_PIXELS)
    if max(image.size) > MOST_SIDES_RATIO * min(image.size):
        raise _RefusedError(_TOO_NARROW)


def _orientation(image: Image.Image) -> int:
    with contextlib.suppress(Exception):  # broken metadata does not make a photo unusable
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    return 1


def _draft(image: Image.Image, placement: Placement, lying: bool) -> None:
    """Let the JPEG decoder do the coarse part of the shrinking, down to no less than DRAFT_FACTOR times the wanted."""
    wanted = placement.whole()[::-1] if lying else placement.whole()
    image.draft(None, (math.ceil(wanted[0] * DRAFT_FACTOR), math.ceil(wanted[1] * DRAFT_FACTOR)))


def _resized(image: Image.Image, placement: Placement, request: PixelRequest) -> Image.Image:
    size = (placement.width, placement.height)
    resized = image.resize(size, _RESAMPLING[request.interpolation], box=placement.box(*image.size))
    if request.fit != "pad":
        return resized
    padded = Image.new("RGB", (request.width, request.height), MID_GREY)
    padded.paste(resized, ((request.width - size[0]) // 2, (request.height - size[1]) // 2))
    return padded
