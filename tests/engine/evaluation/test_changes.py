"""What another training changes is told from kept features, photo by photo."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from draining import drain

import tlstudio
from tlstudio.dataset.sample import Sample
from tlstudio.evaluation.changes import (
    AnswerPair,
    Changes,
    asked_samples,
    changes_between,
    read_answers,
    unlearned_samples,
)
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.photos.pool import PhotoPool
from tlstudio.prediction.answer import Answer
from tlstudio.prediction.kept import answers_from_features
from tlstudio.prediction.predictor import Predictor, load_model
from tlstudio.project.edits import Relabel
from tlstudio.project.opening import create
from tlstudio.project.project import Project
from tlstudio.project.settings import Source
from tlstudio.training.recipe import Input, Recipe


def said(label: str, confidence: float = 0.9) -> Answer:
    return Answer("", label, confidence, ((label, confidence),))


@pytest.mark.parametrize(
    ("before", "after", "label", "effect"),
    [
        ("ant", "bee", "bee", "fixed"),
        ("bee", "ant", "bee", "broken"),
        ("ant", "wasp", "bee", "still wrong"),
        ("bee", "bee", "bee", "same"),
        ("ant", "ant", "bee", "still wrong"),
        ("ant", "bee", None, "unknown"),
    ],
)
def test_that_a_change_is_worth_what_the_label_says(before: str, after: str, label: str | None, effect: str) -> None:
    pair = AnswerPair(Path("photo.jpg"), said(before), said(after), label)
    assert pair.effect == effect
    assert pair.differs == (before != after)


def test_that_of_very_many_photos_those_are_asked_about_that_are_not_learned_from() -> None:
    samples = [Sample(Path(f"{n}.jpg"), "ant", "train" if n % 4 else "validation", str(n)) for n in range(6_000)]
    asked = asked_samples(samples, frozenset({"5", "8"}))
    assert len(asked) == 1_501
    assert samples[5] in asked
    assert asked_samples(samples[:5_000]) == tuple(samples[:5_000])


@pytest.fixture
def project(draw_photos: Callable[..., Path], tmp_path: Path) -> Any:
    with create(tmp_path / "kept.tlproject", Source((draw_photos(count=6),))) as made:
        drain(made.scan(Control()))
        yield made


def train(project: Project, pool: PhotoPool, name: str, strategy: Any = "features") -> Predictor:
    out = project.path.with_name(name)
    recipe = Recipe(
        photos=str(project.path), out=str(out), input=Input(size=64), strategy=strategy, epochs=4, device="cpu"
    )
    for _event in tlstudio.run(recipe, pool=pool, project=project):
        pass
    return load_model(out, "cpu")


def test_that_answers_before_and_after_a_correction_need_no_photo(project: Project, pool: PhotoPool) -> None:
    first = train(project, pool, "first.tlmodel")
    turned = [sample for sample in project.dataset().part("train") if sample.label == "red"]
    project.apply(Relabel(tuple(sample.path for sample in turned), "green"))
    checked = project.dataset().part("validation")
    project.apply(Relabel((next(each for each in turned).path,), "red"))
    second = train(project, pool, "second.tlmodel")
    samples, corrected = project.dataset().samples, frozenset({turned[1].digest})
    answers = [answers_from_features(model, samples, Store()) for model in (first, second)]
    found = changes_between(*answers, samples, corrected)
    assert found.asked == 11
    assert [(pair.photo, pair.label, pair.part) for pair in found.corrected] == [(turned[1].path, "green", "train")]
    assert all(pair.differs for pair in found.pairs)
    assert len(found.pairs) == sum(found.count(effect) for effect in ("fixed", "broken", "still wrong"))
    reds = {sample.path for sample in checked if sample.label == "red"}
    assert {pair.photo for pair in found.pairs if pair.effect == "broken"} >= reds
    parts = [pair.part for pair in found.pairs]
    assert parts == sorted(parts, key=lambda part: part == "train")


def test_that_without_kept_features_only_what_is_not_learned_from_is_read(project: Project, pool: PhotoPool) -> None:
    model = train(project, pool, "all.tlmodel", "all")
    samples = project.dataset().samples
    corrected = next(sample for sample in samples if sample.split == "train")
    digests = frozenset({corrected.digest})
    assert answers_from_features(model, samples, Store()) == {}
    asked = unlearned_samples(samples, digests)
    assert len(asked) == len(project.dataset().part("validation")) + 1
    answers, _ = drain(read_answers((model, model), asked, pool, Control()))
    found = changes_between(*answers, samples, digests)
    assert found.asked == len(asked) - 1
    assert found.pairs == ()
    assert [pair.photo for pair in found.corrected] == [corrected.path]
    stopped = Control()
    stopped.stop()
    assert drain(read_answers((model, model), asked, pool, stopped))[0] is None


def test_that_nothing_changed_is_a_finding_too() -> None:
    assert Changes(3, ()).count("fixed") == 0
