"""Each photo is looked at once, whatever its name and place; what was seen otherwise is not believed."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from draining import drain

from tlstudio.dataset.looking import Looking
from tlstudio.dataset.sample import Sample
from tlstudio.foundation.control import Control
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.reading import content_digest
from tlstudio.photos.request import Photo, PixelRequest, Refusal


class Width(msgspec.Struct, array_like=True):
    """What is seen here."""

    width: int


class Height(msgspec.Struct, array_like=True):
    """The same value under another name."""

    height: int


def looking(most_rows: int = 100) -> Looking[Width]:
    return Looking("widths", Width, PixelRequest(8, 8), lambda photo: Width(photo.width), most_rows)


@pytest.fixture
def samples(draw_photos: Callable[..., Path]) -> list[Sample]:
    """Six photos, 48 pixels wide."""
    paths = sorted(draw_photos(count=3).rglob("*.jpg"))
    return [Sample(path, path.parent.name, "train", content_digest(path.read_bytes())) for path in paths]


def at(look: Looking[Width], samples: list[Sample], pool: PhotoPool) -> tuple[dict[str, Width], dict[Path, Refusal]]:
    (found, refused), _ = drain(look.at(samples, pool, Control(), "scan"))
    return found, refused


def test_that_a_photo_is_known_by_its_content_wherever_it_lies(samples: list[Sample], pool: PhotoPool) -> None:
    found, refused = at(looking(), samples, pool)
    assert found == {sample.digest: Width(48) for sample in samples}
    assert refused == {}
    moved = [msgspec.structs.replace(each, path=each.path.rename(each.path.with_suffix(".x"))) for each in samples]
    for each in moved:
        each.path.write_bytes(b"no photo any more, but its hash says what it was")
    assert at(looking(), moved, pool) == (found, {})


def test_that_one_that_is_gone_is_refused_though_it_is_known(samples: list[Sample], pool: PhotoPool) -> None:
    at(looking(), samples, pool)
    samples[2].path.unlink()
    found, refused = at(looking(), samples, pool)
    assert len(found) == 6
    assert {path: refusal.kind for path, refusal in refused.items()} == {samples[2].path: "missing"}


def test_that_what_was_seen_until_a_stop_is_kept(samples: list[Sample], pool: PhotoPool) -> None:
    control, looked = Control(), []

    def see(photo: Photo) -> Width:
        looked.append(photo)
        control.stop()
        return Width(photo.width)

    stopping = Looking("widths", Width, PixelRequest(8, 8), see, 100)
    (found, _), _ = drain(stopping.at(samples, pool, control, "scan"))
    assert list(found) == [samples[0].digest]
    samples[0].path.write_bytes(b"")
    assert at(looking(), samples[:1], pool) == (found, {})
    assert len(looked) == 1


def test_that_what_has_other_fields_now_is_looked_at_anew(samples: list[Sample], pool: PhotoPool) -> None:
    at(looking(), samples, pool)
    other = Looking("widths", Height, PixelRequest(8, 8), lambda photo: Height(1000 + photo.height), 100)
    (found, _), _ = drain(other.at(samples, pool, Control(), "scan"))
    assert {height.height for height in found.values()} == {1048}


def test_that_the_oldest_leave_first(samples: list[Sample], pool: PhotoPool) -> None:
    at(looking(), samples[:4], pool)
    at(looking(most_rows=3), samples[4:], pool)
    for sample in samples:
        sample.path.write_bytes(b"")
    found, _ = at(looking(), samples, pool)
    assert set(found) == {sample.digest for sample in samples[3:]}
