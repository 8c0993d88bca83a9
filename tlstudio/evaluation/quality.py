"""The whole check of a collection: what eyes see of it, and what a network makes of it."""

from collections import Counter
from collections.abc import Generator, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
import torch
from torch import Tensor

from tlstudio.backbone.network import load_network
from tlstudio.dataset.check import Overview, Summary, look_over, summed_up
from tlstudio.dataset.finding import about
from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.evaluation.folds import folds_of
from tlstudio.evaluation.linear_probe import held_out_probabilities
from tlstudio.evaluation.strays import strays
from tlstudio.evaluation.wrong_labels import wrong_labels
from tlstudio.features.means import channel_means
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.names import printable
from tlstudio.photos.pool import PhotoPool

BACKBONE = "efficientnet_lite0"
_FEWEST = 20
_FEWEST_OF_A_CLASS = 5


def check_all(
    photos: Path | Dataset, control: Control, pool: PhotoPool, store: Store | None, device: torch.device
) -> Generator[Event, None, Summary]:
    """As `dataset.check.check`, of a folder or of a Dataset as it is, and then what the built-in network finds: labels
    that are likely wrong, and strays.

    What the network makes of a photo is kept in the store. Raises as `check` does; StudioError when the network fails.
    """
    return (yield from summed_up(_look_closely(photos, control, pool, store, device)))


def _look_closely(
    photos: Path | Dataset, control: Control, pool: PhotoPool, store: Store | None, device: torch.device
) -> Generator[Event, None, Overview]:
    overview = yield from look_over(photos, control, pool)
    once = {(sample.label, sample.digest): sample for sample in overview.dataset.samples}
    if len(once) >= _FEWEST and not control.stopped:  # else there is no saying what is usual
        yield from _ask_network(list(once.values()), overview.groups.together(), pool, store, device, control)
    return overview


def _ask_network(
    samples: Sequence[Sample],
    together: Mapping[str, str],
    pool: PhotoPool,
    store: Store | None,
    device: torch.device,
    control: Control,
) -> Generator[Event, None, None]:
    yield Progress("prepare", 0, 1)
    network = load_network(BACKBONE, 1, seed=0).to(device, memory_format=torch.channels_last).eval()  # type: ignore[call-overload]
    yield Progress("prepare", 1, 1)
    means = yield from channel_means(network, network.tree.cuts[-1:], samples, pool, store, control)
    if means is not None:
        # Who has learned nearly the same picture is not asked about it: a group counts as one content.
        grouped = [
            msgspec.structs.replace(each, digest=together.get(each.digest, each.digest)) for each in means.samples
        ]
        yield from _about_labels(grouped, means.values[0], control)
        yield from _about_strays(grouped, means.values[0], control)


def _about_labels(samples: Sequence[Sample], values: Tensor, control: Control) -> Generator[Event, None, None]:
    contents = Counter(label for label, _ in {(sample.label, sample.digest) for sample in samples})
    rows = [row for row, sample in enumerate(samples) if contents[sample.label] >= _FEWEST_OF_A_CLASS]
    asked = [samples[row] for row in rows]
    classes, labels = _numbered(sample.label for sample in asked)
    if len(classes) < 2:
        return
    probabilities = yield from held_out_probabilities(values[rows], labels, torch.tensor(folds_of(asked)), control)
    for found in wrong_labels(probabilities, labels) if probabilities is not None else ():
        sample, label = asked[found.photo], classes[found.label]
        reason = (
            f"This is labelled “{printable(sample.label)}”, but looks like “{printable(label)}” to a network that "
            "learned from the other photos: look at it, and change the label if it is wrong."
        )
        yield about(sample.path, "mislabelled", reason, score=found.score, fix="relabel", label=label)


def _about_strays(samples: Sequence[Sample], values: Tensor, control: Control) -> Generator[Event, None, None]:
    _, labels = _numbered(sample.label for sample in samples)
    _, groups = _numbered(sample.digest for sample in samples)
    found = yield from strays(values, labels, groups, control)
    for stray in found or ():
        reason = "This photo is unlike all others here: look whether it belongs to its class, or leave it out."
        yield about(samples[stray.photo].path, "unlike", reason, score=stray.score, fix="leave out")


def _numbered(names: Iterable[str]) -> tuple[list[str], Tensor]:
    """The different names, sorted, and for each name its number among them, int64."""
    listed = list(names)
    different = sorted(set(listed))
    number = {name: index for index, name in enumerate(different)}
    return different, torch.tensor([number[name] for name in listed])
