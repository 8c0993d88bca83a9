"""Plan → the two streams of batches, the frozen part's activations computed once where the plan has a cut."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

from tlstudio.dataset.sample import Sample
from tlstudio.features.choice import CacheChoice
from tlstudio.features.filling import fill
from tlstudio.features.prefix import Prefix
from tlstudio.features.rows import Rows
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Problem
from tlstudio.foundation.steps import Steps
from tlstudio.photos.pool import PhotoPool
from tlstudio.training.batches import Batches, FeatureBatches, PhotoBatches
from tlstudio.training.missing import Missing
from tlstudio.training.plan import Plan


@dataclass(frozen=True)
class Data:
    """What is trained and judged on, out of `photos` photos that were to be used.

    `features` names what computed the activations, None without a border. `plain` gives the photos of these numbers,
    those to train on first, then those to validate on: in that order, and as they are.
    """

    train: Batches
    validation: Batches
    photos: int
    plain: Callable[[Sequence[int]], Batches]
    features: str | None = None

    @property
    def left_out(self) -> int:
        """How many of all the photos could not be read, or cannot any more."""
        return self.photos - self.train.photos - self.validation.photos


def make_data(plan: Plan, pool: PhotoPool, cache: CacheChoice, control: Control) -> Generator[Event, None, Data | None]:
    """Training and validation batches; None when stopped meanwhile. StudioError when no photo could be read."""
    train, validation = plan.dataset.part("train"), plan.dataset.part("validation")
    if plan.cut is None:
        samples = (*train, *validation)
        return Data(
            photo_batches(plan, train, pool, shuffled=True),
            photo_batches(plan, validation, pool, shuffled=False),
            len(samples),
            lambda photos: photo_batches(plan, [samples[photo] for photo in photos], pool, shuffled=False),
        )
    rows = Rows(train, validation, plan.recipe.views, plan.recipe.augmentation or "none")
    steps = Steps(fill(rows, prefix_of(plan), pool, Store(cache.folder) if cache.enabled else None, control))
    missing = Missing(control, len(rows.samples), "photos")
    for event in steps:
        yield event
        if isinstance(event, Problem):
            yield from missing.count()
    activations = steps.result
    if activations is None:
        return None
    size, seed = plan.recipe.batch_size or 1, plan.recipe.seed
    first, second = range(len(train)), range(len(train), len(rows.samples))
    data = Data(
        FeatureBatches(activations, first, labels(plan), size, plan.device, shuffle_seed=seed),
        FeatureBatches(activations, second, labels(plan), size, plan.device),
        len(rows.samples),
        lambda photos: FeatureBatches(activations, photos, labels(plan), size, plan.device),
        activations.runtime_name,
    )
    for part, batches in (("training", data.train), ("validation", data.validation)):
        if not batches.photos:
            raise StudioError(
                f"None of the {part} photos could be read. See the list of problems; nothing was trained."
            )
    return data


def prefix_of(plan: Plan) -> Prefix:
    """The frozen part in front of the plan's cut, in eval mode."""
    assert plan.cut
    plan.network.eval()
    augmentation = plan.recipe.augmentation or "none"
    return Prefix(plan.network, plan.cut, plan.preprocessing, plan.device, plan.recipe.precision, augmentation)


def photo_batches(plan: Plan, samples: Sequence[Sample], pool: PhotoPool, *, shuffled: bool) -> PhotoBatches:
    """Whole photos; `shuffled` to learn from, varied as the recipe says, else in their order, as they are."""
    return PhotoBatches(
        samples,
        labels(plan),
        plan.recipe.batch_size or 1,
        plan.device,
        plan.preprocessing,
        pool,
        (plan.recipe.augmentation or "none") if shuffled else "none",
        plan.recipe.seed if shuffled else None,
    )


def labels(plan: Plan) -> dict[str, int]:
    """Class name → number, in the dataset's order."""
    return {name: index for index, name in enumerate(plan.dataset.classes)}
