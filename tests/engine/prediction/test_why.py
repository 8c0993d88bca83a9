"""Why: heat for the class that was asked about, and the most alike training photos, found among those open."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
from draining import drain
from PIL import Image

from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import scan
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.photos.pool import PhotoPool
from tlstudio.pipeline import run
from tlstudio.prediction.predictor import Predictor, load_model
from tlstudio.prediction.why import Why, explain
from tlstudio.training.recipe import Input, Recipe


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    for label, colour in (("red", (200, 30, 30)), ("green", (30, 200, 30))):
        (folder / label).mkdir()
        for number in range(8):
            noise = np.random.default_rng(number).integers(0, 40, (48, 64, 3))
            Image.fromarray((noise + np.array(colour)).astype(np.uint8)).save(folder / label / f"{number}.png")
    return folder


@pytest.fixture(scope="module")
def predictor(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Predictor:
    out = tmp_path_factory.mktemp("model") / "m.tlmodel"
    for _ in run(Recipe(photos=str(photos), out=str(out), input=Input(size=64), device="cpu")):
        pass
    return load_model(out, "cpu")


@pytest.fixture(scope="module")
def dataset(photos: Path) -> Dataset:
    return drain(scan(photos, Control()))[0]


@pytest.fixture
def pool() -> Iterator[PhotoPool]:
    with PhotoPool(workers=1) as made:
        yield made


def test_that_a_training_photo_is_most_like_itself_and_its_neighbours_are_of_its_class(
    predictor: Predictor, dataset: Dataset, pool: PhotoPool
) -> None:
    photo = next(sample for sample in dataset.part("train") if sample.label == "red")
    why, _ = drain(explain(predictor, photo.path, "red", dataset, pool, Control()))
    assert isinstance(why, Why)
    assert [near.label for near in why.nearest] == ["red"] * 4
    assert [near.sample.label for near in why.nearest if near.sample] == ["red"] * 4
    assert why.nearest[0].sample == photo
    assert why.nearest[0].similarity == pytest.approx(1, abs=1e-4)
    assert why.nearest[3].similarity <= why.nearest[1].similarity <= 1 + 1e-6


def test_that_photos_that_are_not_open_are_named_by_their_class_alone(
    predictor: Predictor, dataset: Dataset, photos: Path, pool: PhotoPool
) -> None:
    few = msgspec.structs.replace(dataset, samples=dataset.samples[:1])
    for there in (None, few):
        why, _ = drain(explain(predictor, photos / "green" / "0.png", "green", there, pool, Control()))
        assert why is not None
        assert [near.label for near in why.nearest] == ["green"] * 4
        assert sum(near.sample is not None for near in why.nearest) <= (1 if there else 0)


def test_that_heat_is_for_the_class_that_was_asked_about(predictor: Predictor, photos: Path, pool: PhotoPool) -> None:
    red, green = (
        drain(explain(predictor, photos / "red" / "1.png", label, None, pool, Control()))[0]
        for label in ("red", "green")
    )
    assert red is not None
    assert green is not None
    assert (red.heat.label, green.heat.label) == ("red", "green")
    assert not np.array_equal(red.heat.values, green.heat.values)
    assert np.array_equal(red.heat.values, predictor.heat_map(photos / "red" / "1.png", "red").values)


def test_that_a_model_that_remembers_nothing_still_has_its_heat(
    predictor: Predictor, dataset: Dataset, photos: Path, pool: PhotoPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(predictor, "reference", None)
    why, _ = drain(explain(predictor, photos / "red" / "1.png", "red", dataset, pool, Control()))
    assert why is not None
    assert why.nearest == ()
    assert why.heat is not None


def test_that_without_a_heat_map_a_sentence_says_why_and_the_nearest_photos_stay(
    predictor: Predictor, dataset: Dataset, photos: Path, pool: PhotoPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(predictor.network), "points", lambda network, batch: ())
    monkeypatch.delitem(predictor.__dict__, "heat_maps", raising=False)
    why, _ = drain(explain(predictor, photos / "red" / "1.png", "red", dataset, pool, Control()))
    assert why is not None
    assert why.heat is None
    assert why.no_heat.startswith("There is no heat map: ")
    assert len(why.nearest) == 4


def test_that_a_stopped_control_ends_it_and_what_is_no_photo_is_refused(
    predictor: Predictor, photos: Path, pool: PhotoPool, tmp_path: Path
) -> None:
    control = Control()
    control.stop()
    assert drain(explain(predictor, photos / "red" / "1.png", "red", None, pool, control))[0] is None
    (tmp_path / "page.jpg").write_text("<html>")
    with pytest.raises(StudioError):
        drain(explain(predictor, tmp_path / "page.jpg", "red", None, pool, Control()))
    with pytest.raises(StudioError):
        predictor.heat_map(tmp_path / "page.jpg", "red")
