"""What is wrong with a photo alone is said once, and what is right is not."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from tlstudio.dataset.finding import about, worst_first
from tlstudio.dataset.flaws import about_flaws, flaws_of, look_at
from tlstudio.dataset.sample import Sample
from tlstudio.photos.request import Photo

DrawScene = Callable[..., Image.Image]
Change = Callable[[Image.Image], Image.Image]

SPOILED: dict[str, Change] = {
    "dark": lambda image: image.point(lambda value: value // 12),
    "bright": lambda image: image.point(lambda value: 245 + value // 30),
    "flat": lambda image: image.point(lambda value: 110 + value // 12),
    "blurred": lambda image: image.filter(ImageFilter.GaussianBlur(3)),
    "tiny": lambda image: image.resize((40, 30)),
    "odd-shape": lambda image: image.crop((0, 0, 320, 90)),
}


def kinds(image: Image.Image) -> list[str]:
    shown = image.copy()
    shown.thumbnail((256, 256))
    return [flaw.kind for flaw in flaws_of(look_at(Photo(np.asarray(shown), *image.size)))]


@pytest.mark.parametrize("kind", SPOILED)
def test_that_a_flaw_is_seen_and_a_good_photo_has_none(kind: str, draw_scene: DrawScene) -> None:
    assert kinds(draw_scene(1)) == []
    assert kinds(SPOILED[kind](draw_scene(1))) == [kind]


def test_that_what_most_photos_are_is_said_once(draw_scene: DrawScene) -> None:
    flaws = flaws_of(look_at(Photo(np.asarray(draw_scene(1).resize((40, 30))), 40, 30)))
    photos = {Sample(Path(f"{number}.png"), "a", "train", str(number)): flaws for number in range(40)}
    [finding] = about_flaws(Path("photos"), photos)
    assert (finding.path, finding.kind, finding.score) == ("photos", "tiny", None)
    assert finding.reason.startswith("True of 40 of 40 photos")


def test_that_the_worst_come_first_and_of_one_kind_the_surest() -> None:
    found = [
        about(Path("a"), "near", "", score=0.95),
        about(Path("b"), "near", "", score=0.99),
        about(Path("c"), "truncated", ""),
        about(Path("d"), "mislabelled", "", score=0.9),
        about(Path("e"), "leak", "", score=0.95),
        about(Path("f"), "leak", ""),
    ]
    assert [each.path for each in worst_first(found)] == ["f", "e", "d", "c", "b", "a"]
