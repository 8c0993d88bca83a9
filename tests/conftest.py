"""Fixtures that every room's tests share: a home of its own, and photos drawn on the spot."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tlstudio.foundation.cores import sleep_soon

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sleep_soon()  # as the program does at its start

DrawPhotos = Callable[..., Path]


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The studio's own folders (models, cache, log), empty and apart from the user's, for each test."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("TLSTUDIO_HOME", str(folder))
    return folder


@pytest.fixture
def draw_photos(tmp_path: Path) -> DrawPhotos:
    """Draws `count` small JPEGs per class into `tmp_path/name/…`; each class has its own colour and stripes."""

    def draw(
        classes: tuple[str, ...] = ("red", "green"), count: int = 10, name: str = "photos", size: int = 48
    ) -> Path:
        for index, label in enumerate(classes):
            folder = tmp_path / name / label
            folder.mkdir(parents=True, exist_ok=True)
            for number in range(count):
                Image.fromarray(_striped(index, number, size)).save(folder / f"{label}{number:03}.jpg", quality=95)
        return tmp_path / name

    return draw


def _striped(index: int, number: int, size: int) -> np.ndarray:
    noise = np.random.default_rng([index, number]).integers(0, 60, (size, size, 3))
    pixels = noise + np.eye(3, dtype=int)[index % 3] * 120
    pixels[:: 3 + index] += 40
    return pixels.clip(0, 255).astype(np.uint8)


@pytest.fixture
def draw_scene() -> Callable[..., Image.Image]:
    """Draws a scene of soft blobs and grain, another one for each seed: no more alike than photos are."""

    def draw(seed: int, size: tuple[int, int] = (320, 240)) -> Image.Image:
        coarse = np.random.default_rng(seed).integers(0, 256, (9, 12, 3), dtype=np.uint8)
        fine = np.random.default_rng([seed, 1]).integers(0, 140, (size[1], size[0], 3), dtype=np.uint8)
        blobs, grain = (Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC) for pixels in (coarse, fine))
        return Image.blend(blobs, grain, 0.25)

    return draw


@pytest.fixture
def real_photos() -> Path:
    """The folder of real test photos beside the checkout; the test is skipped where there is none."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs the real photos that lie beside some checkouts in ../shared/data")
    return folder
