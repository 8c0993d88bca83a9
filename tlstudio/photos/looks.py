"""What a file that cannot be used as a photo seems to be, told by its content and never by its name."""

import codecs
import importlib.util

from tlstudio.photos.request import Refusal

HEIC_EXTRA = importlib.util.find_spec("pillow_heif") is not None
_HEAD = 1024
_READ = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}
_AVIF_BRANDS = {b"avif", b"avis"}

_FOREIGN = {
    b"8BPS": "a Photoshop file",
    b"%!PS": "a PostScript drawing",
    b"\xc5\xd0\xd3\xc6": "a PostScript drawing",
    b"\0\0\0\x0cjP  ": "a JPEG 2000 picture",
    b"\xffO\xffQ": "a JPEG 2000 picture",
    b"\0\0\0\x0cJXL ": "a JPEG XL picture",
    b"\xff\n": "a JPEG XL picture",
    b"\0\0\1\0": "an icon file",
    b"\0\0\2\0": "a mouse pointer file",
    b"icns": "an icon file",
    b"DDS ": "a game texture",
    b"qoif": "a QOI picture",
    b"SIMPLE": "a FITS file",
    b"v/1\1": "an OpenEXR picture",
    b"#?RADIANCE": "a Radiance picture",
    b"PK\3\4": "a ZIP archive or office document",
    b"\x1f\x8b": "a compressed archive",
    b"7z\xbc\xaf": "a compressed archive",
    b"Rar!": "a compressed archive",
    b"\x1aE\xdf\xa3": "a video",
    **{b"P%d%c" % (number, space): "a PNM picture" for number in range(1, 8) for space in b"\n \t\r"},
}

_EMPTY = Refusal("empty", "The file is empty: copy it again from where it came from.")
_ZEROS = Refusal("empty", "The file holds only zeros, as after a broken copy: copy it again from where it came from.")
_LFS = Refusal("lfs", "This is a Git LFS pointer, not the photo itself: run “git lfs pull” in its folder to fetch it.")
_HTML = Refusal("html", "This is a web page, not a photo: save the picture itself from the browser.")
_SVG = Refusal("svg", "This is an SVG drawing, not a photo: export it as PNG.")
_PDF = Refusal("pdf", "This is a PDF document, not a photo: save the pictures in it as JPEG or PNG.")
_TEXT = Refusal("text", "This is text, not a photo: leave it out.")
_HEIC = Refusal(
    "heic", 'This is a HEIC photo, which needs an extra: run pip install "tlstudio[heic]", or save the photo as JPEG.'
)
_UNKNOWN = Refusal(
    "unknown", "This is not a kind of picture that is read here: save it as JPEG, PNG, WebP, AVIF, TIFF, GIF or BMP."
)
_CUT_OFF = Refusal("truncated", "The end of the picture is missing: copy it again from where it came from.")
_DAMAGED = Refusal(
    "damaged",
    "The picture is damaged or of a rare kind: copy it again from where it came from, or save it anew as JPEG.",
)


def is_heic(data: bytes) -> bool:
    """True for the kind of photo iPhones store, whose decoder is an extra."""
    return not _HEIC_BRANDS.isdisjoint(_brands(data))


def refusal_of(data: bytes, *, cut_off: bool = False) -> Refusal:
    """Why these bytes, which could not be decoded, are not a photo; `cut_off` when their end was missed."""
    if not data:
        return _EMPTY
    if is_heic(data) and not HEIC_EXTRA:
        return _HEIC
    if is_heic(data) or data.startswith(_READ) or data[8:12] == b"WEBP" or not _AVIF_BRANDS.isdisjoint(_brands(data)):
        return _CUT_OFF if cut_off else _DAMAGED
    return _foreign(data) or _textual(data[:_HEAD]) or (_UNKNOWN if data.strip(b"\0") else _ZEROS)


def _brands(data: bytes) -> set[bytes]:
    """The brands that a file of the MP4 family (HEIC, AVIF, videos) says it is."""
    return {data[at : at + 4] for at in (8, *range(16, 64, 4))} if data[4:8] == b"ftyp" else set()


def _foreign(data: bytes) -> Refusal | None:
    if data.startswith(b"%PDF"):
        return _PDF
    name = next((name for start, name in _FOREIGN.items() if data.startswith(start)), None)
    if data[4:8] == b"ftyp" or (data[:4] == b"RIFF" and data[8:12] == b"AVI "):
        name = "a video"
    if name is None:
        return None
    return Refusal("format", f"This is {name}, which is not read here: save it as JPEG or PNG.")


def _textual(head: bytes) -> Refusal | None:
    lower = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if lower.startswith(b"version https://git-lfs"):
        return _LFS
    if b"<html" in lower or lower.startswith(b"<!doctype html"):
        return _HTML
    if b"<svg" in lower:
        return _SVG
    is_text = b"\0" not in head and _is_utf8(head)
    return _TEXT if is_text else None


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # forgives a last character that the head's end cuts
    except UnicodeDecodeError:
        return False
    return True
