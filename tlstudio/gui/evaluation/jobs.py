"""What is judged, and how, in the background."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tlstudio.dataset.sample import Dataset, Sample, Split
from tlstudio.evaluation.outcomes import Evaluation
from tlstudio.foundation.control import Control
from tlstudio.foundation.device import DeviceName
from tlstudio.foundation.events import Event, Progress, Warned
from tlstudio.gui.libraries import load_engine
from tlstudio.photos.pool import PhotoPool
from tlstudio.project.project import Project
from tlstudio.training.recipe import Recipe

THIS_MODEL = "this model"
Where = Split | Path
"""A part of the photos that are open, or another folder of labelled photos."""


@dataclass(frozen=True)
class Open:
    """What is open in the window, as far as a model is judged on it. `keep_rate`: the share of its own kind of photos
    that the model is to keep where it says “neither”; None: what it keeps by itself."""

    dataset: Dataset | None
    project: Project | None
    device: DeviceName
    pool: PhotoPool
    keep_rate: float | None = None


@dataclass(frozen=True)
class Judged:
    """What the model said, and the recipe that it was trained with; None where it does not say."""

    evaluation: Evaluation
    recipe: Recipe | None


def judge(model: Path, where: Where, opened: Open, control: Control) -> Generator[Event, None, Judged | None]:
    """Ask the model about photos that it has not learned from; where it has learned from all, about these. None when it
    was stopped."""
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.evaluation.evaluating import evaluate
    from tlstudio.features.store import Store
    from tlstudio.prediction.predictor import load_model
    from tlstudio.project.learned import seen_photos

    samples = yield from _samples(where, opened, control)
    learned = yield from seen_photos({THIS_MODEL: model}, control, opened.pool, opened.project)
    chosen = yield from _unseen(samples, learned)
    if control.stopped:
        return None
    predictor = load_model(model, opened.device)
    if opened.keep_rate is not None:
        predictor.keep_rate = opened.keep_rate
    found = yield from evaluate(predictor, chosen, opened.pool, control, Store(), learned)
    return Judged(found, _recipe_of(model)) if found else None


def _samples(where: Where, opened: Open, control: Control) -> Generator[Event, None, Sequence[Sample]]:
    if not isinstance(where, Path):
        return opened.dataset.part(where) if opened.dataset else ()
    from tlstudio.project.collecting import collected
    from tlstudio.project.learned import judging_part

    found = yield from collected(where, control, opened.pool)
    return judging_part(found) if found.split_given else found.samples


def _unseen(samples: Sequence[Sample], learned: frozenset[str]) -> Generator[Event, None, Sequence[Sample]]:
    new = [sample for sample in samples if sample.digest not in learned]
    if new and len(new) < len(samples):
        yield Warned(
            f"{len(samples) - len(new):,} of {len(samples):,} photos are left out, because {THIS_MODEL} learned from "
            "them."
        )
    return new or samples


def _recipe_of(model: Path) -> Recipe | None:
    from tlstudio.foundation.errors import StudioError
    from tlstudio.modelfile.container import read_description
    from tlstudio.training.recipe import recipe_from

    try:
        return recipe_from(read_description(model).recipe, str(model))
    except StudioError:  # of another version
        return None
