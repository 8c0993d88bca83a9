"""What the dataset's tests share: trees of files that begin like photos, and a scan in one call."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from draining import drain

from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import scan
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event

MakeTree = Callable[..., Path]
ScanNow = Callable[..., tuple[Dataset, list[Event]]]


@pytest.fixture
def make_tree(tmp_path: Path) -> MakeTree:
    """Makes files below `tmp_path/photos`, each with a PNG's first bytes and content of its own; returns that folder.

    A name may be given as bytes. `same` maps further names to the name whose content they share.
    """

    def make(*names: str | bytes, same: dict[str, str] | None = None) -> Path:
        root = tmp_path / "photos"
        root.mkdir(exist_ok=True)
        contents = {name: name for name in map(os.fsdecode, names)} | (same or {})
        for name, content in contents.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(b"\x89PNG\r\n\x1a\n" + os.fsencode(content))
        return root

    return make


@pytest.fixture
def scan_now() -> ScanNow:
    """Runs a scan to its end: the dataset and all events."""

    def run(
        photos: Path | tuple[Path, ...], control: Control | None = None, **options: Any
    ) -> tuple[Dataset, list[Event]]:
        return drain(scan(photos, control or Control(), **options))

    return run
