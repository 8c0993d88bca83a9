"""The same training again and again from the same start, each time on other photos, and what comes of it."""

import dataclasses
from collections.abc import Generator, Mapping, Sequence

import torch
from msgspec.structs import replace
from torch import Tensor

from tlstudio.dataset.divide import divided
from tlstudio.dataset.sample import Sample
from tlstudio.evaluation.fold_material import Material
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Problem
from tlstudio.foundation.randomness import seed_for
from tlstudio.training.learning import train
from tlstudio.training.plan import Plan

Answers = tuple[Tensor, Tensor]
"""True and given class numbers, int64 (photos,)."""


class FoldTrainer:
    """Trains the plan's network on some photos and asks it about others, from the plan's own start each time.

    A run keeps the epoch that is best on its validation photos, which flatters what is measured on these. Here the
    photos that are asked about have no part in the training. Where the head is trained by L-BFGS, which comes to rest,
    the epoch is that of the lowest loss on the photos it learns from, in effect the last. Otherwise it is chosen as a
    run does, on photos put aside from those to learn from: the recipe's `validation_fraction`, groups together.
    `always_aside` puts them aside for L-BFGS, too, so that what each epoch of it comes to can be judged.
    """

    def __init__(
        self,
        plan: Plan,
        samples: Sequence[Sample],
        material: Material,
        together: Mapping[str, str],
        *,
        always_aside: bool = False,
    ) -> None:
        self.plan = plan
        self._always_aside = always_aside
        self._samples = samples
        self._material = material
        self._together = together
        state = plan.network.state_dict()
        self._start = {name: state[name].clone() for name in plan.moving}

    @property
    def epochs(self) -> int:
        """How many epochs a training takes at most."""
        return self.plan.recipe.epochs or 1

    def answers(
        self, number: int, learn: Sequence[int], ask: Sequence[int], control: Control
    ) -> Generator[Event, None, Answers | None]:
        """What the network, trained on the photos `learn`, makes of the photos `ask`; None when stopped.

        Yields what the training says. `number` tells one training from another where photos are put aside.
        """
        learned, judging = self._put_aside(number, learn)
        plan = self._from_the_start(learned, judging)
        judge = self._material.to_ask(judging or learned)
        yield from train(plan, self._material.to_learn(learned), judge, control)
        return None if control.stopped else (yield from self._ask(ask))

    def _put_aside(self, number: int, learn: Sequence[int]) -> tuple[list[int], list[int]]:
        """Those to learn from and those to choose the epoch by, the latter none for L-BFGS alone."""
        recipe = self.plan.recipe
        if recipe.optimiser == "lbfgs" and not self._always_aside:
            return list(learn), []
        samples = [replace(self._samples[photo], split="train") for photo in learn]
        seed = seed_for(recipe.seed, "put aside", number)
        parts = [sample.split for sample in divided(samples, recipe.validation_fraction, seed, self._together)]
        first = [photo for photo, part in zip(learn, parts, strict=True) if part == "train"]
        return first, [photo for photo, part in zip(learn, parts, strict=True) if part != "train"]

    def _from_the_start(self, learn: Sequence[int], judging: Sequence[int]) -> Plan:
        plan = self.plan
        plan.network.load_state_dict(self._start, strict=False)
        plan.network.freeze(plan.recipe.frozen or ())
        samples = [replace(self._samples[photo], split="train") for photo in learn]
        samples += [replace(self._samples[photo], split="validation") for photo in judging]
        return dataclasses.replace(plan, dataset=replace(plan.dataset, samples=tuple(samples)))

    def _ask(self, photos: Sequence[int]) -> Generator[Event, None, Answers]:
        plan = self.plan
        part = plan.network.between(plan.cut, None) if plan.cut else plan.network
        true, given = [torch.zeros(0, dtype=torch.int64)], [torch.zeros(0, dtype=torch.int64)]
        plan.network.eval()
        for batch in self._material.to_ask(photos).epoch(1):
            if isinstance(batch, Problem):
                yield batch
                continue
            with torch.inference_mode():
                given.append(part(batch.inputs).argmax(1).cpu())
            true.append(batch.labels.cpu())
        return torch.cat(true), torch.cat(given)
