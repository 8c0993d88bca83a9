"""What each stage of a network already knows about some photos: a linear probe behind each, cross-validated."""

from collections.abc import Generator, Sequence

import msgspec
import torch
from torch import Tensor

from tlstudio.backbone.network import load_network
from tlstudio.backbone.stage_ends import stage_ends
from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.evaluation.folds import chosen_samples, folds_of, judged_samples
from tlstudio.evaluation.linear_probe import held_out_answers
from tlstudio.features.means import channel_means
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Probed, Progress
from tlstudio.foundation.pace import Pace
from tlstudio.metrics.intervals import wilson_interval
from tlstudio.metrics.paired import chance_of_that_many
from tlstudio.photos.pool import PhotoPool

_MOST_LOST = 0.02
_SIGNIFICANT = 0.05


def probe(
    backbone: str, dataset: Dataset, pool: PhotoPool, store: Store | None, device: torch.device, control: Control
) -> Generator[Event, None, tuple[Probed, ...] | None]:
    """A `Probed` event for each stage as it becomes known, front first; returns them all, the best place marked.

    None when stopped. The network runs with its pre-trained weights over each photo once, and nothing of it is
    trained; what it makes of the photos is kept in the store. StudioError when there are too few photos.

    The interval is Wilson's over all photos, each of which was held out once. That takes the five probes for one and
    the same, and leaves out that other photos would train other ones; the spread over five folds would be a guess from
    five numbers, which share most of their training photos (Bengio and Grandvalet, "No Unbiased Estimator of the
    Variance of K-Fold Cross-Validation", 2004).
    """
    yield Progress("prepare", 0, 1)
    samples = chosen_samples(dataset)
    network = load_network(backbone, 1, seed=0).to(device, memory_format=torch.channels_last).eval()  # type: ignore[call-overload]
    ends = stage_ends(network.tree)
    yield Progress("prepare", 1, 1)
    means = yield from channel_means(network, [end.cut for end in ends], samples, pool, store, control)
    if means is None:
        return None
    judged = judged_samples(means.samples)  # without those that could not be read
    rows = [means.samples.index(sample) for sample in judged]
    available = sum(sample.split != "test" for sample in dataset.samples)
    questions = _Questions(judged, available)
    found: list[Probed] = []
    right: list[Tensor] = []
    pace = Pace(len(ends))
    for end, values in zip(ends, means.values, strict=True):
        yield Progress("probe", len(found), len(ends), seconds_left=pace.seconds_left(len(found)))
        answers = yield from held_out_answers(values[rows], questions.labels, questions.folds, control)
        if answers is None:
            return None
        right.append(answers == questions.labels)
        found.append(questions.result(end.path, values.shape[1], right[-1]))
        yield found[-1]
    yield Progress("probe", len(ends), len(ends))
    best = best_place(right)
    return tuple(msgspec.structs.replace(one, best=place == best) for place, one in enumerate(found))


def best_place(right: Sequence[Tensor]) -> int:
    """The number of the earliest stage that is as good as the one that got most photos right.

    As good: at most 2 of 100 photos fewer, and no fewer than chance explains. The photos are the same, so only those
    count that one stage gets right and the other does not (McNemar's test, one-sided, at 5 %). `right` says, for each
    stage, bool (photos,), which photos it gets right. The first condition counts where photos are too few for the
    second to say anything.
    """
    counts = [int(one.sum()) for one in right]
    top = right[counts.index(max(counts))]
    return next(place for place, one in enumerate(right) if _is_as_good(one, top))


def _is_as_good(one: Tensor, top: Tensor) -> bool:
    better, worse = int((top & ~one).sum()), int((one & ~top).sum())
    close = better - worse <= _MOST_LOST * len(top)
    return close and chance_of_that_many(better, worse) >= _SIGNIFICANT


class _Questions:
    """The classes and folds of the photos asked about, and the result that right answers make."""

    def __init__(self, samples: Sequence[Sample], available: int) -> None:
        classes = sorted({sample.label for sample in samples})
        self.labels = torch.tensor([classes.index(sample.label) for sample in samples])
        self.folds = torch.tensor(folds_of(samples))
        self._available = available

    def result(self, path: str, features: int, right: Tensor) -> Probed:
        """What a stage knows."""
        photos, correct = len(right), int(right.sum())
        return Probed(
            path=path,
            accuracy=correct / photos,
            interval=wilson_interval(correct, photos),
            guessing=int(self.labels.bincount().max()) / photos,
            photos=photos,
            available=self._available,
            features=features,
        )
