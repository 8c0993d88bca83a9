"""From a folder of photos to a saved model: the one door for the terminal, the window and Python."""

import contextlib
import functools
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import torch

from tlstudio.backbone.catalogue import find
from tlstudio.backbone.download import download as download_weights
from tlstudio.backbone.freezing import border_caveat, parameter_counts, trained_parts
from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import training_problem
from tlstudio.dataset.warn import too_few_to_check
from tlstudio.features.choice import CacheChoice
from tlstudio.foundation.control import Control
from tlstudio.foundation.device import forget_peak_bytes
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Finished, Progress, Started, Thawing, Warned
from tlstudio.foundation.files import check_place
from tlstudio.foundation.folders import new_model_path
from tlstudio.foundation.names import path_text
from tlstudio.metrics.intervals import wilson_interval
from tlstudio.photos.pool import PhotoPool
from tlstudio.prediction.remembering import remember
from tlstudio.project.collecting import check_validation, is_project, photos_of
from tlstudio.project.errors import InUseError
from tlstudio.project.opening import open_project
from tlstudio.project.own import title_of
from tlstudio.project.project import Project
from tlstudio.project.run_log import logged
from tlstudio.training.checkpoint import Checkpoint, restore
from tlstudio.training.data import Data, make_data
from tlstudio.training.keeping import keep
from tlstudio.training.learning import train
from tlstudio.training.plan import Plan, make_plan
from tlstudio.training.recipe import Recipe
from tlstudio.training.resuming import ResumeFolder
from tlstudio.training.standing import Outcome
from tlstudio.training.stepping import device_errors_in_words


def run(
    recipe: Recipe,
    control: Control | None = None,
    *,
    pool: PhotoPool | None = None,
    cache: CacheChoice | None = None,
    download: bool = False,
    project: Project | None = None,
    resume: bool = False,
    checkpoint_every: float = 30.0,
) -> Generator[Event, None, None]:
    """Train as the recipe says and save the model to `recipe.out` (None: into the studio's own folder of models).

    Where `recipe.photos` names a project, its photos are used with all marks, and it keeps the recipe and the run;
    `project` is that one where it is open already. One that another studio has open is used, but keeps nothing.

    Yields events, `Finished` last; `control` stops or pauses the run at any batch; `pool` lends reader processes, else
    the run has its own; `cache` says whether and where features are kept (None: in the user's cache folder);
    `download` allows to fetch weights that are not on this computer. `resume` goes on with the run that was interrupted
    on its way to the same model, if there is one; checkpoints lie in the folder `NAME.tlmodel.resume` beside it, at
    least `checkpoint_every` seconds apart.
    UsageError when the recipe or the photos cannot be used, StudioError when something fails on the way; the text of
    both can be shown to a person.
    """
    control = control or Control()
    out = _checked_out(recipe)
    with contextlib.ExitStack() as ours:
        place = ours.enter_context(ResumeFolder(out, control, checkpoint_every))
        recipe, before = yield from _begun(recipe, place, out, resume)
        readers = pool or ours.enter_context(PhotoPool())
        if project is None and isinstance(recipe.photos, str) and is_project(Path(recipe.photos)):
            project = ours.enter_context((yield from _opened(Path(recipe.photos))))
        parts = _Parts(control, readers, cache or CacheChoice(), download, project, place, before)
        steps = _run(recipe, out, parts)
        yield from logged(steps, project, recipe, resume) if project else steps


@dataclass(frozen=True)
class _Parts:
    """What a run is given; `before` is the checkpoint it goes on from."""

    control: Control
    pool: PhotoPool
    cache: CacheChoice
    download: bool
    project: Project | None
    place: ResumeFolder
    before: Checkpoint | None


def _begun(
    recipe: Recipe, place: ResumeFolder, out: Path, resume: bool
) -> Generator[Event, None, tuple[Recipe, Checkpoint | None]]:
    """The recipe to follow, and where to go on from."""
    if resume and place.holds_run():
        return place.take_up(recipe), place.checkpoint()
    if resume:
        yield Warned("There is no interrupted run to go on with, so this one begins at the start.")
    yield from place.begin(msgspec.structs.replace(recipe, out=path_text(out)))
    return recipe, None


def _opened(path: Path) -> Generator[Event, None, Project]:
    try:
        return open_project(path)
    except InUseError as error:
        yield Warned(f"{error} This run uses its photos as they are marked now, and is not noted in it.")
        return open_project(path, read_only=True)


def _run(recipe: Recipe, out: Path, parts: _Parts) -> Generator[Event, None, None]:
    started, control = time.monotonic(), parts.control
    yield from _get_weights(recipe, control, parts.download)
    dataset = yield from _collect(recipe, control, parts.pool, parts.project)
    if control.stopped:
        yield _stopped_before_the_end(started, parts)
        return
    yield from too_few_to_check(dataset)
    yield Progress("prepare", 0, 1)
    plan = make_plan(recipe, dataset)
    forget_peak_bytes(plan.device)
    parts.place.check(plan.recipe, dataset)
    yield _started_event(plan, out, parts.before)
    caveat = border_caveat(plan.network.tree, plan.lasting) if plan.cut else None
    if caveat:
        yield Warned(f"{caveat}.")
    with device_errors_in_words():
        learned = yield from _learn(plan, parts)
    if learned is None:
        yield _stopped_before_the_end(started, parts)
        return
    data, outcome = learned
    with device_errors_in_words():
        memory = yield from remember(plan, data, outcome, control)
    unchanged = keep(plan, outcome, data.train.photos, out, data.features, memory)
    yield _finished(outcome, unchanged, out, started, data.left_out, _left_to_go_on(parts))


def _learn(plan: Plan, parts: _Parts) -> Generator[Event, None, tuple[Data, Outcome] | None]:
    """None when stopped before the first epoch was complete."""
    if parts.control.stopped:  # while the network was made ready
        return None
    data = yield from make_data(plan, parts.pool, parts.cache, parts.control)
    if data is None:
        return None
    restored = functools.partial(restore, parts.before) if parts.before else None
    outcome = yield from train(plan, data.train, data.validation, parts.control, parts.place, restored)
    return None if outcome.best_epoch is None else (data, outcome)


def _left_to_go_on(parts: _Parts) -> str | None:
    """The folder from which an interrupted run goes on; that of any other one is removed now."""
    if parts.control.interrupted:
        return path_text(parts.place.folder)
    parts.place.remove()
    return None


def _get_weights(recipe: Recipe, control: Control, may_download: bool) -> Generator[Event, None, None]:
    """Make sure that the weights are there, before the photos are looked through."""
    pretrained = find(recipe.backbone)
    if recipe.strategy == "scratch":
        return
    if may_download and pretrained.url and not pretrained.model:
        yield from download_weights(recipe.backbone, control)
    if not control.stopped:
        pretrained.weights_file()


def _collect(
    recipe: Recipe, control: Control, pool: PhotoPool, project: Project | None
) -> Generator[Event, None, Dataset]:
    if project:
        check_validation(recipe)
        project.keep_recipe(recipe)
        dataset = yield from project.scan(control, pool)
    else:
        dataset = yield from photos_of(recipe, control, pool)
    if dataset.kept_together:
        yield Warned(
            f"{dataset.kept_together:,} photos are copies, nearly the same picture, or of one burst. Each such group "
            "was kept on one side, training or validation, so that the result is not flattered."
        )
    for text in dataset.warnings:
        yield Warned(text)
    problem = training_problem(dataset)
    if problem and not control.stopped:
        raise StudioError(problem)
    return dataset


def _checked_out(recipe: Recipe) -> Path:
    """Where the model will lie; found out now, not after an hour of training, when that cannot be."""
    if recipe.out is None:
        path = Path(recipe.photos) if isinstance(recipe.photos, str) else Path("photos")
        return new_model_path(title_of(path) if is_project(path) else path.name)
    out = Path(recipe.out)
    check_place(out, "model")
    return out


def _started_event(plan: Plan, out: Path, before: Checkpoint | None) -> Started:
    trainable, total = parameter_counts(plan.network.tree, plan.network.frozen)
    device = torch.cuda.get_device_name(plan.device) if plan.device.type == "cuda" else plan.device.type
    return Started(
        classes=list(plan.dataset.classes),
        train_photos=len(plan.dataset.part("train")),
        validation_photos=len(plan.dataset.part("validation")),
        backbone=plan.recipe.backbone,
        trainable_parameters=trainable,
        total_parameters=total,
        device=device,
        epochs=before.state.epochs if before else plan.recipe.epochs or 1,
        border=plan.cut.after if plan.cut else None,
        thaw=[Thawing(step.epoch, list(step.layers)) for step in plan.recipe.thaw],
        trains=list(trained_parts(plan.network.tree, plan.network.frozen)),
        model=path_text(out),
        before=list(before.state.ended) if before else [],
        learning_rate=_peak_rate(plan, before),
    )


def _peak_rate(plan: Plan, before: Checkpoint | None) -> float | None:
    rate = plan.recipe.learning_rate
    return rate * before.state.scale if rate and before else rate


def _finished(
    outcome: Outcome, unchanged: bool | None, out: Path, started: float, left_out: int, resume: str | None
) -> Finished:
    best = outcome.best
    return Finished(
        reason=outcome.reason,
        best_epoch=outcome.best_epoch,
        validation_accuracy=best.accuracy,
        validation_interval=wilson_interval(best.correct, best.photos),
        seconds=round(time.monotonic() - started, 2),
        model=path_text(out),
        frozen_unchanged=unchanged,
        used_to_choose=len(outcome.epochs) > 1,
        drift=outcome.drift,
        resume=resume,
        left_out=left_out,
        validation_photos=best.photos,
    )


def _stopped_before_the_end(started: float, parts: _Parts) -> Finished:
    seconds = round(time.monotonic() - started, 2)
    resume = _left_to_go_on(parts)
    return Finished("stopped", None, None, None, seconds, None, None, used_to_choose=False, resume=resume)
