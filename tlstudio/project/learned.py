"""Which photos a model has learned from: on those it says nothing about how good it is."""

from collections.abc import Generator, Mapping, Sequence
from pathlib import Path

import msgspec

from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.dataset.scan import scan
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Progress, Warned
from tlstudio.foundation.names import printable
from tlstudio.foundation.steps import Steps
from tlstudio.modelfile.container import read_description
from tlstudio.photos.pool import PhotoPool
from tlstudio.project.collecting import collected, is_project
from tlstudio.project.opening import open_project
from tlstudio.project.project import Project
from tlstudio.project.runs import Run
from tlstudio.training.recipe import Recipe, recipe_from


class Learned(msgspec.Struct, frozen=True):
    """The content hashes of photos that a model has learned from; `certain` where these are all."""

    digests: frozenset[str] = frozenset()
    certain: bool = False


UNKNOWN = Learned()


def photos_to_judge(
    photos: Path, models: Mapping[str, Path], control: Control, pool: PhotoPool
) -> Generator[Event, None, tuple[Sample, ...]]:
    """The labelled photos of a folder, a table or a project on which the named models can be compared.

    Those of the test part, else of the validation part; of photos that nobody has split, all. Then those are left out
    that one of the models has learned from.
    """
    if is_project(photos):
        with open_project(photos, read_only=True) as project:
            dataset = yield from project.scan(control, pool)
            return (yield from unseen_photos(judging_part(dataset), models, control, pool, project))
    dataset = yield from collected(photos, control, pool)
    samples = judging_part(dataset) if dataset.split_given else dataset.samples
    return (yield from unseen_photos(samples, models, control, pool))


def judging_part(dataset: Dataset) -> tuple[Sample, ...]:
    """The photos that models are compared on: those kept for the very last, else those that check them."""
    return dataset.part("test") or dataset.part("validation")


def unseen_photos(
    samples: Sequence[Sample],
    models: Mapping[str, Path],
    control: Control,
    pool: PhotoPool,
    project: Project | None = None,
) -> Generator[Event, None, tuple[Sample, ...]]:
    """The photos that none of the named models has learned from. Warned of those left out, and of what is uncertain."""
    seen = yield from seen_photos(models, control, pool, project)
    unseen = tuple(sample for sample in samples if sample.digest not in seen)
    if len(unseen) < len(samples):
        yield Warned(
            f"{len(samples) - len(unseen):,} of {len(samples):,} photos are left out, because {_who(list(models))} "
            "learned from them."
        )
    return unseen


def seen_photos(
    models: Mapping[str, Path], control: Control, pool: PhotoPool, project: Project | None = None
) -> Generator[Event, None, frozenset[str]]:
    """The content hashes of the photos that one of the named models has learned from. Warned of what is uncertain."""
    seen = frozenset[str]()
    for name, model in models.items():
        learned = yield from learned_by(model, control, pool, project)
        seen |= learned.digests
        if not learned.certain:
            yield Warned(
                f"It is not certain which photos {name} has learned from. Where these are among them, it looks better "
                "than it is."
            )
    return seen


def _who(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else "one of the models, or both,"


def learned_by(
    model: Path, control: Control, pool: PhotoPool, project: Project | None = None
) -> Generator[Event, None, Learned]:
    """What a model has learned from: as the project remembers its run, else as the model's own recipe says.

    Photos that the recipe names are looked through, and split as it says; where they are not as many as they were, or
    the model has started from another one, that is not certain.
    """
    known = _learned(project, project.runs(), model.absolute()) if project else UNKNOWN
    if known.digests:
        return known
    description = read_description(model)
    try:
        recipe = recipe_from(description.recipe, printable(str(model)))
        if isinstance(recipe.photos, str) and is_project(Path(recipe.photos)):
            with open_project(Path(recipe.photos), read_only=True) as own:
                return _learned(own, own.runs(), model.absolute())
        part = (yield from _photos_of(recipe, control, pool)).part("train")
    except StudioError:  # they are not there any more, or are no photos
        return UNKNOWN
    return Learned(_digests(part), not description.parent and len(part) == description.scores.train_photos)


def _photos_of(recipe: Recipe, control: Control, pool: PhotoPool) -> Generator[Progress, None, Dataset]:
    photos = Path(recipe.photos) if isinstance(recipe.photos, str) else tuple(Path(path) for path in recipe.photos)
    steps = Steps(
        scan(
            photos,
            control,
            validation=Path(recipe.validation) if recipe.validation else None,
            validation_fraction=recipe.validation_fraction,
            seed=recipe.seed,
            pool=pool,
        )
    )
    for event in steps:
        if isinstance(event, Progress):  # what is wrong with photos that were learned from is no news
            yield event
    return steps.result


def _learned(project: Project, runs: Sequence[Run], model: Path) -> Learned:
    """From the last of the runs that left a model there; what that one started from can only be left by one before."""
    for number in reversed(range(len(runs))):
        run = runs[number]
        if run.finished and run.finished.model and Path(run.finished.model) == model:
            own = _digests(project.dataset(run.revision).part("train"))
            if not run.recipe.backbone.endswith(model.suffix):
                return Learned(own, certain=True)
            before = _learned(project, runs[:number], Path(run.recipe.backbone))
            return Learned(own | before.digests, before.certain)
    return UNKNOWN


def _digests(samples: Sequence[Sample]) -> frozenset[str]:
    return frozenset(sample.digest for sample in samples)
