"""Measuring the runtimes on the first batch: is what they give what plain torch gives, and how fast is it?"""

import time
from collections.abc import Generator

from torch import Tensor

from tlstudio.features.runtime.agreement import agrees
from tlstudio.features.runtime.candidates import candidates, open_named
from tlstudio.features.runtime.exported import is_exported
from tlstudio.features.runtime.measured import Verdict, Verdicts, remember
from tlstudio.features.runtime.stretch import Runtime, Stretch
from tlstudio.features.runtime.torch_runtime import TorchRuntime
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Warned

_CHECKED_PHOTOS = 16
_MEASURING_SECONDS = 1.0
_EXPORTING_SECONDS = 12.0
_SAVED = 2 / 3  # of plain torch's time, by a runtime three times as fast
_CLOSE = 1.5


def measure(stretch: Stretch, inputs: Tensor, photos: int, control: Control) -> Generator[Event, None, Verdicts]:
    """A verdict on each candidate, remembered for next time; {} when the `photos` to come are too few for that."""
    *faster, plain_name = candidates(stretch.device, "fast")
    some = inputs[:_CHECKED_PHOTOS]
    plain = TorchRuntime(stretch, plain_name)
    reference, rate = _timed(plain, some)
    if not faster or photos / rate * _SAVED < _cost(stretch):
        return {}
    verdicts: Verdicts = {}
    for name in faster:
        runtime = yield from open_named(name, stretch, control)
        if control.stopped:
            return {}
        if runtime:
            verdicts[name] = _verdict(runtime, some, reference)
        elif is_exported(stretch.network.tree.backbone, stretch.size):
            verdicts[name] = Verdict(agrees=False, rate=0.0)
    yield from _complaints(stretch, verdicts)
    if any(verdict.agrees and verdict.rate < rate * _CLOSE for verdict in verdicts.values()):
        _, rate = _timed(plain, some)  # torch is faster the second time, too
    verdicts[plain_name] = Verdict(agrees=True, rate=rate)
    remember(stretch, verdicts)
    return verdicts


def _cost(stretch: Stretch) -> float:
    """Seconds until a faster runtime is found."""
    there = stretch.device.type != "cpu" or is_exported(stretch.network.tree.backbone, stretch.size)
    return _MEASURING_SECONDS + (0 if there else _EXPORTING_SECONDS)


def _verdict(runtime: Runtime, inputs: Tensor, reference: Tensor) -> Verdict:
    try:
        values, _ = _timed(runtime, inputs)
        again, rate = _timed(runtime, inputs)
    except StudioError:
        return Verdict(agrees=False, rate=0.0)
    return Verdict(agrees(values, reference) and agrees(again, reference), rate)


def _timed(runtime: Runtime, inputs: Tensor) -> tuple[Tensor, float]:
    """What it gives, and photos per second; bringing the values to the CPU waits for a GPU to be done."""
    started = time.perf_counter()
    values = runtime(inputs).cpu()
    return values, len(inputs) / (time.perf_counter() - started)


def _complaints(stretch: Stretch, verdicts: Verdicts) -> Generator[Event, None, None]:
    """A sentence when nothing faster than plain torch can be used here."""
    if not any(verdict.agrees for verdict in verdicts.values()):
        backbone = stretch.network.tree.backbone
        yield Warned(f"The fast runtime cannot be used for {backbone} here: plain torch gives the same, more slowly.")
