"""What runs in the background when a picture is put right: looking at it, and finding out what has changed."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tlstudio.dataset.sample import Sample
from tlstudio.evaluation.changes import (
    AnswerPair,
    Changes,
    asked_samples,
    changes_between,
    read_answers,
    unlearned_samples,
)
from tlstudio.foundation.control import Control
from tlstudio.foundation.device import DeviceName
from tlstudio.foundation.events import Event, Progress
from tlstudio.gui.libraries import load_engine
from tlstudio.photos.pool import PhotoPool, Source
from tlstudio.photos.view import PhotoFile, path_of
from tlstudio.prediction.answer import Answer, judged
from tlstudio.project.adding import Addition
from tlstudio.project.pictures import pictures_folder
from tlstudio.project.project import Project
from tlstudio.project.runs import Run

if TYPE_CHECKING:
    from tlstudio.prediction.predictor import Predictor

MOST_ASKED_AGAIN = 500


@dataclass(frozen=True)
class Looked:
    """What becomes of the pictures, and the run that has made the model at hand; None where the project knows none."""

    addition: Addition
    run: Run | None


@dataclass(frozen=True)
class PicturesFolder:
    """Where pictures that have no file would be kept."""

    path: Path


@dataclass(frozen=True)
class Remembered:
    """What a model says of the project's photos, by their keys, as far as none had to be read."""

    model: Path
    answers: dict[str, Answer]


@dataclass(frozen=True)
class Two:
    """The model before, and what it says, as far as that is remembered; and the model after it. Of their own kind of
    photos `keep_rate` are not called “neither”.

    `corrected` are the pictures that were put right, by content hash, with what they were called; `dropped` the others
    that were dropped.
    """

    before: Path
    remembered: Remembered | None
    after: Path
    keep_rate: float
    device: DeviceName
    corrected: dict[str, Answer]
    dropped: tuple[tuple[PhotoFile, Answer], ...] = ()


def folder_order(project: Project) -> PicturesFolder:
    """Where pictures without a file would be kept."""
    return PicturesFolder(pictures_folder(project.source(), project.path))


def look(
    project: Project, pictures: Sequence[Source], label: str, model: Path, control: Control
) -> Generator[Event, None, Looked | None]:
    """Look at the pictures that are to get this label; None when it was stopped."""
    addition = yield from project.look_at(pictures, label, control)
    if addition is None:
        return None
    made = [run for run in project.runs() if run.finished and run.finished.model == str(model)]
    return Looked(addition, made[-1] if made else None)


def remember(model: Path, project: Project, device: DeviceName) -> Generator[Event, None, Remembered]:
    """What a model says of the project's photos, found out before anybody waits for it."""
    yield Progress("prepare", 0, 1)
    return _remembered(model, _opened(model, device), asked_samples(project.dataset().samples))


def find_changes(
    two: Two, project: Project, pool: PhotoPool, control: Control
) -> Generator[Event | Changes | AnswerPair | Remembered, None, None]:
    """First Changes among the project's photos, and what is to be remembered of the model after; then an AnswerPair for
    each dropped picture that was asked again. With a copy of the model of its own: the window's answers meanwhile."""
    yield Progress("prepare", 0, 1)
    after, samples = _opened(two.after, two.device), project.dataset().samples
    later = _remembered(two.after, after, asked_samples(samples, two.corrected))
    before, known = None, two.remembered
    if known is None:
        before = _opened(two.before, two.device)
        known = _remembered(two.before, before, asked_samples(samples, two.corrected))
    answers = [known.answers, later.answers]
    if not all(answers):
        models = (before or _opened(two.before, two.device), after)
        read = yield from read_answers(models, unlearned_samples(samples, two.corrected), pool, control)
        if read is None:
            return
        answers = read
    first, second = ({key: judged(each, two.keep_rate) for key, each in found.items()} for found in answers)
    first |= {each.key: two.corrected[each.digest] for each in samples if each.digest in two.corrected}
    yield changes_between(first, second, samples, two.corrected)
    yield later
    learned = {sample.path for sample in samples}
    others = [each for each in two.dropped if path_of(each[0]).absolute() not in learned]
    after.keep_rate = two.keep_rate
    yield from _asked_again(after, others[:MOST_ASKED_AGAIN], pool, control)


def _asked_again(
    model: "Predictor", answered: Sequence[tuple[PhotoFile, Answer]], pool: PhotoPool, control: Control
) -> Generator[Progress | AnswerPair, None, None]:
    told = iter(answered)
    for answer in model.predict_files([photo for photo, _ in answered], pool, control):
        if isinstance(answer, Progress):
            yield answer
            continue
        photo, earlier = next(told)
        if isinstance(answer, Answer):
            yield AnswerPair(photo, earlier, answer)


def _opened(model: Path, device: DeviceName) -> "Predictor":
    load_engine()
    from tlstudio.prediction.predictor import load_model

    return load_model(model, device)


def _remembered(path: Path, model: "Predictor", samples: Sequence[Sample]) -> Remembered:
    from tlstudio.features.store import Store
    from tlstudio.prediction.kept import answers_from_features

    return Remembered(path, answers_from_features(model, samples, Store()))
