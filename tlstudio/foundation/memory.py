"""How much memory this program takes, in bytes; None where the system does not say."""

import contextlib
import ctypes
import sys
from pathlib import Path

_STATUS, _PEAK = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_COMPUTER = Path("/proc/meminfo")
_LIMIT, _TAKEN = Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current")


def held_memory() -> int | None:
    """What it holds now; its reader processes are not counted."""
    return _measured("VmRSS")


def peak_memory() -> int | None:
    """The most it ever held, or has held since `forget_peak`."""
    return _measured("VmHWM")


def forget_peak() -> None:
    """From now on count anew; only Linux can."""
    with contextlib.suppress(OSError):
        _PEAK.write_text("5")


def available_memory() -> int | None:
    """What programs may still take without pushing others out (Linux only), a container's limit included."""
    with contextlib.suppress(OSError, ValueError):
        free = next(line for line in _COMPUTER.read_text().splitlines() if line.startswith("MemAvailable:"))
        room = int(free.split()[1]) * 1024
        with contextlib.suppress(OSError, ValueError):  # no container, or one without a limit
            room = min(room, int(_LIMIT.read_text()) - int(_TAKEN.read_text()))
        return max(0, room)
    return None


def _measured(figure: str) -> int | None:
    """The figure by its name in Linux's list."""
    try:
        return _ask(figure)
    except (OSError, AttributeError, ValueError):
        return None


if sys.platform == "darwin":
    import os
    import resource

    class _Usage(ctypes.Structure):
        """`rusage_info_v0` of libproc.h."""

        _fields_ = (
            ("uuid", ctypes.c_uint8 * 16),
            ("before", ctypes.c_uint64 * 6),
            ("resident", ctypes.c_uint64),
            ("after", ctypes.c_uint64 * 3),
        )

    def _ask(figure: str) -> int | None:
        if figure == "VmHWM":
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes, unlike elsewhere
        usage = _Usage()
        failed = ctypes.CDLL(None).proc_pid_rusage(os.getpid(), 0, ctypes.byref(usage))
        return None if failed else int(usage.resident)

elif sys.platform == "win32":

    class _Counters(ctypes.Structure):
        """`PROCESS_MEMORY_COUNTERS` of psapi.h."""

        _fields_ = (
            ("size", ctypes.c_uint32),
            ("faults", ctypes.c_uint32),
            ("peak", ctypes.c_size_t),
            ("held", ctypes.c_size_t),
            ("rest", ctypes.c_size_t * 6),
        )

    def _ask(figure: str) -> int | None:
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        counters = _Counters(size=ctypes.sizeof(_Counters))
        process = ctypes.c_void_p(kernel.GetCurrentProcess())
        if not kernel.K32GetProcessMemoryInfo(process, ctypes.byref(counters), counters.size):
            return None
        return int(counters.peak if figure == "VmHWM" else counters.held)

else:

    def _ask(figure: str) -> int | None:
        for line in _STATUS.read_text().splitlines():
            name, _, rest = line.partition(":")
            if name == figure:
                return int(rest.split()[0]) * 1024
        return None
