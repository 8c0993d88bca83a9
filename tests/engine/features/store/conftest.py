"""Keys, and activations that can be told from each other, so that any mix-up shows."""

import subprocess
import sys
import textwrap
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.features.key import GroupKey, StoredType, record_key

PREPROCESSING = Preprocessing(224, 0.875, "bicubic", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
PRELUDE = """
import os, sys, time
import numpy as np
from pathlib import Path
from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.features.key import GroupKey, record_key
from tlstudio.features.store import Store, StoreFullError
from tlstudio.foundation.control import Control

def key_for(shape=(50,), dtype="float32", backbone="small"):
    preprocessing = Preprocessing(224, 0.875, "bicubic", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
    return GroupKey(backbone, "w" * 40, "node", "layer", preprocessing, "decoder", "torch", dtype, tuple(shape))

def keys_of(numbers):
    return [record_key(f"{number:064x}") for number in numbers]

def values_of(numbers, shape=(50,)):
    return np.stack([np.random.default_rng(number).normal(size=shape).astype("f4") for number in numbers])
"""

Values = NDArray[np.float32]


@pytest.fixture
def key_for() -> Callable[..., GroupKey]:
    """A group's key; other backbones make other groups."""

    def make(shape: tuple[int, ...] = (50,), dtype: StoredType = "float32", backbone: str = "small") -> GroupKey:
        return GroupKey(backbone, "w" * 40, "node", "layer", PREPROCESSING, "decoder", "torch", dtype, shape)

    return make


@pytest.fixture
def keys_of() -> Callable[..., list[bytes]]:
    """The keys of numbered photos."""
    return lambda numbers: [record_key(f"{number:064x}") for number in numbers]


@pytest.fixture
def values_of() -> Callable[..., Values]:
    """What is computed for numbered photos: a function of the number alone."""

    def values(numbers: range | list[int], shape: tuple[int, ...] = (50,)) -> Values:
        return np.stack([np.random.default_rng(number).normal(size=shape).astype("f4") for number in numbers])

    return values


@pytest.fixture
def start() -> Callable[..., "subprocess.Popen[str]"]:
    """Starts a Python program of its own that knows the same keys and values; its arguments are `sys.argv[1:]`."""

    def run(program: str, *arguments: object, before: tuple[str, ...] = ()) -> "subprocess.Popen[str]":
        command = [*before, sys.executable, "-P", "-c", PRELUDE + textwrap.dedent(program), *map(str, arguments)]
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    return run


@pytest.fixture
def finish() -> Callable[..., str]:
    """Waits for a program to end well; what it printed."""

    def wait(process: "subprocess.Popen[str]", timeout: float = 60) -> str:
        output, errors = process.communicate(timeout=timeout)
        assert process.returncode == 0, errors
        return output

    return wait
