"""On real photos: the heat for ants lies on the half of a picture that has ants, and not on the blank one."""

import shutil
from pathlib import Path
from statistics import fmean

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps

from tlstudio.pipeline import run
from tlstudio.prediction.predictor import Predictor, load_model
from tlstudio.training.recipe import Recipe

PHOTOS_TO_LEARN = 30
LEFT, RIGHT = (0.0, 0.0, 0.5, 1.0), (0.5, 0.0, 1.0, 1.0)
GREY, WHITE, BLACK = (128, 128, 128), (255, 255, 255), (0, 0, 0)


@pytest.fixture
def predictor(real_photos: Path, tmp_path: Path) -> Predictor:
    for part, label in ((part, label) for part in ("train", "val") for label in ("ants", "bees")):
        (tmp_path / "some" / part / label).mkdir(parents=True)
        for photo in sorted((real_photos / "ants-and-bees" / part / label).iterdir())[:PHOTOS_TO_LEARN]:
            shutil.copy(photo, tmp_path / "some" / part / label)
    for _ in run(Recipe(photos=str(tmp_path / "some"), out=str(tmp_path / "m.tlmodel"), seed=0, device="cpu")):
        pass
    return load_model(tmp_path / "m.tlmodel", "cpu")


def half_blank(photo: Path, colour: tuple[int, int, int], left: bool) -> NDArray[np.uint8]:
    with Image.open(photo) as opened:
        middle = ImageOps.fit(ImageOps.exif_transpose(opened).convert("RGB"), (160, 320))
    picture = Image.new("RGB", (320, 320), colour)
    picture.paste(middle, (0 if left else 160, 0))
    return np.asarray(picture)


def test_that_four_fifths_of_the_heat_lie_on_the_photo_and_not_on_the_blank_half(
    predictor: Predictor, real_photos: Path
) -> None:
    shares = [
        predictor.heat_map(half_blank(photo, colour, place == LEFT), "ants").share(place)
        for photo in sorted((real_photos / "ants-and-bees" / "val" / "ants").iterdir())[::5]
        for colour in (GREY, WHITE, BLACK)
        for place in (LEFT, RIGHT)
    ]
    assert len(shares) > 50
    assert fmean(shares) >= 0.8
