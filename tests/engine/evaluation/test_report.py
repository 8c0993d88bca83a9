"""An evaluation counts what the model said, and says what it could not count."""

from collections.abc import Generator, Sequence
from pathlib import Path

import pytest
from draining import drain

from tlstudio.dataset.sample import Sample
from tlstudio.evaluation.report import Report, evaluate
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Problem
from tlstudio.photos.pool import PhotoPool
from tlstudio.prediction.answer import Answer, NoAnswer


class Oracle:
    """Answers from the file's name: `cat as dog.png` is a cat that is called a dog."""

    classes = ("cat", "dog")

    def predict_files(
        self, sources: Sequence[Path], pool: PhotoPool, control: Control
    ) -> Generator[Answer | NoAnswer, None, None]:
        for source in sources:
            said = source.stem.split(" as ")[1]
            top = (("cat", 0.75), ("dog", 0.25))
            yield NoAnswer(str(source), "broken") if said == "?" else Answer(str(source), said, 0.75, top)


def judge(names: list[str]) -> tuple[Report | None, list[Event]]:
    samples = [Sample(Path(f"{name}.png"), name.split(" as ")[0], "test", name) for name in names]
    with PhotoPool(workers=1) as pool:
        return drain(evaluate(Oracle(), samples, pool, Control()))  # type: ignore[arg-type]


def test_that_the_confusion_says_what_was_called_what() -> None:
    report, events = judge(["cat as cat", "cat as dog", "dog as dog", "cat as ?", "dog as dog"])
    assert report is not None
    assert report.confusion == [[1, 1], [0, 2]]
    assert report.accuracy == 0.75
    assert report.interval[0] < 0.75 < report.interval[1]
    assert report.per_class["dog"].precision == pytest.approx(2 / 3)
    assert report.expected_calibration_error == pytest.approx(0)
    assert events == [Problem("cat as ?.png", "broken")]


def test_that_an_unknown_class_is_an_error_that_names_it() -> None:
    with pytest.raises(StudioError, match="“emu”"):
        judge(["emu as dog"])


def test_that_nothing_readable_is_an_error() -> None:
    with pytest.raises(StudioError, match="nothing to evaluate"):
        judge(["cat as ?"])
