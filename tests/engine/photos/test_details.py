"""What cameras note in their photos: told where it makes sense, left out where it is broken, never in the way."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from tlstudio.photos.decode import decode
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Details, Photo, Picture, PixelRequest

REQUEST = PixelRequest(16, 16, details=True)
BASE = ExifTags.Base


def _exif(general: dict[int, object], camera: dict[int, object], gps: dict[int, object] | None = None) -> Image.Exif:
    exif = Image.Exif()
    exif.update(general)
    exif.get_ifd(ExifTags.IFD.Exif).update(camera)
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(gps or {})
    return exif


def _details(data: bytes) -> Details:
    found = decode(data, REQUEST)
    assert isinstance(found, Picture)
    assert found.details is not None
    return found.details


@pytest.fixture
def noted(encode: Callable[..., bytes], scene: Image.Image) -> Callable[..., Details]:
    """`noted(general, camera, gps)`: the details of a JPEG with those notes."""
    return lambda *parts: _details(encode(scene, "JPEG", exif=_exif(*parts)))


def test_that_a_camera_s_notes_are_told(noted: Callable[..., Details]) -> None:
    general = {BASE.Make: "Canon", BASE.Model: "Canon EOS 5D"}
    camera = {
        BASE.DateTimeOriginal: "2007:10:01 22:00:00", BASE.ExposureTime: IFDRational(1, 250),
        BASE.FNumber: IFDRational(28, 10), BASE.ISOSpeedRatings: 100, BASE.FocalLength: IFDRational(35, 1),
    }  # fmt: skip
    found = noted(general, camera)
    assert (found.camera, found.taken) == ("Canon EOS 5D", "2007-10-01 22:00:00")
    assert found.exposure == "1/250 s, f/2.8, ISO 100, 35 mm"
    assert not found.has_location


def test_that_a_place_is_said_to_be_there_and_not_told(noted: Callable[..., Details]) -> None:
    found = noted({}, {}, {ExifTags.GPS.GPSLatitude: (48.0, 8.0, 14.0), ExifTags.GPS.GPSLatitudeRef: "N"})
    assert found.has_location
    assert "48" not in repr(found).replace(str(found.bytes), "")


def test_that_a_file_without_notes_says_what_it_is(encode: Callable[..., bytes], scene: Image.Image) -> None:
    data = encode(scene, "PNG")
    assert _details(data) == Details("PNG", len(data))


def test_that_nonsense_is_left_out(noted: Callable[..., Details]) -> None:
    general = {BASE.Make: "a\u202eb\nc" + "x" * 500, BASE.DateTime: "yesterday"}
    camera = {BASE.ExposureTime: IFDRational(1, 0), BASE.FNumber: IFDRational(0, 1), BASE.ISOSpeedRatings: (200, 100)}
    found = noted(general, camera)
    assert (found.taken, found.exposure) == ("", "ISO 200")
    assert len(found.camera) <= 120
    assert found.camera.isprintable()


def test_that_broken_notes_do_not_cost_the_photo(encode: Callable[..., bytes], scene: Image.Image) -> None:
    whole = encode(scene, "JPEG", exif=_exif({BASE.Make: "Maker"}, {BASE.FNumber: IFDRational(2, 1)}))
    start = whole.index(b"Exif\0\0") + 6
    for at in range(start, start + 60):
        broken = bytearray(whole)
        broken[at] ^= 0xFF
        assert isinstance(decode(bytes(broken), REQUEST), Picture)


def test_that_details_come_through_the_worker_only_when_asked_for(
    pool: PhotoPool, encode: Callable[..., bytes], scene: Image.Image, tmp_path: Path
) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(encode(scene, "JPEG", exif=_exif({BASE.Model: "M1"}, {})))
    asked, not_asked = (
        pool.submit(path, request, Priority.DROP).result(30) for request in (REQUEST, PixelRequest(8, 8))
    )
    assert isinstance(asked, Photo)
    assert asked.details == Details("JPEG", path.stat().st_size, "M1")
    assert isinstance(not_asked, Photo)
    assert not_asked.details is None
