"""How far some photos are from those that a network learned from, without having these.

Each batch norm of a network carries the mean and variance that its input had, channel by channel, over the photos of
the pre-training. Here the same is taken over other photos, and compared: the divergence of Kullback and Leibler between
two normal distributions, the mean over the channels of a layer and then over the layers. So were domains compared by
Y. Li and others, "Revisiting Batch Normalization For Practical Domain Adaptation" (2016); that the same statistics
stand for the photos of the pre-training is used by H. Yin and others, "Dreaming to Distill: Data-free Knowledge
Transfer via DeepInversion" (2020), and that their shift foretells the loss of accuracy is shown by S. Schneider and
others, "Improving robustness against common corruptions by covariate shift adaptation" (2020).
"""

import hashlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from tlstudio.backbone.network import Network
from tlstudio.dataset.sample import Sample
from tlstudio.evaluation.distances_kept import keep_distance, kept_distance
from tlstudio.features.inputs import network_input
from tlstudio.features.reading import read_batches
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.randomness import seed_for
from tlstudio.photos.pool import PhotoPool

_PHOTOS = 48
_BATCH = 16
_Norm = nn.modules.batchnorm._BatchNorm


def distance_from_pretraining(
    network: Network, samples: Sequence[Sample], pool: PhotoPool, control: Control
) -> Generator[Event, None, float | None]:
    """The mean divergence, in nats per channel: 0 for photos as in the pre-training. What has been measured is kept.

    Of many photos 48 are taken, always the same ones. None when stopped, when none can be read, and for a network
    without batch norms, such as a transformer. The network, in eval mode, decides the device.
    """
    norms = [module for module in network.modules() if isinstance(module, _Norm) and module.running_mean is not None]
    chosen = sorted(samples, key=lambda sample: seed_for("distance", sample.digest))[:_PHOTOS]
    if not norms or not chosen:
        return None
    key = hashlib.sha256("".join((network.weights_hash, *(sample.key for sample in chosen))).encode()).hexdigest()
    distance = kept_distance(key)
    if distance is None:
        distance = yield from _measured(network, norms, chosen, pool, control)
        if distance is not None:
            keep_distance(key, distance)
    return distance


def _measured(
    network: Network, norms: Sequence[_Norm], samples: Sequence[Sample], pool: PhotoPool, control: Control
) -> Generator[Event, None, float | None]:
    device = next(network.parameters()).device
    yield Progress("distance", 0, len(samples))
    with _watched(norms) as seen:
        for batch in read_batches(samples, network.preprocessing, pool, _BATCH):
            yield from control.wait_while_paused()
            if control.stopped:
                return None
            if batch.photos:
                with torch.inference_mode():
                    network(network_input(batch.photos, network.preprocessing, device))
            yield Progress("distance", seen[0].photos, len(samples))
    if not seen[0].photos:
        return None
    return sum(one.divergence(norm) for one, norm in zip(seen, norms, strict=True)) / len(norms)


class _Seen:
    """What passed into a batch norm: sums over photos of each channel's mean, and of its mean square."""

    def __init__(self) -> None:
        self.photos = 0
        self._sums: Tensor = torch.zeros(())
        self._squares: Tensor = torch.zeros(())

    def look(self, _module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        """A hook."""
        values = inputs[0].float()
        places = [0, *range(2, values.ndim)]
        self._sums = self._sums + len(values) * values.mean(places).cpu().double()
        self._squares = self._squares + len(values) * values.square().mean(places).cpu().double()
        self.photos += len(values)

    def divergence(self, norm: _Norm) -> float:
        """From what passed to what the norm knows, the mean over its channels."""
        assert norm.running_mean is not None
        assert norm.running_var is not None
        mean = self._sums / self.photos
        variance = (self._squares / self.photos - mean.square()).clamp(min=0) + norm.eps
        usual = norm.running_var.cpu().double() + norm.eps
        apart = (mean - norm.running_mean.cpu().double()).square()
        return float(((usual / variance).log() + (variance + apart) / usual - 1).mean() / 2)


@contextmanager
def _watched(norms: Sequence[_Norm]) -> Iterator[list[_Seen]]:
    seen = [_Seen() for _ in norms]
    hooks = [norm.register_forward_pre_hook(one.look) for norm, one in zip(norms, seen, strict=True)]
    try:
        yield seen
    finally:
        for hook in hooks:
            hook.remove()
