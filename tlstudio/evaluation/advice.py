"""Which layers to freeze for some photos, and what more photos would bring: measured, said with the figures, and proven
on request."""

from collections import Counter
from collections.abc import Generator, Sequence

import torch
from msgspec.structs import replace
from torch import Tensor

from tlstudio.backbone.catalogue import layer_tree
from tlstudio.backbone.freezing import freeze_map
from tlstudio.backbone.network import load_network
from tlstudio.backbone.stage_ends import stage_ends
from tlstudio.dataset.sample import Dataset
from tlstudio.evaluation.advice_rules import choose, labels_look_random, place_to_end
from tlstudio.evaluation.advice_verdict import labels_verdict, verdict_text
from tlstudio.evaluation.advice_wording import reasons, summary_text
from tlstudio.evaluation.advised import Advice, Measured, candidates
from tlstudio.evaluation.distance import distance_from_pretraining
from tlstudio.evaluation.folds import chosen_samples, folds_of, judged_samples
from tlstudio.evaluation.learning_curve import learning_curve
from tlstudio.evaluation.linear_probe import held_out_answers
from tlstudio.evaluation.probes import probe
from tlstudio.evaluation.proving import prove
from tlstudio.features.means import channel_means
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.device import choose_device
from tlstudio.foundation.events import Event, Probed
from tlstudio.metrics.agreement import chance_of_that_kappa, kappa
from tlstudio.metrics.classification import Confusion, confusion_matrix, per_class
from tlstudio.metrics.intervals import enough_to_tell
from tlstudio.photos.pool import PhotoPool
from tlstudio.training.recipe import Recipe

_UNEVEN = 2
_MOST_CLASSES = 3


def advise(
    recipe: Recipe, dataset: Dataset, pool: PhotoPool, store: Store, control: Control, *, proven: bool = False
) -> Generator[Event, None, Advice | None]:
    """Measure, choose, and with `proven` try the candidates. Yields the `Probed` of each stage on the way.

    `recipe` says network, device, input and seed. What the network makes of the photos is kept in the store, so that a
    second time reads none. None when stopped; when stopped while candidates are tried, the advice with what is known.
    StudioError when fewer than two classes have two different photos.
    """
    probes = yield from probe(recipe.backbone, dataset, pool, store, choose_device(recipe.device), control)
    if probes is None:
        return None
    measured = yield from _measured(recipe, dataset, pool, store, control, probes)
    if measured is None:
        return None
    advice = _advice(measured, recipe)
    if not proven:
        return advice
    return (yield from prove_advice(advice, recipe, dataset, pool, store, control))


def prove_advice(
    advice: Advice, recipe: Recipe, dataset: Dataset, pool: PhotoPool, store: Store, control: Control
) -> Generator[Event, None, Advice]:
    """The same advice with its proof: what each candidate came to on the same photos, and whether that confirms it."""
    proof = yield from prove(candidates(advice), recipe, dataset, pool, store, control)
    verdict = None
    if labels_look_random(advice.measured) and proof:
        verdict = labels_verdict(proof, advice.measured.last.guessing)
    elif len(proof) > 1:
        verdict = verdict_text(proof)
    return replace(advice, proof=proof, verdict=verdict)


def _measured(
    recipe: Recipe,
    dataset: Dataset,
    pool: PhotoPool,
    store: Store,
    control: Control,
    probes: tuple[Probed, ...],
) -> Generator[Event, None, Measured | None]:
    """What the end of the network makes of the photos is kept since they were probed."""
    samples = chosen_samples(dataset)
    network = load_network(recipe.backbone, 1, seed=0)
    network = network.to(choose_device(recipe.device), memory_format=torch.channels_last).eval()  # type: ignore[call-overload]
    means = yield from channel_means(network, [stage_ends(network.tree)[-1].cut], samples, pool, store, control)
    if means is None:
        return None
    judged = judged_samples(means.samples)
    values = means.values[0][[means.samples.index(sample) for sample in judged]]
    classes = sorted({sample.label for sample in judged})
    labels = torch.tensor([classes.index(sample.label) for sample in judged])
    answers = yield from held_out_answers(values, labels, torch.tensor(folds_of(judged)), control)
    distance = yield from distance_from_pretraining(network, judged, pool, control)
    if answers is None or control.stopped:
        return None
    confusion = confusion_matrix(labels.numpy(), answers.numpy(), len(classes))
    counts = Counter(sample.label for sample in dataset.samples if sample.split != "test")
    measured = Measured(
        counts={label: counts[label] for label in dataset.classes},
        imbalance=max(counts.values()) / min(counts.values()),
        validation_photos=len(dataset.part("validation")),
        enough_to_tell=enough_to_tell(),
        distance=distance,
        probes=probes,
        agreement=kappa(confusion),
        by_chance=chance_of_that_kappa(confusion),
    )
    if labels_look_random(measured):
        return measured  # more photos of mixed-up labels bring nothing
    growing = _Growing(values, labels, classes, measured)
    return (yield from growing.measured(confusion, control))


class _Growing:
    """What more photos would bring, of each class and of single ones."""

    def __init__(self, values: Tensor, labels: Tensor, classes: Sequence[str], before: Measured) -> None:
        self._values = values
        self._labels = labels
        self._classes = classes
        self._before = before

    def measured(self, confusion: Confusion, control: Control) -> Generator[Event, None, Measured | None]:
        """All figures from before, and these."""
        before, curve, gains = self._before, None, []
        if before.imbalance < _UNEVEN:
            curve = yield from learning_curve(self._values, self._labels, control)
            if curve:
                gains.append(curve.gain(None, min(before.counts.values())))
        for number in self._most_wanted(confusion):
            alone = yield from learning_curve(self._values, self._labels, control, grows=number)
            if alone:
                label = self._classes[number]
                gains.append(alone.gain(label, before.counts[label]))
        if control.stopped:
            return None
        return replace(before, curve=curve.points if curve else (), gains=tuple(gains))

    def _most_wanted(self, confusion: Confusion) -> list[int]:
        """The classes of which the fewest photos are named rightly, and no more than can be asked in some seconds."""
        recalls = [scores.recall for scores in per_class(confusion)]
        return sorted(range(len(recalls)), key=recalls.__getitem__)[:_MOST_CLASSES]


def _advice(measured: Measured, recipe: Recipe) -> Advice:
    choice = choose(measured)
    tree = layer_tree(recipe.backbone, max(2, len(measured.counts)))
    return Advice(
        strategy=choice.strategy,
        frozen=freeze_map(tree, choice.strategy),
        reasons=tuple(reasons(measured, choice)),
        measured=measured,
        summary=summary_text(choice),
        sure=choice.sure,
        cut=place_to_end(measured) if choice.strategy == "features" else None,
    )
