"""The runtimes there are, from the one that promises most to plain torch, and how each is opened."""

import math
import threading
from collections.abc import Generator

import torch

from tlstudio.features.key import Precision
from tlstudio.features.runtime.exported import exported
from tlstudio.features.runtime.measured import Verdicts
from tlstudio.features.runtime.onnx_runtime import OnnxRuntime, onnx_runtime_name
from tlstudio.features.runtime.stretch import Means, Runtime, Stretch
from tlstudio.features.runtime.torch_runtime import TorchRuntime, torch_names
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event

# The session of the last run: its memory is in place, so that the next run's first batch is as fast as all others.
_last: dict[tuple[str, ...], OnnxRuntime] = {}
_lock = threading.Lock()


def candidates(device: torch.device, precision: Precision) -> tuple[str, ...]:
    """The names of those that can run on the device in this precision; plain torch is the last, and the only exact one.

    What is exact must not hang on which runtime happened to be found faster.
    """
    others = (onnx_runtime_name(),) if device.type == "cpu" and precision == "fast" else ()
    return (*others, *torch_names(device, precision))


def ranked(names: tuple[str, ...], verdicts: Verdicts) -> tuple[str, ...]:
    """Without those found wrong; in front those never measured, in their order, then the others, fastest first."""
    left = [name for name in names if name not in verdicts or verdicts[name].agrees]
    return tuple(sorted(left, key=lambda name: -verdicts[name].rate if name in verdicts else -math.inf))


def open_named(name: str, stretch: Stretch, control: Control) -> Generator[Event, None, Runtime | None]:
    """The runtime of that name, ready to run; None when it cannot be had on this machine, or the control was stopped.

    Exports the network if need be.
    """
    if stretch.end.is_means:
        inner = None
        if stretch.start is None or stretch.start.node != stretch.end.point:
            inner = yield from open_named(name, stretch.without_means(), control)
            if inner is None:
                return None
        return Means(name, inner)
    if name in torch_names(stretch.device, "fast"):
        return TorchRuntime(stretch, name)
    if name != onnx_runtime_name() or stretch.device.type != "cpu":
        return None
    wanted = _weights_and_ends(stretch)
    with _lock:
        if wanted in _last:
            return _last[wanted]
    model = yield from exported(stretch.network.tree.backbone, stretch.size, control)
    if model is None:
        return None
    try:
        runtime = OnnxRuntime(model, stretch)
    except Exception:  # ONNX Runtime has a dozen kinds of its own, for whatever it cannot run
        return None
    with _lock:
        _last.clear()
        _last[wanted] = runtime
    return runtime


def _weights_and_ends(stretch: Stretch) -> tuple[str, ...]:
    """What a session depends on. Its weights are those of a frozen part, which nobody changes any more."""
    return (
        stretch.network.tree.backbone,
        stretch.network.fingerprint(stretch.network.front_state(stretch.end)),
        stretch.start.node if stretch.start else "",
        stretch.end.node,
        str(stretch.size),
        str(torch.get_num_threads()),
    )
