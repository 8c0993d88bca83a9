"""How much of the processor the studio's work takes: how many cores, and what its threads do while they wait.

What is left free keeps the computer nimble for other things.
"""

import os

_VARIABLE = "TLSTUDIO_FREE_CORES"
_SPINS = "10000"


def usable_cores() -> int:
    """Those that this program may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def working_cores(free: int = 0) -> int:
    """How many are left to work with, at least one, when `free` are not to be used, or as many as the environment
    variable TLSTUDIO_FREE_CORES says where that is more."""
    return max(1, usable_cores() - max(free, _set_free()))


def sleep_soon() -> None:
    """Let threads that compute together wait for each other asleep after 10,000 tries, not after 300,000:
    docs/decisions/0036 has what that is worth. For the start of a program, before torch is loaded.

    Only GNU's OpenMP, which torch has on Linux, asks for this; what the environment says already stays.
    """
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", _SPINS)


def _set_free() -> int:
    text = os.environ.get(_VARIABLE, "")
    return int(text) if text.isascii() and text.isdecimal() else 0
