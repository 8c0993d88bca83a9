"""Which runs can go on: told without torch, and not while they are under way."""

import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from msgspec.structs import replace

from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import EpochEnded, Finished
from tlstudio.photos.pool import PhotoPool
from tlstudio.pipeline import run
from tlstudio.training.interrupted import LOCK, RUN, Reached, folder_of, forget, resumable
from tlstudio.training.recipe import Recipe


@pytest.fixture
def model(recipe: Recipe) -> Path:
    assert recipe.out
    return Path(recipe.out)


def interrupt(recipe: Recipe, pool: PhotoPool, after: int) -> None:
    """Run with the loop that keeps checkpoints, and interrupt after so many epochs."""
    control = Control()
    for event in run(recipe, control, pool=pool):
        if isinstance(event, EpochEnded) and event.epoch == after:
            control.interrupt()


def test_that_an_interrupted_run_says_how_far_it_came(recipe: Recipe, model: Path, pool: PhotoPool) -> None:
    assert resumable(model) is None
    small = replace(recipe, strategy="top", batch_size=4, cut="blocks.2", epochs=5)
    interrupt(small, pool, 2)
    found = resumable(model)
    assert found is not None
    assert (found.model, found.recipe, found.reached) == (model, small, Reached(3, 5))
    with FileLock(folder_of(model) / LOCK):
        assert resumable(model) is None, "somebody goes on with it"
    assert isinstance(list(run(found.recipe, pool=pool, resume=True))[-1], Finished)
    assert resumable(model) is None


def test_that_a_run_without_a_checkpoint_has_to_begin_again(recipe: Recipe, model: Path, pool: PhotoPool) -> None:
    interrupt(recipe, pool, 1)
    found = resumable(model)
    assert found is not None
    assert found.reached is None


def test_that_a_forgotten_run_is_gone_and_its_model_stays(recipe: Recipe, model: Path, pool: PhotoPool) -> None:
    interrupt(recipe, pool, 1)
    with FileLock(folder_of(model) / LOCK), pytest.raises(StudioError, match="in use"):
        forget(model)
    assert resumable(model) is not None
    forget(model)
    assert not folder_of(model).exists()
    assert model.is_file()
    forget(model)


@pytest.mark.parametrize("text", ["", "{", '{"recipe": {"epochs": 0}, "began": "now"}'])
def test_that_what_cannot_be_read_cannot_go_on(model: Path, text: str) -> None:
    folder_of(model).mkdir()
    (folder_of(model) / RUN).write_text(text)
    assert resumable(model) is None


def test_that_all_of_this_is_told_without_torch(model: Path) -> None:
    script = "import sys; from pathlib import Path; from tlstudio.training.interrupted import resumable as r;"
    script += f"r(Path({str(model)!r})); sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-P", "-c", script], check=True, timeout=60)
