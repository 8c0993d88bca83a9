"""Memory that was freed is kept for what is computed next.

Each layer of a network wants tens of megabytes for a moment. The C library of Linux (glibc) gives pieces of that size
back to the system as soon as they are freed, and the system then fills every page with zeros before it is used again:
docs/decisions/0034 has what that costs. Other systems, and other C libraries, are left as they are.

Source: mallopt(3), malloc_trim(3) and mallinfo(3) of the Linux manual.
"""

import ctypes
import functools
from typing import Any

_TRIM_THRESHOLD, _MMAP_MAX, _ARENA_MAX = -1, -4, -8  # as malloc.h numbers them
_NEVER = -1
_WORTH_A_PAUSE = 256_000_000


class _Info(ctypes.Structure):
    """`struct mallinfo2`; `free` is `fordblks`."""

    _fields_ = (
        *((name, ctypes.c_size_t) for name in ("arena", "pieces", "small", "mapped", "mapped_bytes", "unused")),
        *((name, ctypes.c_size_t) for name in ("small_free", "taken", "free", "top")),
    )


def keep_what_is_freed() -> None:
    """Give nothing back until `give_back` is called. For the start of a program, before it has other threads: these
    share one heap from then on, as only that of the first thread can grow beyond 64 MB."""
    library = _library()
    if library is not None:
        for setting, value in ((_ARENA_MAX, 1), (_MMAP_MAX, 0), (_TRIM_THRESHOLD, _NEVER)):
            library.mallopt(setting, value)


def give_back() -> None:
    """Let other programs have what is free, where it is much: that stops all threads for some 80 ms a gigabyte."""
    library = _library()
    if library is not None and _free(library) >= _WORTH_A_PAUSE:
        library.malloc_trim(0)


def _free(library: Any) -> int:
    """So many bytes are held and not used; those of a C library that cannot say so (before 2.33) count as many."""
    if not hasattr(library, "mallinfo2"):
        return _WORTH_A_PAUSE
    library.mallinfo2.restype = _Info
    return int(library.mallinfo2().free)


@functools.cache
def _library() -> Any:
    """The C library, where it has all that is needed."""
    try:
        library = ctypes.CDLL(None)
    except (OSError, TypeError):  # Windows has no such thing
        return None
    return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None
