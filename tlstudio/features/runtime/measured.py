"""What was measured on this machine is remembered, so that the same runtime is chosen again without measuring."""

import hashlib
import platform
from pathlib import Path

import msgspec
import torch

from tlstudio.features.runtime.exported import runtimes_folder
from tlstudio.features.runtime.stretch import Stretch
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.files import write_safely


class Verdict(msgspec.Struct, frozen=True):
    """Whether a runtime agrees with plain torch, and how many photos per second it manages."""

    agrees: bool
    rate: float


Verdicts = dict[str, Verdict]  # by the runtime's name


def recall(stretch: Stretch) -> Verdicts:
    """What was found for these weights, this stretch, this processor; {} when nothing was, or it cannot be read."""
    try:
        return msgspec.json.decode(_path(stretch).read_bytes(), type=Verdicts)
    except (OSError, msgspec.DecodeError):  # a wrong shape is a ValidationError, which is one too
        return {}


def remember(stretch: Stretch, verdicts: Verdicts) -> None:
    """Keep them for next time; a disk that takes nothing costs only the time to measure again."""
    path = _path(stretch)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_safely(path, [msgspec.json.encode(verdicts)])
    except (OSError, StudioError):
        return


def _path(stretch: Stretch) -> Path:
    parts = [
        stretch.network.fingerprint(stretch.network.front_state(stretch.end)),
        stretch.start.node if stretch.start else "",
        stretch.end.node,
        str(stretch.size),
        _processor(stretch.device),
        str(torch.get_num_threads()),
    ]
    name = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]
    return runtimes_folder() / f"{name}.measured"


def _processor(device: torch.device) -> str:
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{device.type} {platform.node()} {platform.machine()} {torch.backends.cpu.get_cpu_capability()}"
