"""Which runtime runs a stretch of a network: those that can are measured once, the fastest that agrees is taken."""

from collections.abc import Callable, Generator

from torch import Tensor

from tlstudio.backbone.catalogue import find
from tlstudio.features.key import Precision
from tlstudio.features.runtime.candidates import candidates, open_named, ranked
from tlstudio.features.runtime.exported import make_export
from tlstudio.features.runtime.measured import recall
from tlstudio.features.runtime.measuring import measure
from tlstudio.features.runtime.stretch import Runtime, Stretch
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event

_FEW_PHOTOS = 32


def names(stretch: Stretch, precision: Precision) -> tuple[str, ...]:
    """The runtimes that may run the stretch, best first, by what was measured and remembered here.

    Those never measured come first, in the order of what they promise; those found wrong are left out. Plain torch is
    always among them.
    """
    return ranked(candidates(stretch.device, precision), recall(stretch))


def pick(
    stretch: Stretch, precision: Precision, inputs: Callable[[], Tensor], photos: int, control: Control
) -> Generator[Event, None, Runtime]:
    """The fastest runtime for the stretch that agrees with plain torch on `inputs()`, the first batch.

    Each one is measured once for these weights and remembered; only then is the batch asked for. `photos` is how many
    there are to compute: with few, neither exporting nor measuring pays, and plain torch begins at once.
    """
    *faster, plain = allowed = candidates(stretch.device, precision)
    verdicts = recall(stretch)
    if photos > _FEW_PHOTOS and not verdicts.keys() >= set(faster):
        verdicts = yield from measure(stretch, inputs(), photos, control)
    for name in ranked(tuple(name for name in allowed if name in verdicts), verdicts):
        runtime = yield from open_named(name, stretch, control)
        if runtime:
            return runtime
    runtime = yield from open_named(plain, stretch, control)
    assert runtime, "plain torch is always there"
    return runtime


def prepare(backbone: str, control: Control) -> Generator[Event, None, None]:
    """Export a network in advance, for photos of the size that its weights expect; does nothing when that was done."""
    pretrained = find(backbone)
    yield from make_export(pretrained.name, pretrained.preprocessing.size, control)
