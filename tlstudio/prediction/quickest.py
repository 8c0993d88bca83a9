"""For many pictures: the fast runtime in front of the head, where its answers are those of plain torch."""

from collections.abc import Callable, Generator, Sequence

import torch

from tlstudio.backbone.network import Network
from tlstudio.features.runtime import Runtime, Stretch, pick
from tlstudio.features.runtime.torch_runtime import TorchRuntime
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Progress
from tlstudio.foundation.steps import Steps
from tlstudio.prediction.answer import Answer

Look = Callable[[torch.Tensor], torch.Tensor]
"""From what a network reads to what its head reads, both float32 (photos, …)."""

_MOST_DIFFERENCE = 5e-6  # of a confidence: half of what may lie between two machines


def quickest_look(
    network: Network,
    inputs: torch.Tensor,
    answers: Callable[[torch.Tensor], Sequence[Answer]],
    photos: int,
    control: Control,
) -> Generator[Progress, None, Look]:
    """What computes the features of so many `photos` soonest: plain torch, or on the processor ONNX Runtime in
    float32, once it has given the same `answers` for `inputs`, a batch of them. Half precision never does.
    """
    if inputs.device.type != "cpu" or not network.tree.cuts:
        return network.features
    cut = network.tree.cuts[-1]
    stretch = Stretch(network, None, cut, inputs.shape[-1], inputs.device)
    runtime = yield from _picked(stretch, inputs, photos, control)
    if runtime is None:
        return network.features
    rest = network.in_front_of_head(cut)

    def look(batch: torch.Tensor) -> torch.Tensor:
        features: torch.Tensor = rest(runtime(batch))
        return features

    with torch.inference_mode():
        same = _are_same(answers(look(inputs)), answers(network.features(inputs)))
    return look if same else network.features


def _picked(
    stretch: Stretch, inputs: torch.Tensor, photos: int, control: Control
) -> Generator[Progress, None, Runtime | None]:
    """The fastest runtime, None for plain torch; of what is said on the way only how far it is."""
    steps = Steps(pick(stretch, "fast", lambda: inputs, photos, control))
    for event in steps:
        if isinstance(event, Progress):
            yield event
    return None if isinstance(steps.result, TorchRuntime) else steps.result


def _are_same(answers: Sequence[Answer], expected: Sequence[Answer]) -> bool:
    return all(
        (answer.label, answer.neither) == (other.label, other.neither)
        and abs(answer.confidence - other.confidence) <= _MOST_DIFFERENCE
        for answer, other in zip(answers, expected, strict=True)
    )
