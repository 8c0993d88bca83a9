"""The same picture, saved otherwise, is known again; another picture of the same kind is not."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from draining import drain
from PIL import Image

from tlstudio.dataset.likeness import Pair, same_pictures
from tlstudio.dataset.sights import SIDE, Sight
from tlstudio.foundation.control import Control
from tlstudio.photos.decode import decode
from tlstudio.photos.request import Picture, PixelRequest

DrawScene = Callable[..., Image.Image]
CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "nothing but the encoding": lambda image: image,
    "smaller": lambda image: image.resize((160, 120)),
    "cropped by 3 %": lambda image: image.crop((6, 2, 316, 235)),
    "mirrored": lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "brighter": lambda image: image.point(lambda value: min(255, value * 6 // 5)),
}


def sight(image: Image.Image, quality: int = 85) -> Sight:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    picture = decode(file.getvalue(), PixelRequest(SIDE, SIDE, "stretch"))
    assert isinstance(picture, Picture)
    pixels = np.frombuffer(picture.pixels, np.uint8).reshape(SIDE, SIDE, 3)
    return Sight(pixels.mean(2).round().astype(np.uint8).tobytes(), None)


def pairs(sights: list[Sight]) -> list[Pair]:
    found: Any
    found, _ = drain(same_pictures(sights, Control()))
    return list(found)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_that_a_picture_is_known_again(change: Callable[[Image.Image], Image.Image], draw_scene: DrawScene) -> None:
    others = [sight(draw_scene(number)) for number in range(1, 12)]
    [pair] = pairs([sight(draw_scene(0)), *others, sight(change(draw_scene(0)), 40)])
    assert pair[:2] == (0, 12)
    assert 0.94 <= pair.likeness <= 1


def test_that_something_else_in_the_same_scene_is_another_picture(draw_scene: DrawScene) -> None:
    visited = draw_scene(0)
    visited.paste((0, 0, 0), (40, 40, 110, 100))
    assert pairs([sight(visited), *(sight(draw_scene(number)) for number in range(12))]) == []


def test_that_even_pictures_are_like_none() -> None:
    assert pairs([sight(Image.new("RGB", (64, 64), (grey, grey, grey))) for grey in (3, 90, 90, 250)]) == []


def test_that_where_all_look_much_the_same_a_copy_has_to_agree_better(draw_scene: DrawScene) -> None:
    def series(number: int) -> Image.Image:
        return Image.blend(draw_scene(0), draw_scene(number), 0.3)

    photos = [sight(series(number)) for number in range(1, 25)]
    assert pairs(photos) == []
    assert [pair[:2] for pair in pairs([*photos, sight(series(7), 95)])] == [(6, 24)]


def test_that_any_number_of_the_same_picture_is_linked_by_one_pair_each(draw_scene: DrawScene) -> None:
    found = pairs([sight(draw_scene(number)) for number in range(8)] * 60)
    assert len(found) == 8 * 59
    assert {(pair.second - pair.first) % 8 for pair in found} == {0}
    assert {pair.likeness for pair in found} == {1.0}


def test_that_pairs_are_found_across_blocks_of_photos(draw_scene: DrawScene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tlstudio.dataset.likeness._ROWS", 4)
    found = pairs([sight(draw_scene(number % 9), 90 - number) for number in range(18)])
    assert [pair[:2] for pair in found] == [(number, number + 9) for number in range(9)]


def test_that_it_can_be_stopped(draw_scene: DrawScene) -> None:
    control = Control()
    control.stop()
    found, _ = drain(same_pictures([sight(draw_scene(0)), sight(draw_scene(0), 40)], control))
    assert found == []
