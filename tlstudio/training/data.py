"""Plan → the two streams of batches, with features computed once where the plan has a cut."""

from collections.abc import Generator, Sequence

from tlstudio.dataset.sample import Sample
from tlstudio.features.extract import Features, extract
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event
from tlstudio.photos.pool import PhotoPool
from tlstudio.training.augmentation import Augmentation
from tlstudio.training.batches import Batches, FeatureBatches, PhotoBatches
from tlstudio.training.plan import Plan


def make_batches(
    plan: Plan, pool: PhotoPool, control: Control
) -> Generator[Event, None, tuple[Batches, Batches] | None]:
    """Training and validation batches; None when stopped meanwhile. StudioError when no photo could be read."""
    train, validation = plan.dataset.part("train"), plan.dataset.part("validation")
    if plan.cut is None:
        return _photo_batches(plan, train, pool, shuffled=True), _photo_batches(plan, validation, pool, shuffled=False)
    prefix, _ = plan.network.split(plan.cut)
    plan.network.eval()
    features = yield from extract(prefix, (*train, *validation), plan.preprocessing, pool, control, plan.device)
    if features is None:
        return None
    return (
        _feature_batches(plan, _part(features, "train"), shuffled=True),
        _feature_batches(plan, _part(features, "validation"), shuffled=False),
    )


def _photo_batches(plan: Plan, samples: Sequence[Sample], pool: PhotoPool, *, shuffled: bool) -> PhotoBatches:
    seed = plan.recipe.seed
    augmentation = Augmentation((plan.recipe.augmentation or "none") if shuffled else "none", seed)
    return PhotoBatches(
        samples,
        labels(plan),
        plan.recipe.batch_size or 1,
        plan.device,
        plan.preprocessing,
        pool,
        augmentation,
        seed if shuffled else None,
    )


def _feature_batches(plan: Plan, features: Features, *, shuffled: bool) -> FeatureBatches:
    batch_size = plan.recipe.batch_size or 1
    return FeatureBatches(features, labels(plan), batch_size, plan.device, plan.recipe.seed if shuffled else None)


def _part(features: Features, split: str) -> Features:
    chosen = [index for index, sample in enumerate(features.samples) if sample.split == split]
    if not chosen:
        raise StudioError(f"None of the {split} photos could be read. See the list of problems; nothing was trained.")
    return Features(features.values[chosen], tuple(features.samples[index] for index in chosen))


def labels(plan: Plan) -> dict[str, int]:
    """Class name → number, in the dataset's order."""
    return {name: index for index, name in enumerate(plan.dataset.classes)}
