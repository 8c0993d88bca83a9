"""A model answers the same, whatever way the picture comes, and refuses what does not belong to its network."""

import gc
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch
from PIL import Image

from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Progress
from tlstudio.modelfile.container import read_contents, read_model, write_model
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.view import View, Viewed
from tlstudio.pipeline import run
from tlstudio.prediction.answer import Answer, NoAnswer
from tlstudio.prediction.predictor import Predictor, load_model
from tlstudio.training.recipe import Input, Recipe


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained")
    for label, colour in (("red", (200, 30, 30)), ("green", (30, 200, 30))):
        (folder / label).mkdir()
        for number in range(6):
            noise = np.random.default_rng(number).integers(0, 40, (48, 64, 3))
            Image.fromarray((noise + np.array(colour)).astype(np.uint8)).save(folder / label / f"{number}.png")
    recipe = Recipe(photos=str(folder), out=str(folder / "m.tlmodel"), input=Input(size=64), epochs=10, device="cpu")
    assert [event for event in run(recipe) if not isinstance(event, Progress)]
    return folder


@pytest.fixture(scope="module")
def predictor(trained: Path) -> Predictor:
    return load_model(trained / "m.tlmodel", "cpu")


def test_that_a_file_its_bytes_its_pixels_and_its_picture_get_the_same_answer(
    trained: Path, predictor: Predictor
) -> None:
    file = trained / "red" / "3.png"
    picture = Image.open(file).convert("RGB")
    answers = [predictor.predict(way) for way in (file, str(file), file.read_bytes(), picture, np.asarray(picture))]
    assert {(answer.label, answer.confidence) for answer in answers} == {("red", answers[0].confidence)}
    assert sum(share for _, share in answers[0].top) == pytest.approx(1, abs=1e-5)


def test_that_many_files_are_answered_in_order_and_one_alone_gets_the_same(trained: Path, predictor: Predictor) -> None:
    files = sorted(trained.rglob("*.png")) * 4
    with PhotoPool(workers=1) as pool:
        steps = list(predictor.predict_files([*files, trained / "gone.png"], pool, Control()))
    answers = [step for step in steps if isinstance(step, Answer | NoAnswer)]
    assert [answer.path for answer in answers] == [str(file) for file in files] + [str(trained / "gone.png")]
    assert isinstance(answers[-1], NoAnswer)
    assert answers[0].confidence == pytest.approx(predictor.predict(files[0]).confidence, abs=1e-5)


def test_that_a_turned_and_cropped_photo_gets_the_answer_of_a_picture_that_looks_so(
    trained: Path, predictor: Predictor
) -> None:
    file = trained / "red" / "3.png"
    with Image.open(file) as upright:
        width, height = upright.size
        seen = upright.convert("RGB").transpose(Image.Transpose.ROTATE_270).crop((0, 0, height // 2, width))
    view = View(90, (0.0, 0.0, height // 2 / height, 1.0))
    with PhotoPool(workers=1) as pool:
        [answer] = predictor.predict_files([Viewed(file, view)], pool, Control())
    expected = predictor.predict(seen)
    assert isinstance(answer, Answer)
    assert answer.path == str(file)
    assert answer.confidence == pytest.approx(expected.confidence, abs=0.02)


def test_that_a_stopped_control_ends_the_answers(trained: Path, predictor: Predictor) -> None:
    control = Control()
    control.stop()
    with PhotoPool(workers=1) as pool:
        assert list(predictor.predict_files([trained / "red" / "1.png"], pool, control)) == []


def test_that_what_is_no_photo_is_a_sentence(predictor: Predictor) -> None:
    with pytest.raises(StudioError) as caught:
        predictor.predict(b"<html>hello</html>")
    assert "web page" in str(caught.value)


@pytest.mark.parametrize("change", ["missing", "extra", "shape", "kind", "not finite"])
def test_that_weights_that_do_not_fit_are_refused(trained: Path, tmp_path: Path, change: str) -> None:
    description, weights = read_model(trained / "m.tlmodel")
    changed = {
        "missing": {name: value for name, value in weights.items() if name != "head.bias"},
        "extra": weights | {"head.more": torch.zeros(1)},
        "shape": weights | {"head.bias": torch.zeros(3)},
        "kind": weights | {"head.bias": torch.zeros(2, dtype=torch.float64)},
        "not finite": weights | {"head.bias": torch.tensor([0.0, float("nan")])},
    }[change]
    write_model(tmp_path / "odd.tlmodel", description, changed)
    with pytest.raises(StudioError, match="cannot be opened"):
        load_model(tmp_path / "odd.tlmodel", "cpu")


def test_that_a_dropped_predictor_leaves_no_reader_behind(trained: Path) -> None:
    predictor = load_model(trained / "m.tlmodel", "cpu")
    predictor.predict(trained / "red" / "1.png")
    pool = predictor._reader
    assert pool.process_ids()
    del predictor
    gc.collect()
    assert not pool.process_ids()


def test_that_a_picture_unlike_all_of_its_photos_is_neither_until_everything_is_kept(
    trained: Path, draw_scene: Callable[..., Image.Image]
) -> None:
    predictor = load_model(trained / "m.tlmodel", "cpu")
    stranger = draw_scene(3)
    predictor.keep_rate = 0.8
    answer = predictor.predict(stranger)
    assert (answer.label, answer.neither) == (None, True)
    assert answer.typicality is not None
    assert answer.confidence == 1 - answer.typicality
    assert {label for label, _ in answer.top} == {"red", "green"}
    assert predictor.predict(trained / "red" / "3.png").label == "red"
    predictor.keep_rate = 1
    kept = predictor.predict(stranger)
    assert (kept.label, kept.confidence) == kept.top[0] == answer.top[0]


def test_that_a_model_of_an_older_studio_answers_and_never_says_neither(
    trained: Path, tmp_path: Path, draw_scene: Callable[..., Image.Image]
) -> None:
    contents = read_contents(trained / "m.tlmodel")
    old = msgspec.structs.replace(contents.description, reference=None, calibration=None)
    write_model(tmp_path / "old.tlmodel", old, contents.weights)
    predictor = load_model(tmp_path / "old.tlmodel", "cpu")
    predictor.keep_rate = 0.5
    assert predictor.reference is None
    answer = predictor.predict(draw_scene(3))
    assert (answer.neither, answer.typicality, answer.label) == (False, None, answer.top[0][0])


def test_that_a_hostile_memory_is_refused_in_one_sentence(trained: Path, tmp_path: Path) -> None:
    contents = read_contents(trained / "m.tlmodel")
    assert contents.reference is not None
    hostile = contents.reference | {"labels": contents.reference["labels"] + 7}
    write_model(tmp_path / "odd.tlmodel", contents.description, contents.weights, hostile)
    with pytest.raises(StudioError, match=r"cannot be opened: what it remembers"):
        load_model(tmp_path / "odd.tlmodel", "cpu")


def test_that_a_class_of_other_things_is_a_class_like_any(
    draw_photos: Callable[..., Path], draw_scene: Callable[..., Image.Image], tmp_path: Path
) -> None:
    photos = draw_photos(count=12)
    (photos / "other").mkdir()
    for number in range(12):
        draw_scene(number).save(photos / "other" / f"{number}.png")
    recipe = Recipe(photos=str(photos), out=str(tmp_path / "o.tlmodel"), input=Input(size=64), epochs=10, device="cpu")
    for _ in run(recipe):
        pass
    answer = load_model(tmp_path / "o.tlmodel", "cpu").predict(draw_scene(50))
    assert (answer.label, answer.neither) == ("other", False)
