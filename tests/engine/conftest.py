"""What tests of several rooms of the engine share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tlstudio.photos.pool import PhotoPool
from tlstudio.training.recipe import Input, Recipe


@pytest.fixture(scope="module")
def pool() -> Iterator[PhotoPool]:
    """One reader process, for all tests of a file."""
    with PhotoPool(workers=1) as readers:
        yield readers


@pytest.fixture
def recipe(draw_photos: Callable[..., Path], tmp_path: Path) -> Recipe:
    """A short run on drawn photos of two classes, at a small input size, that saves its model."""
    out = str(tmp_path / "out.tlmodel")
    small = Input(size=64)
    return Recipe(photos=str(draw_photos()), out=out, input=small, epochs=3, validation_fraction=0.3, device="cpu")
