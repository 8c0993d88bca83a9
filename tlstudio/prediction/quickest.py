"""For many pictures: the fast runtime in front of the head, where its answers are those of plain torch."""

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence

import torch

from tlstudio.backbone.network import Network
from tlstudio.features.runtime import Runtime, Stretch, pick
from tlstudio.features.runtime.exported import is_exported, make_export
from tlstudio.features.runtime.torch_runtime import TorchRuntime
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Progress
from tlstudio.foundation.steps import Steps
from tlstudio.prediction.answer import Answer

Look = Callable[[torch.Tensor], torch.Tensor]
"""From what a network reads to what its head reads, both float32 (photos, …)."""

_MANY = 256  # fewer are not worth another runtime
_MOST_DIFFERENCE = 5e-6  # of a confidence: half of what may lie between two machines


class Quickest:
    """What looks at many pictures: the network itself at first, and something faster once that is at hand.

    That is ONNX Runtime in float32 on the processor, once it has given the same answers for a batch of them; half
    precision never does. Where the network has yet to be exported for it, that is done beside the answers, which do not
    wait for it.
    """

    def __init__(self, network: Network, size: int, device: torch.device) -> None:
        self.look: Look = network.read_by_head
        self._network, self._size, self._device = network, size, device
        self._is_open = device.type == "cpu" and bool(network.tree.cuts)
        self._exporting: threading.Thread | None = None
        self._over = Control()

    def seek(
        self, batch: Callable[[], torch.Tensor], answers: Callable[[torch.Tensor], Sequence[Answer]], photos: int
    ) -> Generator[Progress, None, None]:
        """Try to be faster for so many `photos` to come; `answers` are those for the features of a `batch`."""
        backbone = self._network.tree.backbone
        if not self._is_open or photos < _MANY:
            return
        if is_exported(backbone, self._size):
            self._is_open = False
            yield from self._try(batch(), answers, photos)
        elif self._exporting is None:
            arguments = (backbone, self._size, self._over)
            self._exporting = threading.Thread(target=_export, args=arguments, name="export", daemon=True)
            self._exporting.start()

    def close(self) -> None:
        """Nothing faster is wanted any more."""
        self._over.stop()

    def _try(
        self, inputs: torch.Tensor, answers: Callable[[torch.Tensor], Sequence[Answer]], photos: int
    ) -> Generator[Progress, None, None]:
        cut = self._network.tree.cuts[-1]
        stretch = Stretch(self._network, None, cut, self._size, self._device)
        runtime = yield from _picked(stretch, inputs, photos, self._over)
        if runtime is None:
            return
        rest = self._network.in_front_of_head(cut)

        def look(batch: torch.Tensor) -> torch.Tensor:
            features: torch.Tensor = rest(runtime(batch))
            return features

        with torch.inference_mode():
            if _are_same(answers(look(inputs)), answers(self.look(inputs))):
                self.look = look


def _export(backbone: str, size: int, control: Control) -> None:
    """In a thread that only waits for a child process; where it cannot be done, there is no faster runtime."""
    with contextlib.suppress(OSError):
        deque(make_export(backbone, size, control), maxlen=0)


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
