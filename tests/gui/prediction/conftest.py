"""A finished model of two colours, trained once for all tests of this folder."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import tlstudio


@pytest.fixture(scope="session")
def colours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight green and eight red pictures, in folders named after them."""
    folder = tmp_path_factory.mktemp("colours")
    for index, label in enumerate(("red", "green")):
        (folder / label).mkdir()
        for number in range(8):
            noise = np.random.default_rng([index, number]).integers(0, 60, (48, 48, 3))
            pixels = (noise + np.eye(3)[index] * 150).astype(np.uint8)
            Image.fromarray(pixels).save(folder / label / f"{label}{number}.png")
    return folder


@pytest.fixture(scope="session")
def model(colours: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that tells red from green."""
    out = tmp_path_factory.mktemp("models") / "colours.tlmodel"
    for _event in tlstudio.run(tlstudio.Recipe(photos=str(colours), out=str(out), epochs=10, device="cpu")):
        pass
    return out
