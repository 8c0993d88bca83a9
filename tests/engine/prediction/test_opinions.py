"""What a model thinks of photos: suggestions, doubts, and how far it agrees with their labels."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import tlstudio
from tlstudio.dataset.sample import Sample, Split
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Progress
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.reading import content_digest
from tlstudio.prediction.opinions import Agreement, Opinion, Opinions, ask, suggestions
from tlstudio.prediction.predictor import Predictor, load_model
from tlstudio.training.recipe import Input, Recipe


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six red and six green pictures, and a model that knows them apart."""
    folder = tmp_path_factory.mktemp("trained")
    for label, colour in (("red", (200, 30, 30)), ("green", (30, 200, 30))):
        (folder / "photos" / label).mkdir(parents=True)
        for number in range(6):
            noise = np.random.default_rng(number).integers(0, 40, (48, 64, 3))
            Image.fromarray((noise + np.array(colour)).astype(np.uint8)).save(
                folder / "photos" / label / f"{number}.png"
            )
    out = str(folder / "m.tlmodel")
    for _event in tlstudio.run(
        Recipe(photos=str(folder / "photos"), out=out, input=Input(size=64), epochs=10, device="cpu")
    ):
        pass
    return folder


@pytest.fixture(scope="module")
def predictor(trained: Path) -> Predictor:
    return load_model(trained / "m.tlmodel", "cpu")


def _sample(path: Path, label: str = "", split: Split = "train") -> Sample:
    return Sample(path, label, split, content_digest(path.read_bytes()))


def _asked(predictor: Predictor, samples: list[Sample], pool: PhotoPool) -> list[Opinion | Progress]:
    return list(ask(predictor, samples, pool, Control()))


def _invented(label: str, confidence: float, *samples: Sample) -> list[Opinion]:
    return [Opinion(sample.digest, label, confidence) for sample in samples]


def _unseen(number: int, label: str = "", split: Split = "train") -> Sample:
    return Sample(Path(f"/{number}.jpg"), label, split, f"{number:040}")


def test_that_photos_without_a_label_get_a_suggestion_copies_only_once(
    trained: Path, predictor: Predictor, pool: PhotoPool, tmp_path: Path
) -> None:
    paths = sorted((trained / "photos").rglob("*.png"))
    shutil.copy(paths[0], tmp_path / "copy.png")
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing more")
    samples = [_sample(path) for path in [*paths, tmp_path / "broken.png", tmp_path / "copy.png"]]
    steps = _asked(predictor, samples, pool)
    opinions = Opinions(predictor.classes)
    opinions.add(step for step in steps if isinstance(step, Opinion))
    assert len(opinions) == 12
    assert [opinions.of(sample).label for sample in samples[:12]] == ["green"] * 6 + ["red"] * 6
    assert opinions.of(samples[-1]) == opinions.of(samples[0])
    assert opinions.without(samples) == [samples[12]]
    assert suggestions(samples[:2], opinions) == [(samples[0], "green"), (samples[1], "green")]
    assert isinstance(steps[0], Progress)
    assert steps[0].total == 13


def test_that_a_stopped_question_ends(trained: Path, predictor: Predictor, pool: PhotoPool) -> None:
    control = Control()
    control.stop()
    samples = [_sample(path) for path in (trained / "photos").rglob("*.png")]
    assert [type(step) for step in ask(predictor, samples, pool, control)] == [Progress]


def test_that_the_model_differs_only_where_it_knows_the_label_s_class() -> None:
    right, wrong, unknown, unlabelled = (_unseen(n, label) for n, label in enumerate(("ant", "bee", "wasp", "")))
    opinions = Opinions(("ant", "bee"))
    opinions.add(_invented("ant", 0.9, right, wrong, unknown, unlabelled))
    differs = [opinions.differs(each) for each in (right, wrong, unknown, unlabelled, _unseen(9, "bee"))]
    assert differs == [False, True, False, False, False]


def test_that_it_is_unsure_below_sixty_per_cent() -> None:
    sure, unsure = _unseen(1), _unseen(2)
    opinions = Opinions(("ant",))
    opinions.add([*_invented("ant", 0.6, sure), *_invented("ant", 0.59, unsure)])
    assert [opinions.is_unsure(each) for each in (sure, unsure, _unseen(3))] == [False, True, False]


def test_that_agreement_is_counted_for_each_part_and_only_of_what_was_asked() -> None:
    samples = [_unseen(n, "bee", "validation" if n < 4 else "train") for n in range(10)]
    opinions = Opinions(("ant", "bee"))
    opinions.add([*_invented("ant", 0.9, *samples[:1]), *_invented("bee", 0.9, *samples[1:8])])
    assert opinions.agreement(samples, "validation") == Agreement(asked=4, other=1)
    assert opinions.agreement(samples, "train") == Agreement(asked=4, other=0)
    assert opinions.agreement(samples, "test") == Agreement(asked=0, other=0)


def test_that_only_another_label_is_suggested() -> None:
    same, other, never = _unseen(1, "ant"), _unseen(2, "bee"), _unseen(3)
    opinions = Opinions(("ant", "bee"))
    opinions.add(_invented("ant", 0.9, same, other))
    assert suggestions([same, other, never], opinions) == [(other, "ant")]
