"""How sure a new model may be is asked of photos that it has not learned from."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch
from draining import drain
from PIL import Image

from tlstudio.dataset.scan import scan
from tlstudio.features.inputs import network_input, pixel_request
from tlstudio.foundation.control import Control
from tlstudio.metrics.temperature import fitted_temperature
from tlstudio.modelfile.container import read_contents
from tlstudio.modelfile.description import Calibration
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo
from tlstudio.pipeline import run
from tlstudio.prediction.predictor import Predictor, load_model
from tlstudio.training.recipe import Input, Recipe


@pytest.fixture
def hazy(tmp_path: Path) -> Recipe:
    """A run on photos of two colours that are hard to tell apart."""
    for label, red in (("warm", 128), ("cold", 112)):
        (tmp_path / "photos" / label).mkdir(parents=True)
        for number in range(40):
            noise = np.random.default_rng([red, number]).normal(0, 14, 3)
            pixels = np.full((48, 48, 3), noise + np.array([red, 120, 240 - red])).clip(0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(tmp_path / "photos" / label / f"{number:02}.png")
    return Recipe(
        photos=str(tmp_path / "photos"),
        out=str(tmp_path / "m.tlmodel"),
        input=Input(size=64),
        epochs=20,
        validation_fraction=0.3,
        device="cpu",
    )


def calibration_after(recipe: Recipe, pool: PhotoPool) -> Calibration:
    drain(run(recipe, pool=pool))
    found = read_contents(Path(recipe.out or "")).description.calibration
    assert found is not None
    return found


def plain_scores(predictor: Predictor, paths: list[Path], pool: PhotoPool) -> torch.Tensor:
    request = pixel_request(predictor.preprocessing)
    photos = [photo for photo in pool.in_order(paths, request, Priority.DROP) if isinstance(photo, Photo)]
    with torch.inference_mode():
        return predictor.network(network_input(photos, predictor.preprocessing))


def test_that_a_head_alone_is_asked_about_its_training_photos_by_heads_that_have_not_seen_them(
    hazy: Recipe, pool: PhotoPool
) -> None:
    found = calibration_after(hazy, pool)
    assert (found.measured_on, found.used_to_choose) == ("training photos", False)
    predictor = load_model(hazy.out or "", "cpu")
    train = drain(scan(Path(str(hazy.photos)), Control(), validation_fraction=0.3, pool=pool))[0].part("train")
    assert found.photos == len(train)
    labels = np.array([predictor.classes.index(each.label) for each in train])
    itself = fitted_temperature(plain_scores(predictor, [each.path for each in train], pool).numpy(), labels)
    assert found.temperature > 1.2 * itself, "asked about what it has learned, the head would seem far too good"


def test_that_anything_else_is_asked_about_the_validation_photos(hazy: Recipe, pool: PhotoPool) -> None:
    steps = msgspec.structs.replace(hazy, optimiser="adamw", epochs=2)
    found = calibration_after(steps, pool)
    assert (found.measured_on, found.used_to_choose) == ("validation photos", True)
    predictor = load_model(hazy.out or "", "cpu")
    judge = drain(scan(Path(str(hazy.photos)), Control(), validation_fraction=0.3, pool=pool))[0].part("validation")
    assert found.photos == len(judge)
    labels = np.array([predictor.classes.index(each.label) for each in judge])
    scores = plain_scores(predictor, [each.path for each in judge], pool)
    assert found.temperature == pytest.approx(fitted_temperature(scores.numpy(), labels), rel=0.05)
    once = msgspec.structs.replace(steps, epochs=1)
    assert not calibration_after(once, pool).used_to_choose


def test_that_the_answers_are_those_of_the_divided_scores(hazy: Recipe, pool: PhotoPool) -> None:
    temperature = calibration_after(hazy, pool).temperature
    predictor = load_model(hazy.out or "", "cpu")
    path = Path(str(hazy.photos)) / "warm" / "03.png"
    shares = (plain_scores(predictor, [path], pool)[0] / temperature).softmax(0)
    answer = predictor.predict(path)
    assert dict(answer.top) == pytest.approx(dict(zip(predictor.classes, shares.tolist(), strict=True)), abs=1e-5)


def test_that_too_few_photos_say_nothing(recipe: Recipe, pool: PhotoPool) -> None:
    drain(run(recipe, pool=pool))
    assert read_contents(Path(recipe.out or "")).description.calibration is None
    assert load_model(recipe.out or "", "cpu").temperature == 1.0
