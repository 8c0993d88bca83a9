"""A network in stretches one after the other, so that what passes each cut on the way can be looked at."""

from collections.abc import Callable, Generator, Sequence
from itertools import pairwise

from torch import Tensor

from tlstudio.backbone.tree import Cut
from tlstudio.features.runtime.candidates import candidates
from tlstudio.features.runtime.exported import exported
from tlstudio.features.runtime.onnx_runtime import OnnxRuntime, onnx_runtime_name
from tlstudio.features.runtime.stretch import Runtime, Stretch
from tlstudio.features.runtime.torch_runtime import TorchRuntime
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event


class Chain:
    """The runtimes of the stretches, front first; all have one name."""

    def __init__(self, runtimes: Sequence[Runtime]) -> None:
        self.name = runtimes[0].name
        self._runtimes = runtimes

    def __call__(self, inputs: Tensor, look: Callable[[Tensor], Tensor]) -> list[Tensor]:
        """What `look` makes of what passes each cut, on the CPU; nothing else of it is kept."""
        seen = []
        for runtime in self._runtimes:
            inputs = runtime(inputs)
            seen.append(look(inputs).float().cpu())
        return seen


def open_chain(name: str, whole: Stretch, cuts: Sequence[Cut], control: Control) -> Generator[Event, None, Chain]:
    """The chain from the photos along the cuts (front first), run by the runtime of that name, else by plain torch."""
    stretches = [
        Stretch(whole.network, start, end, whole.size, whole.device) for start, end in pairwise([None, *cuts]) if end
    ]
    if name == onnx_runtime_name():
        model = yield from exported(whole.network.tree.backbone, whole.size, control)
        try:
            if model is not None:
                return Chain([OnnxRuntime(model, stretch) for stretch in stretches])
        except Exception:  # ONNX Runtime has a dozen kinds of its own, for whatever it cannot run
            model = None
    known = candidates(whole.device, "fast")
    plain = name if name in known and name != onnx_runtime_name() else known[-1]
    return Chain([TorchRuntime(stretch, plain) for stretch in stretches])
