"""The frozen prefix runs once per photo; its activations serve every epoch."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import torch

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.dataset.sample import Sample
from tlstudio.features.inputs import network_input
from tlstudio.features.reading import read_batches
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.pace import Pace
from tlstudio.photos.pool import PhotoPool

_BATCH = 32


@dataclass(frozen=True)
class Features:
    """Activations at the border, float32 of shape (photos, …) on the CPU, and the samples they belong to, in order."""

    values: torch.Tensor
    samples: tuple[Sample, ...]


def extract(
    prefix: torch.nn.Module,
    samples: Sequence[Sample],
    preprocessing: Preprocessing,
    pool: PhotoPool,
    control: Control,
    device: torch.device,
) -> Generator[Event, None, Features | None]:
    """What `prefix` (of a network in eval mode, on `device`) makes of each sample; unreadable ones are Problem events.

    Returns None when the control was stopped before the last photo.
    """
    pace = Pace(len(samples))
    kept: list[Sample] = []
    values: list[torch.Tensor] = []
    done = 0
    for batch in read_batches(samples, preprocessing, pool, _BATCH):
        yield from batch.problems
        yield from control.wait_while_paused()
        if control.stopped:
            return None
        if batch.samples:
            inputs = network_input(batch.photos, preprocessing, device)
            with torch.inference_mode():
                values.append(prefix(inputs).float().cpu())
            kept.extend(batch.samples)
        done += len(batch.samples) + len(batch.problems)
        yield Progress("features", done, len(samples), from_cache=0, seconds_left=pace.seconds_left(done))
    return Features(torch.cat(values).clone() if values else torch.empty(0), tuple(kept))
