"""Which processor does the work."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from tlstudio.foundation.errors import StudioError

if TYPE_CHECKING:
    import torch

DeviceName = Literal["auto", "cpu", "cuda", "mps"]


def choose_device(name: DeviceName) -> "torch.device":
    """The device of that name; `auto` takes a GPU when there is one. StudioError when it is not there."""
    import torch

    available = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        return torch.device(next(kind for kind, there in available.items() if there))
    if not available[name]:
        raise StudioError(f"This computer has no usable {name} device. Choose auto or cpu instead.")
    return torch.device(name)


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
