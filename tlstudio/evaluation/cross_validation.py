"""Repeated, stratified cross-validation: each photo is asked about by a network that has not learned from it.

Source: M. Stone, "Cross-Validatory Choice and Assessment of Statistical Predictions", Journal of the Royal Statistical
Society B 36 (1974); stratified and repeated: R. Kohavi, "A Study of Cross-Validation and Bootstrap for Accuracy
Estimation and Model Selection" (1995). What was decided: docs/decisions/0023-cross-validation.md.
"""

from collections.abc import Generator, Iterator, Mapping

from msgspec.structs import replace

from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import found_together
from tlstudio.evaluation.cross_validated import CrossValidated
from tlstudio.evaluation.dealing import Dealing, asked_samples
from tlstudio.evaluation.fold_counts import Counts
from tlstudio.evaluation.fold_material import make_material
from tlstudio.evaluation.fold_training import FoldTrainer
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import EpochEnded, Event, Problem, Progress, Warned
from tlstudio.foundation.names import printable
from tlstudio.foundation.pace import Pace
from tlstudio.foundation.steps import Steps
from tlstudio.photos.pool import PhotoPool
from tlstudio.training.plan import make_plan
from tlstudio.training.recipe import Recipe

FOLDS, REPEATS = 5, 3
_LISTED = 3


def cross_validate(
    recipe: Recipe,
    dataset: Dataset,
    pool: PhotoPool,
    store: Store,
    control: Control,
    folds: int = FOLDS,
    repeats: int = REPEATS,
) -> Generator[Event, None, CrossValidated | None]:
    """A FoldEnded for each training as it is done; returns the summary, None when stopped before its end.

    Asked about are the photos of training and validation, never those of the test part; one of each content and class.
    Each fold's network is trained on the other folds as the recipe says, from the weights that its seed gives. Where
    layers are frozen, what leaves them is computed once for all trainings and kept in the store: no photo is read or
    goes through the network a second time. Where nothing is, or photos are cut anew in every epoch, each training reads
    whole photos, which a Warned says.

    No fold has a say in how its own network was made: `FoldTrainer` tells how the epoch is chosen.

    StudioError when fewer than two classes have two different photos; UsageError as `make_plan`.
    """
    yield Progress("prepare", 0, 1)
    pace = Pace(0)
    samples = asked_samples(dataset)
    together = yield from found_together([replace(sample, split="train") for sample in samples], pool, control)
    if control.stopped:
        return None
    Dealing(samples, together, folds)  # raises before the network is loaded and run
    plan = make_plan(recipe, dataset)
    material = yield from make_material(plan, samples, pool, store, control)
    if material is None:
        return None
    dealing = Dealing([samples[photo] for photo in material.usable], together, folds)
    if plan.cut is None:
        yield Warned(_whole_photos(plan.recipe, dealing.folds * repeats))
    yield from map(Warned, _about(dealing, folds))
    counts = Counts(dataset.classes, dealing.folds, repeats)
    course = _Course(FoldTrainer(plan, samples, material, together), counts, dealing.folds * repeats)
    for repeat in range(repeats):
        dealt = dict(zip(material.usable, dealing.deal(plan.recipe.seed, repeat), strict=True))
        for fold in range(dealing.folds):
            if not (yield from course.train(repeat, fold, dealt, control)):
                return None
    return counts.summary(pace.seconds)


class _Course:
    """One training after the other: what is said on the way, and how far it is."""

    def __init__(self, trainer: FoldTrainer, counts: Counts, trainings: int) -> None:
        self._trainer = trainer
        self._counts = counts
        self._done = 0
        self._total = trainings * trainer.epochs
        self._pace = Pace(self._total)
        self._known: set[str] = set()

    def train(self, repeat: int, fold: int, dealt: Mapping[int, int], control: Control) -> Generator[Event, None, bool]:
        """Train on all folds but this one, ask about this one, and count; False when stopped meanwhile."""
        ask = [photo for photo, its in dealt.items() if its == fold]
        learn = [photo for photo, its in dealt.items() if its != fold]
        training = Steps(self._trainer.answers(self._done, learn, ask, control))
        for event in training:
            yield from self._told(event)
        if training.result is None:
            return False
        self._done += 1
        yield self._progress(0)
        yield from self._counts.add(repeat, fold, *training.result)
        return True

    def _told(self, event: Event) -> Iterator[Event]:
        """What a training says: its epochs as progress, and what a person should know once for all trainings."""
        if isinstance(event, EpochEnded):
            yield self._progress(event.epoch)
        elif isinstance(event, Problem | Warned):
            text = event.path if isinstance(event, Problem) else event.text
            if text not in self._known:
                self._known.add(text)
                yield event

    def _progress(self, epoch: int) -> Progress:
        done = self._done * self._trainer.epochs + epoch
        return Progress("folds", done, self._total, seconds_left=self._pace.seconds_left(done))


def _whole_photos(recipe: Recipe, trainings: int) -> str:
    why = "Photos are cut anew in every epoch" if recipe.augmentation != "none" else "No layer in front is frozen"
    return (
        f"{why}, so nothing can be computed once: each of the {trainings} trainings reads whole photos and takes as "
        "long as a run. Fewer repeats are faster, and freezing the layers in front is much faster."
    )


def _about(dealing: Dealing, wanted: int) -> Iterator[str]:
    """What a person should know about how the photos were dealt out."""
    if dealing.folds < wanted:
        label, folds = printable(dealing.smallest), dealing.folds
        yield f"“{label}” has only {folds} photos, copies aside, so there are {folds} folds instead of {wanted}."
    if dealing.alone:
        names = ", ".join(f"“{printable(label)}”" for label in dealing.alone[:_LISTED])
        more = f" and {len(dealing.alone) - _LISTED} more" if len(dealing.alone) > _LISTED else ""
        yield f"Of {names}{more} there is only one photo: it is learned from, but never asked about."
    if dealing.kept_together:
        yield (
            f"{dealing.kept_together:,} photos are copies, nearly the same picture, or of one burst. Each such group "
            "was kept in one fold, so that the result is not flattered."
        )
