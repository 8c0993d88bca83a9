"""Paths as text: exact, and the same however they are asked for."""

import os
from pathlib import Path

import pytest

from tlstudio.project.names import path_as_text, path_from_text, seen_from

BASE = Path(os.path.abspath("/photos/of mine"))  # noqa: PTH100 - with a drive where there are drives


@pytest.mark.parametrize(
    "path",
    [
        BASE / "ants" / "a.jpg",
        BASE / "50 %" / "ä & b.jpg",
        BASE / os.fsdecode(b"caf\xe9.jpg"),
        BASE.parent / "of mine too" / "a.jpg",
        BASE.parent / "a.jpg",
    ],
)
def test_that_a_path_comes_back_as_it_was(path: Path) -> None:
    text = seen_from(BASE, path)
    assert path_from_text(text, BASE) == path
    assert text == path_as_text(path.relative_to(BASE) if path.is_relative_to(BASE) else path)
    text.encode()
