"""Memory that is freed is kept for what comes next, and given back when it is told to."""

import subprocess
import sys

import pytest

from tlstudio.foundation import heap

_SIZE = 400_000_000
_IN_A_FRESH_PROCESS = f"""
import resource, sys, threading
from tlstudio.foundation.heap import give_back, keep_what_is_freed
from tlstudio.foundation.memory import held_memory

def pages_of_a_block():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    b"1" * {_SIZE}
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

def look():
    first, second, held = pages_of_a_block(), pages_of_a_block(), held_memory()
    give_back()
    print(first, second, held, held_memory())

if sys.argv[1] == "keep":
    keep_what_is_freed()
elif sys.argv[1] == "program":
    sys.argv[1] = "--version"
    from tlstudio.__main__ import main
    main()
thread = threading.Thread(target=look)
thread.start()
thread.join()
"""

needs_glibc = pytest.mark.skipif(
    not sys.platform.startswith("linux") or heap._library() is None, reason="only glibc gives memory back at once"
)


def looked(argument: str) -> list[int]:
    """Pages that a block of memory cost, and another one after it was freed; bytes held then, and once given back."""
    command = [sys.executable, "-c", _IN_A_FRESH_PROCESS, argument]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return list(map(int, said.splitlines()[-1].split()))


@needs_glibc
@pytest.mark.parametrize("argument", ["keep", "program"])
def test_that_a_freed_block_is_used_again_by_any_thread(argument: str):
    first, second, _, _ = looked(argument)
    assert second < first / 100


@needs_glibc
def test_that_without_it_every_page_is_paid_for_again():
    first, second, _, _ = looked("leave")
    assert second > first / 2


@needs_glibc
def test_that_what_is_kept_is_given_back():
    _, _, held, after = looked("keep")
    assert held - after > 0.9 * _SIZE


def test_that_a_c_library_without_such_settings_makes_no_trouble(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(heap.ctypes, "CDLL", lambda name: object())
    heap._library.cache_clear()
    try:
        heap.keep_what_is_freed()
        heap.give_back()
        assert heap._library() is None
    finally:
        heap._library.cache_clear()
