"""How many processor cores the studio's work takes; what is left free keeps the computer nimble for other things."""

import os

_VARIABLE = "TLSTUDIO_FREE_CORES"


def usable_cores() -> int:
    """Those that this program may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def working_cores(free: int = 0) -> int:
    """How many are left to work with, at least one, when `free` are not to be used, or as many as the environment
    variable TLSTUDIO_FREE_CORES says where that is more."""
    return max(1, usable_cores() - max(free, _set_free()))


def _set_free() -> int:
    text = os.environ.get(_VARIABLE, "")
    return int(text) if text.isascii() and text.isdecimal() else 0
