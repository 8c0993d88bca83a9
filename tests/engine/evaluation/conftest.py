"""What tests of evaluations share: answers made up by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tlstudio.dataset.sample import Sample
from tlstudio.evaluation.outcomes import Evaluation, Outcome

MakeEvaluation = Callable[..., Evaluation]


@pytest.fixture
def judged() -> MakeEvaluation:
    """Makes an evaluation from lines such as `cat dog 0.9`: a cat that is called a dog, 90 % sure. What follows is the
    second guess, and `learned`."""

    def make(*lines: str, classes: tuple[str, ...] = ("cat", "dog")) -> Evaluation:
        return Evaluation(tuple(_outcome(number, *line.split()) for number, line in enumerate(lines)), classes)

    return make


def _outcome(number: int, label: str, said: str, confidence: str, second: str = "cat", learned: str = "") -> Outcome:
    sample = Sample(Path(f"{number}.png"), label, "test", str(number))
    return Outcome(sample, said, float(confidence), second, bool(learned))
