"""How much memory the program takes."""

import numpy as np
import pytest

from tlstudio.foundation import memory
from tlstudio.foundation.memory import held_memory, peak_memory

_BLOCK = 64 * 1024 * 1024
_ROUNDING = 4 * 1024 * 1024  # Linux adds up what each processor counted only now and then


def test_that_a_large_block_is_seen_while_it_is_held_and_remembered_after_it():
    before = held_memory()
    block = np.ones(_BLOCK, np.uint8)
    during = held_memory()
    del block
    after, most = held_memory(), peak_memory()
    assert before is not None
    assert during is not None
    assert after is not None
    assert most is not None
    assert during - before > 0.9 * _BLOCK
    assert during - after > 0.9 * _BLOCK
    assert most > during - _ROUNDING


def test_that_a_system_that_does_not_say_makes_no_trouble(monkeypatch: pytest.MonkeyPatch, tmp_path):
    monkeypatch.setattr(memory, "_STATUS", tmp_path / "not there")
    assert held_memory() is None
    assert peak_memory() is None
