"""What is asked in the background about one answer: why that class?"""

from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event
from tlstudio.gui.libraries import load_engine, load_plots
from tlstudio.photos.pool import PhotoPool, Source

if TYPE_CHECKING:
    from tlstudio.prediction.predictor import Predictor
    from tlstudio.prediction.why import Why


@dataclass(frozen=True)
class Question:
    """What speaks for the class in that picture? Photos that are alike are looked for in `dataset`, which lies in
    `root`; other labels of its photos make no other question."""

    predictor: "Predictor"
    source: Source
    label: str
    root: Path | None
    dataset: Dataset | None = field(compare=False)


def explain_answer(pool: PhotoPool, question: Question, control: Control) -> "Generator[Event, None, Why | None]":
    """Why the picture is, or is not, of that class; None when stopped."""
    load_plots()  # the colours come with them
    load_engine()
    from tlstudio.prediction.why import explain

    dataset = question.dataset
    return (yield from explain(question.predictor, question.source, question.label, dataset, pool, control))
