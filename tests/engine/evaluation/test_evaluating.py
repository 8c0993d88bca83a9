"""A model is asked about labelled photos, and what cannot be counted is said."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import numpy as np
import pytest
from draining import drain
from PIL import Image

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.dataset.sample import Sample, Split
from tlstudio.evaluation.evaluating import evaluate
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Problem, Progress, Warned
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.request import Photo, Refusal
from tlstudio.pipeline import run
from tlstudio.prediction.answer import Answer, NoAnswer
from tlstudio.prediction.predictor import load_model
from tlstudio.project.collecting import collected
from tlstudio.training.recipe import Recipe


class Oracle:
    """Answers from the file's name: `cat as dog.png` is a cat that is called a dog."""

    classes = ("cat", "dog")
    temperature, reference, keep_rate = 1.0, None, 0.95
    summary = SimpleNamespace(used_to_choose=True)
    preprocessing = Preprocessing(32, 1.0, "bilinear", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))

    def answer_read(self, sources: Sequence[Path], photos: Sequence[Photo | Refusal]) -> list[Answer | NoAnswer]:
        return [self._answer(source, photo) for source, photo in zip(sources, photos, strict=True)]

    def _answer(self, source: Path, photo: Photo | Refusal) -> Answer | NoAnswer:
        if isinstance(photo, Refusal):
            return NoAnswer(str(source), photo.reason)
        said = source.stem.split(" as ")[1]
        other = "dog" if said == "cat" else "cat"
        return Answer(str(source), said, 0.75, ((said, 0.75), (other, 0.25)))


def photographed(folder: Path, names: Sequence[str], split: Split = "test") -> list[Sample]:
    for name in names:
        Image.fromarray(np.full((40, 40, 3), 90, np.uint8)).save(folder / f"{name}.png")
    return [Sample(folder / f"{name}.png", name.split(" as ")[0], split, name) for name in names]


def judge(samples: Sequence[Sample], pool: PhotoPool, learned: Sequence[str] = ()) -> tuple[Any, list[Event]]:
    found, events = drain(evaluate(Oracle(), samples, pool, Control(), learned=frozenset(learned)))  # type: ignore[arg-type]
    return found, [event for event in events if not isinstance(event, Progress)]


def test_that_each_photo_has_what_it_is_and_what_it_is_called(tmp_path: Path, pool: PhotoPool) -> None:
    samples = photographed(tmp_path, ["cat as cat", "cat as dog"])
    found, events = judge(samples, pool, learned=["cat as dog"])
    assert [(each.said, each.confidence, each.second, each.is_right) for each in found.outcomes] == [
        ("cat", 0.75, "dog", True),
        ("dog", 0.75, "cat", False),
    ]
    assert [each.learned for each in found.outcomes] == [False, True]
    assert [each.sample for each in found.unseen().outcomes] == samples[:1]
    assert events == []


def test_that_a_photo_that_cannot_be_read_is_told_and_not_counted(tmp_path: Path, pool: PhotoPool) -> None:
    samples = photographed(tmp_path, ["cat as cat", "dog as dog"])
    samples[0].path.write_bytes(b"no photo")
    found, events = judge(samples, pool)
    assert [each.sample.label for each in found.outcomes] == ["dog"]
    assert [event.path for event in events if isinstance(event, Problem)] == [str(samples[0].path)]
    with pytest.raises(StudioError, match="nothing to evaluate"):
        judge(samples[:1], pool)


def test_that_an_unknown_class_is_an_error_that_names_it(tmp_path: Path, pool: PhotoPool) -> None:
    with pytest.raises(StudioError, match="“emu”"):
        judge(photographed(tmp_path, ["emu as dog"]), pool)


def test_that_it_is_said_when_these_photos_chose_the_epoch(tmp_path: Path, pool: PhotoPool) -> None:
    _, events = judge(photographed(tmp_path, ["cat as cat"], "validation"), pool)
    assert ["best epoch" in event.text for event in events if isinstance(event, Warned)] == [True]


def test_that_a_stopped_evaluation_has_no_result(tmp_path: Path, pool: PhotoPool) -> None:
    control = Control()
    control.stop()
    samples = photographed(tmp_path, ["cat as cat"])
    assert drain(evaluate(Oracle(), samples, pool, control))[0] is None  # type: ignore[arg-type]


def test_that_no_photo_is_read_whose_features_a_run_has_kept(recipe: Recipe, pool: PhotoPool) -> None:
    drain(run(recipe, pool=pool))
    model = load_model(recipe.out or "", "cpu")
    dataset, _ = drain(collected(Path(str(recipe.photos)), Control()))
    afresh, _ = drain(evaluate(model, dataset.samples, pool, Control()))
    moved = [msgspec.structs.replace(each, path=Path("gone") / each.path.name) for each in dataset.samples]
    kept, events = drain(evaluate(model, moved, pool, Control(), Store()))
    assert [event for event in events if isinstance(event, Problem)] == []
    assert [each.said for each in kept.outcomes] == [each.said for each in afresh.outcomes]
    assert [each.confidence for each in kept.outcomes] == pytest.approx(
        [each.confidence for each in afresh.outcomes], abs=0.02
    )


def test_that_what_the_model_would_call_neither_is_judged_by_its_likeliest_class(
    recipe: Recipe, pool: PhotoPool
) -> None:
    drain(run(recipe, pool=pool))
    model = load_model(recipe.out or "", "cpu")
    dataset, _ = drain(collected(Path(str(recipe.photos)), Control()))
    model.keep_rate = 0.3
    found, _ = drain(evaluate(model, dataset.samples, pool, Control()))
    assert found.keep == 0.3
    assert 0 < sum(each.neither for each in found.outcomes) < len(found.outcomes)
    assert {each.said for each in found.outcomes} == {"red", "green"}
    for too_much in (0.999, 1.0):
        model.keep_rate = too_much
        found, _ = drain(evaluate(model, dataset.samples, pool, Control()))
        assert found.keep is None, "with so few photos nothing is called neither"
