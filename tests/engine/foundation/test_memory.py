"""How much memory the program takes."""

import subprocess
import sys

import pytest

from tlstudio.foundation import memory
from tlstudio.foundation.memory import held_memory, peak_memory

_BLOCK = 64 * 1024 * 1024
_ROUNDING = 4 * 1024 * 1024  # Linux adds up what each processor counted only now and then
_IN_A_FRESH_PROCESS = f"""
from tlstudio.foundation.memory import forget_peak, held_memory, peak_memory
before = held_memory()
block = bytearray(b"1") * {_BLOCK}
during = held_memory()
del block
most = peak_memory()
forget_peak()
print(before, during, held_memory(), most, peak_memory())
"""


def test_that_a_large_block_is_seen_while_it_is_held_and_remembered_after_it():
    said = subprocess.run([sys.executable, "-c", _IN_A_FRESH_PROCESS], capture_output=True, text=True, check=True)
    before, during, after, most, most_since = map(int, said.stdout.split())
    assert during - before > 0.9 * _BLOCK
    assert during - after > 0.9 * _BLOCK
    assert most > during - _ROUNDING
    if sys.platform.startswith("linux"):
        assert most_since < after + _ROUNDING


def test_that_a_system_that_does_not_say_makes_no_trouble(monkeypatch: pytest.MonkeyPatch, tmp_path):
    monkeypatch.setattr(memory, "_STATUS", tmp_path / "not there")
    assert held_memory() is None
    assert peak_memory() is None
