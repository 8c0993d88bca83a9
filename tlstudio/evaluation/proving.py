"""Candidates tried against each other on the very same photos, so that a measurement has the last word.

Each candidate is trained on the same folds, chooses its epoch by the same photos put aside, and is asked about the same
others. What its frozen layers make of a photo comes from the cache.
"""

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.dataset.scan import found_together
from tlstudio.evaluation.advised import Candidate, Proven, TrialEnded, TrialEpoch
from tlstudio.evaluation.dealing import Dealing
from tlstudio.evaluation.fold_material import Material, make_material
from tlstudio.evaluation.fold_training import FoldTrainer
from tlstudio.evaluation.folds import chosen_samples
from tlstudio.evaluation.standings import Tried, standings
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import EpochEnded, Event, Problem, Progress, Warned
from tlstudio.foundation.steps import Steps
from tlstudio.photos.pool import PhotoPool
from tlstudio.training.plan import make_plan
from tlstudio.training.recipe import Recipe

_FOLDS = 5
_MOST_SECONDS = 1800.0
_VANISHED = "Photos could not be read any more while candidates were tried. Look at the folder, and try again."


def prove(
    candidates: Sequence[Candidate], base: Recipe, dataset: Dataset, pool: PhotoPool, store: Store, control: Control
) -> Generator[Event, None, tuple[Proven, ...]]:
    """Try the candidates, the advised one first; returns what each came to, in that order.

    `base` says network, device, input and seed; all else is as the studio chooses it for each candidate. It goes fold
    by fold, so that all have been asked about the same photos at any time: stopped by the control it returns what is
    known so far, which may be nothing. Of a large set about 2,000 photos take part. A candidate whose trainings would
    take over half an hour together is given up, which a Warned says.

    All learn from the same photos, about 64 of 100: another 16 choose the epoch, and 20 are asked about.

    StudioError when fewer than two classes have two different photos.
    """
    yield Progress("prepare", 0, 1)
    samples = chosen_samples(dataset)
    together = yield from found_together([replace(sample, split="train") for sample in samples], pool, control)
    trials: list[_Trial] = []
    for candidate in candidates:
        plan = make_plan(_recipe(base, candidate), dataset)
        material = None
        if not control.stopped:
            material = yield from make_material(plan, samples, pool, store, control)
        if material is None:
            return ()
        trainer = FoldTrainer(plan, samples, material, together, always_aside=True)
        trials.append(_Trial(Tried(candidate), trainer, material))
    yield from _Contest(trials, samples, together, base.seed).go(control)
    return standings([trial.tried for trial in trials])


def _recipe(base: Recipe, candidate: Candidate) -> Recipe:
    plain = Recipe(backbone=base.backbone, input=base.input, precision=base.precision, seed=base.seed)
    return replace(plain, device=base.device, strategy=candidate.strategy, cut=candidate.cut)


@dataclass
class _Trial:
    """A candidate, and what trains it."""

    tried: Tried
    trainer: FoldTrainer
    material: Material


class _Contest:
    """Fold after fold, each candidate in turn, so that all have been asked about the same photos at any time."""

    def __init__(
        self, trials: Sequence[_Trial], samples: Sequence[Sample], together: Mapping[str, str], seed: int
    ) -> None:
        usable = sorted(set[int].intersection(*(set(trial.material.usable) for trial in trials)))
        dealing = Dealing([samples[photo] for photo in usable], together, _FOLDS)
        self._trials = trials
        self._dealt = dict(zip(usable, dealing.deal(seed, 0), strict=True))
        self._folds = dealing.folds

    def go(self, control: Control) -> Generator[Event, None, None]:
        """Until all folds are done, or the control is stopped."""
        for fold in range(self._folds):
            for trial in self._trials:
                if not control.stopped and not trial.tried.left_out:
                    yield self._progress(fold, trial)
                    yield from self._train(trial, fold, control)
        if not control.stopped:
            yield Progress("trial", self._folds, self._folds)

    def _train(self, trial: _Trial, fold: int, control: Control) -> Generator[Event, None, None]:
        tried, started = trial.tried, time.monotonic()
        ask = [photo for photo, its in self._dealt.items() if its == fold]
        learn = [photo for photo, its in self._dealt.items() if its != fold]
        curve: list[float] = []
        training = Steps(trial.trainer.answers(fold, learn, ask, control))
        for event in training:
            if isinstance(event, EpochEnded):
                curve.append(event.validation_accuracy)
                yield _epoch(tried.candidate.name, fold, event)
                done = len(tried.curves) + event.epoch / event.epochs
                expected = (tried.seconds + time.monotonic() - started) / done * self._folds
                if expected > _MOST_SECONDS:
                    tried.left_out = f"all its trainings together would take about {round(expected / 60)} min."
                    yield Warned(f"“{tried.candidate.name}” is left out: {tried.left_out}")
                    return
            elif isinstance(event, Problem | Warned):
                yield event
        if training.result is None:
            return
        true, given = training.result
        if len(true) != len(ask):
            raise StudioError(_VANISHED)
        right = (true == given).tolist()
        tried.right.update(zip(ask, right, strict=True))
        tried.curves.append(curve)
        tried.seconds += time.monotonic() - started
        yield TrialEnded(tried.candidate.name, fold + 1, sum(right) / len(ask), len(ask), tried.seconds)

    def _progress(self, fold: int, trial: _Trial) -> Progress:
        """How many folds are done; how long the others take is known once each candidate has been tried."""
        racing = [one.tried for one in self._trials if not one.tried.left_out]
        left = None
        if fold and all(one.curves for one in racing):
            left = sum(one.seconds / len(one.curves) * (self._folds - len(one.curves)) for one in racing)
        return Progress("trial", fold, self._folds, seconds_left=left)


def _epoch(name: str, fold: int, event: EpochEnded) -> TrialEpoch:
    return TrialEpoch(name, fold + 1, event.epoch, event.epochs, event.validation_loss, event.validation_accuracy)
