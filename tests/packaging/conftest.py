"""The set-up scripts as modules: they lie beside each other and are not part of the studio."""

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "packaging"


@pytest.fixture
def scripts() -> Path:
    """The folder of the set-up scripts."""
    return SCRIPTS


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ModuleType]]:
    """Imports a set-up script by its name; forgets all of them after the test."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    yield importlib.import_module
    for script in SCRIPTS.glob("*.py"):
        sys.modules.pop(script.stem, None)
