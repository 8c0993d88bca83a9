"""What runs in the background when a picture is put right: looking at it, and finding out what has changed."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tlstudio.evaluation.changes import AnswerPair, Changes, compare_answers
from tlstudio.foundation.control import Control
from tlstudio.foundation.device import DeviceName
from tlstudio.foundation.events import Event, Progress
from tlstudio.gui.libraries import load_engine
from tlstudio.photos.pool import PhotoPool, Source
from tlstudio.photos.view import PhotoFile, path_of
from tlstudio.prediction.answer import Answer
from tlstudio.project.adding import Addition
from tlstudio.project.pictures import pictures_folder
from tlstudio.project.project import Project
from tlstudio.project.runs import Run

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
class Two:
    """The model before, and the one after it, of whose own kind of photos `keep_rate` are not called “neither”.

    `dropped` are answers of the one before, of pictures in no class.
    """

    before: Path
    after: Path
    device: DeviceName
    keep_rate: float
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


def find_changes(
    two: Two, project: Project, corrected: frozenset[str], pool: PhotoPool, control: Control
) -> Generator[Event | Changes | AnswerPair, None, None]:
    """First Changes among the project's photos, then an AnswerPair for each dropped picture that is called something
    else now. With copies of the models of its own: those in the window answer meanwhile."""
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.features.store import Store
    from tlstudio.prediction.predictor import load_model

    before, after = load_model(two.before, two.device), load_model(two.after, two.device)
    before.keep_rate = after.keep_rate = two.keep_rate
    samples = project.dataset().samples
    changes = yield from compare_answers(before, after, samples, corrected, pool, control, Store())
    if changes is None:
        return
    yield changes
    known = {sample.path for sample in samples}
    others = [each for each in two.dropped if path_of(each[0]).absolute() not in known]
    again = dict(others[:MOST_ASKED_AGAIN])
    told = iter(again.items())
    for answer in after.predict_files(list(again), pool, control):
        if isinstance(answer, Progress):
            yield answer
            continue
        photo, earlier = next(told)
        if isinstance(answer, Answer) and answer.label != earlier.label:
            yield AnswerPair(photo, earlier, answer)
