"""Which processor does the work."""

import contextlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import msgspec

from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.memory import available_memory, forget_peak, peak_memory

if TYPE_CHECKING:
    import torch

_NAMES = r"auto|cpu|mps|cuda(:[0-9]{1,2})?"
DeviceName = Annotated[str, msgspec.Meta(pattern=f"^({_NAMES})$")]
"""`auto`, `cpu`, `mps`, `cuda` (the first GPU), or `cuda:1` for the second one."""

DEVICE_WORDS = "auto, cpu, mps, cuda, cuda:0, cuda:1 …"


def is_device_name(text: str) -> bool:
    """Whether there could be a device of that name."""
    return re.fullmatch(_NAMES, text) is not None


def device_names() -> list[DeviceName]:
    """Those that are there, `auto` first; each GPU by its number where there are several."""
    import torch

    gpus = torch.cuda.device_count() if torch.cuda.is_available() else 0
    cuda = ["cuda"] if gpus == 1 else [f"cuda:{number}" for number in range(gpus)]
    return ["auto", *cuda, *(["mps"] if torch.backends.mps.is_available() else []), "cpu"]


def choose_device(name: DeviceName) -> "torch.device":
    """The device of that name; `auto` takes a GPU when there is one. StudioError when it is not there."""
    import torch

    names = device_names()
    if name == "auto":
        return torch.device(names[1])
    if name not in names and not (name in ("cuda", "cuda:0") and names[1].startswith("cuda")):
        raise StudioError(f"This computer has no usable {name} device. It has {' and '.join(names[1:])}; choose one.")
    return torch.device(name)


def to_device(tensor: "torch.Tensor", device: "torch.device | str") -> "torch.Tensor":
    """The tensor there; a GPU fetches it by itself, from memory that stays in place, while the program goes on."""
    import torch

    if torch.device(device).type == "cuda" and tensor.device.type == "cpu":
        tensor = tensor.pin_memory()
    return tensor.to(device, non_blocking=True)


def free_bytes(device: "torch.device") -> int | None:
    """How much memory there is for more, on a GPU or in the computer; None where nobody says."""
    import torch

    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[0]
    return available_memory()


def peak_bytes(device: "torch.device") -> int | None:
    """The most that was held since `forget_peak_bytes`: on a GPU, else by the program; None where nobody says."""
    import torch

    return torch.cuda.max_memory_allocated(device) if device.type == "cuda" else peak_memory()


def forget_peak_bytes(device: "torch.device") -> None:
    """From now on count anew, where that can be done."""
    import torch

    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
    forget_peak()


@contextlib.contextmanager
def one_thread(wanted: bool = True) -> Iterator[None]:
    """Let torch compute small things on the calling thread alone: beside other work, waiting for helpers to get their
    turn costs more than they bring."""
    import torch

    if not wanted:
        yield
        return
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        if torch.get_num_threads() == 1:  # else another number was set meanwhile, and counts
            torch.set_num_threads(before)
