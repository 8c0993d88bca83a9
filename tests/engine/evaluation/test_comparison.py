"""Two models are asked about the same photos: the groups, the figures, and what is left out."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from draining import drain
from PIL import Image

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.dataset.sample import Sample, Split
from tlstudio.evaluation.comparison import Compared, Comparison, Said, compare
from tlstudio.evaluation.verdict import standing_text, verdict
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Problem, Progress, Warned
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.request import Photo, Refusal
from tlstudio.prediction.answer import Answer, NoAnswer

CAT, DOG = Said("cat", 0.9), Said("dog", 0.8)


class Oracle:
    """Answers from the file's name, where a letter for each photo says what each oracle calls it: `c-1 cd.png` is
    called a cat by the first one and a dog by the second."""

    def __init__(self, number: int, size: int = 32, classes: Sequence[str] = ("cat", "dog")) -> None:
        self.classes = tuple(classes)
        self.preprocessing = Preprocessing(size, 1.0, "bilinear", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
        self.summary = SimpleNamespace(used_to_choose=True)
        self.number = number
        self.seen: list[tuple[int, ...]] = []

    def answer_read(self, sources: Sequence[Path], photos: Sequence[Photo | Refusal]) -> list[Answer | NoAnswer]:
        return [self._answer(source, photo) for source, photo in zip(sources, photos, strict=True)]

    def _answer(self, source: Path, photo: Photo | Refusal) -> Answer | NoAnswer:
        if isinstance(photo, Refusal):
            return NoAnswer(str(source), photo.reason)
        self.seen.append(photo.pixels.shape)
        label = {"c": "cat", "d": "dog"}[source.stem.split()[1][self.number]]
        return Answer(str(source), label, 0.7, ((label, 0.7),))


class CountingPool:
    """Lends the readers of a pool, and counts what they are asked for."""

    def __init__(self, pool: PhotoPool) -> None:
        self.pool = pool
        self.read = 0

    def in_order(self, sources: Sequence[Any], request: Any, priority: Any) -> Iterator[Any]:
        self.read += len(sources)
        return self.pool.in_order(sources, request, priority)


def photographed(folder: Path, names: Sequence[str], split: Split = "test") -> list[Sample]:
    """Photos whose names say what they are and what the oracles call them."""
    labels = {"c": "cat", "d": "dog", "e": "emu"}
    for name in names:
        Image.fromarray(np.full((40, 40, 3), 90, np.uint8)).save(folder / f"{name}.png")
    return [Sample(folder / f"{name}.png", labels[name[0]], split, name) for name in names]


def ask(samples: list[Sample], pool: Any, *models: Any, control: Control | None = None) -> tuple[Any, list[Any]]:
    first, second = models or (Oracle(0), Oracle(1))
    return drain(compare(first, second, samples, pool, control or Control()))


def test_that_each_photo_is_in_the_group_that_the_two_answers_make(tmp_path: Path, pool: PhotoPool) -> None:
    samples = photographed(tmp_path, ["c-1 cc", "c-2 dc", "c-3 cd", "d-4 cc", "d-5 cd"])
    comparison, events = ask(samples, pool)
    assert [(each.sample.digest, each.group) for each in comparison.photos] == [
        ("c-1 cc", "both_right"),
        ("c-2 dc", "fixed"),
        ("c-3 cd", "broken"),
        ("d-4 cc", "both_wrong"),
        ("d-5 cd", "fixed"),
    ]
    assert comparison.counts() == {"fixed": 2, "broken": 1, "both_wrong": 1, "both_right": 1}
    assert [standing.right for standing in comparison.standings()] == [2, 3]
    assert [event for event in events if not isinstance(event, Progress)] == []


def test_that_a_photo_is_read_once_for_two_models_that_see_the_same_of_it(tmp_path: Path, pool: PhotoPool) -> None:
    samples = photographed(tmp_path, ["c-1 cc", "c-2 dc"])
    counting = CountingPool(pool)
    ask(samples, counting)
    assert counting.read == 2
    small, large = Oracle(0), Oracle(1, size=48)
    ask(samples, counting, small, large)
    assert counting.read == 6
    assert (small.seen[0], large.seen[0]) == ((32, 32, 3), (48, 48, 3))


def test_that_a_photo_that_cannot_be_read_is_told_and_not_counted(tmp_path: Path, pool: PhotoPool) -> None:
    samples = photographed(tmp_path, ["c-1 cc", "c-2 dc"])
    samples[0].path.write_bytes(b"no photo")
    comparison, events = ask(samples, pool)
    assert len(comparison.photos) == 1
    assert [event.path for event in events if isinstance(event, Problem)] == [str(samples[0].path)]
    samples[1].path.unlink()
    with pytest.raises(StudioError, match="None of these photos could be read"):
        ask(samples, pool)


def test_that_classes_which_only_one_model_knows_are_left_out_and_named(tmp_path: Path, pool: PhotoPool) -> None:
    samples = photographed(tmp_path, ["c-1 cc", "e-2 dc"])
    comparison, events = ask(samples, pool, Oracle(0), Oracle(1, classes=("cat", "dog", "emu")))
    assert [each.sample.label for each in comparison.photos] == ["cat"]
    (warned,) = (event for event in events if isinstance(event, Warned))
    assert "1 of 2 photos are left out" in warned.text
    assert "“emu”" in warned.text
    with pytest.raises(StudioError, match="both models know the class of none"):
        ask(samples[1:], pool)
    with pytest.raises(StudioError, match="neither model has learned from"):
        ask([], pool)


def test_that_it_is_said_when_these_photos_chose_the_epoch(tmp_path: Path, pool: PhotoPool) -> None:
    samples = photographed(tmp_path, ["c-1 cc"], "validation")
    _, events = ask(samples, pool)
    assert ["best epoch" in event.text for event in events if isinstance(event, Warned)] == [True]


def test_that_a_stopped_comparison_has_no_result(tmp_path: Path, pool: PhotoPool) -> None:
    control = Control()
    control.stop()
    assert ask(photographed(tmp_path, ["c-1 cc"]), pool, control=control)[0] is None


def made(*answers: tuple[str, Said, Said]) -> Comparison:
    """Photos with these labels, and what two models say of each."""
    photos = [
        Compared(Sample(Path(f"{number}.png"), label, "test", str(number)), first, second)
        for number, (label, first, second) in enumerate(answers)
    ]
    return Comparison(tuple(photos), frozenset({"cat", "dog"}))


def test_that_the_surest_mistakes_come_first(tmp_path: Path) -> None:
    unsure = Said("dog", 0.55)
    comparison = made(("cat", unsure, CAT), ("cat", DOG, CAT), ("cat", CAT, CAT), ("cat", CAT, Said("cat", 0.6)))
    assert [photo.sample.digest for photo in comparison.of("fixed")] == ["1", "0"]
    assert [photo.sample.digest for photo in comparison.of("both_right")] == ["3", "2"]


def test_that_other_labels_judge_the_same_answers_anew() -> None:
    comparison = made(("cat", DOG, DOG), ("cat", DOG, CAT), ("dog", DOG, DOG))
    one, two, three = (each.sample for each in comparison.photos)
    relabelled = Sample(one.path, "dog", "test", one.digest)
    emu = Sample(two.path, "emu", "test", two.digest)
    now = comparison.with_labels({one.path: relabelled, two.path: emu, three.path: three})
    assert [(each.sample.digest, each.group) for each in now.photos] == [("0", "both_right"), ("2", "both_right")]
    changed = Sample(three.path, "dog", "test", "another picture")
    assert comparison.with_labels({three.path: changed}).photos == ()


def test_that_the_verdict_says_how_many_more_and_whether_that_may_be_luck() -> None:
    fixed, broken, right = ("cat", DOG, CAT), ("cat", CAT, DOG), ("cat", CAT, CAT)
    clear = made(*[fixed] * 6, *[right] * 10)
    assert verdict(clear, "run 3", "run 7") == (
        "Run 7 names 6 more of 16 photos right than run 3. That is hardly luck (p = 0.031)."
    )
    vague = made(*[fixed] * 1, *[broken] * 3, *[right] * 10)
    assert verdict(vague, "run 3", "run 7") == (
        "Run 7 names 2 fewer of 14 photos right than run 3. With so few photos that differ, this may be luck "
        "(p = 0.62)."
    )
    assert verdict(made(fixed, broken), "run 3", "run 7") == "Run 3 and run 7 name equally many right, 1 of 2 photos."
    assert verdict(made(right), "a", "b") == "A and b name the same 1 of 1 photos right."
    assert verdict(made(*[fixed] * 20), "a", "b").endswith("(p < 0.001).")
    assert standing_text(clear.standings()[0]) == "62.5 % (39–82 %)"
