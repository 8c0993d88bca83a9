"""How fast this machine is with a network: seconds per photo up to each cut, measured once and remembered."""

import hashlib
import logging
import math
import platform
import time
from collections.abc import Callable, Generator, Sequence
from typing import Any

import msgspec
import torch
from torch import fx

from tlstudio.backbone.network import Network, load_network
from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.dataset.sample import Sample
from tlstudio.features.cost import Speed
from tlstudio.features.inputs import pixel_request
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.files import write_safely
from tlstudio.foundation.folders import cache_folder
from tlstudio.photos.pool import PhotoPool, Priority

_BATCH = 4
_LEAST_RUNS, _LEAST_SECONDS = 2, 0.3
_PHOTOS_TO_READ = 12
_DATASETS = 50
_FINE = 1e-4
_log = logging.getLogger(__name__)


class _Known(msgspec.Struct, frozen=True):
    """What is remembered of a network. `reading` is by the photos that were read, the latest last."""

    preprocessing: Preprocessing
    cuts: dict[str, float]
    reading: dict[str, float] = {}


def speed_of(
    backbone: str, samples: Sequence[Sample], pool: PhotoPool, device: torch.device, control: Control
) -> Generator[Event, None, Speed | None]:
    """Seconds per photo of the network and of reading some of these photos, remembered or measured now.

    None when stopped. StudioError when the network cannot be loaded. A network that was not traced has no `cuts`.
    """
    yield Progress("prepare", 0, 1)
    place = f"{backbone} on {_processor(device)}"
    known = _recall().get(place)
    if known is None:
        network = load_network(backbone, 1, seed=0)
        yield Progress("prepare", 0, 1)
        known = _Known(network.preprocessing, _seconds_up_to_cuts(network, device, control))
        if control.stopped:
            return None
        _remember(place, known)
    yield Progress("prepare", 1, 1)
    some = samples[:: max(1, len(samples) // _PHOTOS_TO_READ)][:_PHOTOS_TO_READ]
    photos = hashlib.sha256("".join(sample.digest for sample in some).encode()).hexdigest()[:16]
    if photos not in known.reading:
        latest = dict(list(known.reading.items())[1 - _DATASETS :])
        reading = {**latest, photos: _seconds_to_read(some, known.preprocessing, pool)}
        known = msgspec.structs.replace(known, reading=reading)
        _remember(place, known)
    return Speed(backbone, known.preprocessing, known.reading[photos], known.cuts)


def _seconds_up_to_cuts(network: Network, device: torch.device, control: Control) -> dict[str, float]:
    """The least of several runs, because other work on the machine only makes them longer."""
    network = network.to(device, memory_format=torch.channels_last).eval()  # type: ignore[call-overload]
    at_cuts = network.at_cuts()
    if not isinstance(at_cuts, fx.GraphModule):
        return {}
    size = network.preprocessing.size
    batch = torch.zeros(_BATCH, 3, size, size, device=device).contiguous(memory_format=torch.channels_last)
    nodes = [cut.node for cut in network.tree.cuts]
    least: dict[str, float] = {}
    runs, started = 0, time.perf_counter()
    while (runs < _LEAST_RUNS or time.perf_counter() - started < _LEAST_SECONDS) and not control.stopped:
        clock = _Clock(at_cuts, device)
        with torch.inference_mode():
            clock.run(batch)
        least = {node: min(clock.seconds[node] / _BATCH, least.get(node, math.inf)) for node in nodes}
        runs += 1
    return least


class _Clock(fx.Interpreter):
    """Runs a network step by step, and notes when each step is done.

    On a CPU it counts the time for which its own thread was at work, because a busy machine makes everything wait.
    """

    def __init__(self, module: fx.GraphModule, device: torch.device) -> None:
        super().__init__(module)
        self.seconds: dict[str, float] = {}
        self._device = device
        self._now = _own_time() if device.type == "cpu" else time.perf_counter
        self._started = self._now()

    def run_node(self, n: fx.Node) -> Any:
        """A step as usual; a GPU is waited for."""
        result = super().run_node(n)
        if self._device.type != "cpu":
            torch.accelerator.synchronize()
        self.seconds[n.name] = self._now() - self._started
        return result


def _seconds_to_read(some: Sequence[Sample], preprocessing: Preprocessing, pool: PhotoPool) -> float:
    """Per photo with all readers at work, 0 without photos; the first answers only show that the readers are there."""
    answers = pool.in_order((sample.path for sample in some), pixel_request(preprocessing), Priority.TRAINING)
    started, counted = 0.0, 0
    for place, _ in enumerate(answers):
        if place < min(pool.workers, len(some) - 1):
            started = time.perf_counter()
        else:
            counted += 1
    return (time.perf_counter() - started) / counted if counted else 0.0


def _own_time() -> Callable[[], float]:
    """The clock of the thread; where that one is coarse the one on the wall."""
    fine = time.get_clock_info("thread_time").resolution < _FINE
    return time.thread_time if fine else time.perf_counter


def _processor(device: torch.device) -> str:
    """What else decides the seconds."""
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else device.type
    return f"{platform.node()}, {name}, {torch.get_num_threads()} threads, torch {torch.__version__}"


def _recall() -> dict[str, _Known]:
    """What is remembered; nothing when it cannot be read."""
    try:
        return msgspec.json.decode((cache_folder() / "speeds.json").read_bytes(), type=dict[str, _Known])
    except (OSError, msgspec.DecodeError):
        return {}


def _remember(place: str, known: _Known) -> None:
    """Keep it for next time; a disk that takes nothing costs only the time to measure again."""
    try:
        cache_folder().mkdir(parents=True, exist_ok=True)
        write_safely(cache_folder() / "speeds.json", [msgspec.json.encode({**_recall(), place: known})])
    except (OSError, StudioError) as error:
        _log.info("Speeds are not remembered: %s", error)
