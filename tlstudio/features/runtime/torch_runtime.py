"""Plain torch: what every other runtime is measured against, and what is always there."""

import contextlib
from collections.abc import Iterator

import torch
from torch import Tensor

from tlstudio.features.key import Precision
from tlstudio.features.runtime.stretch import Stretch

_TYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}


def torch_names(device: torch.device, precision: Precision) -> tuple[str, ...]:
    """The ways in which torch can run a network there, the fastest first; the last one is plain float32."""
    kinds = ["float16", "bfloat16", "float32"] if device.type == "cuda" and precision == "fast" else ["float32"]
    place = "" if device.type == "cpu" else f" {device.type}"
    version = torch.__version__.partition("+")[0]
    return tuple(f"torch {version}{place} {kind}" for kind in kinds)


class TorchRuntime:
    """Channels last and without gradients; in half precision by autocast, which leaves sensitive steps in float32."""

    def __init__(self, stretch: Stretch, name: str) -> None:
        self.name = name
        self._device = stretch.device
        self._type = _TYPES[name.rpartition(" ")[2]]
        self._part = stretch.network.between(stretch.start, stretch.end)

    def __call__(self, inputs: Tensor) -> Tensor:
        """What passes the end of the stretch, float32; a batch that half precision cannot hold is run in float32."""
        with torch.inference_mode():
            if inputs.ndim == 4:
                inputs = inputs.to(memory_format=torch.channels_last)
            if self._type is not torch.float32:
                with torch.autocast(self._device.type, self._type):
                    values: Tensor = self._part(inputs).float()
                if bool(values.isfinite().all()):
                    return values
            with _full_precision():
                values = self._part(inputs)
        return values


@contextlib.contextmanager
def _full_precision() -> Iterator[None]:
    """On a GPU torch would otherwise round what goes into convolutions to TF32's ten bits."""
    with torch.backends.cudnn.flags(allow_tf32=False):
        yield
