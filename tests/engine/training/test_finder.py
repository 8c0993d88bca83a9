"""The search for a learning rate, with real steps on drawn photos."""

from collections.abc import Generator
from pathlib import Path

import msgspec
import pytest
from draining import drain

from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import scan
from tlstudio.features.choice import CacheChoice
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.steps import Steps
from tlstudio.photos.pool import PhotoPool
from tlstudio.training.finder import find_rate
from tlstudio.training.recipe import Recipe, Thaw
from tlstudio.training.tried_rates import FoundRate

SMALL = {"cut": "blocks.2", "batch_size": 8}


def search(recipe: Recipe, pool: PhotoPool, control: Control | None = None) -> Generator[Event, None, FoundRate | None]:
    dataset: Dataset
    assert isinstance(recipe.photos, str)
    dataset, _ = drain(scan(Path(recipe.photos), Control()))
    return find_rate(recipe, dataset, pool, CacheChoice(), control or Control())


@pytest.mark.parametrize(
    "changes",
    [
        {"strategy": "all", "head_start": "random"},
        {"hidden": (8,), "dropout": 0.2, "thaw": (Thaw(2, ("blocks.2",)),), "averaging": 0.9},
    ],
)
def test_that_a_rate_is_found_where_the_loss_falls(recipe: Recipe, pool: PhotoPool, changes: dict[str, object]) -> None:
    found, events = drain(search(msgspec.structs.replace(recipe, **SMALL, **changes), pool))
    assert found.rate
    assert 1e-5 < found.rate < 1
    steps = [event.done for event in events if isinstance(event, Progress) and event.stage == "rates"]
    assert steps[: len(found.tried)] == list(range(len(found.tried)))
    assert found.tried[0].loss > 2 * min(tried.smoothed for tried in found.tried)


def test_that_it_begins_with_a_head_that_a_run_would_fit_first(recipe: Recipe, pool: PhotoPool) -> None:
    recipe = msgspec.structs.replace(recipe, **SMALL, strategy="top")
    fitted, _ = drain(search(recipe, pool))
    at_random, _ = drain(search(msgspec.structs.replace(recipe, head_start="random"), pool))
    assert fitted.tried[0].smoothed < at_random.tried[0].smoothed / 2


def test_that_the_same_seed_finds_the_same(recipe: Recipe, pool: PhotoPool) -> None:
    recipe = msgspec.structs.replace(recipe, **SMALL, dropout=0.2)
    first, second = (drain(search(recipe, pool))[0] for _ in range(2))
    assert first == second


def test_that_no_rate_is_looked_for_where_lbfgs_needs_none(recipe: Recipe, pool: PhotoPool) -> None:
    found, events = drain(search(recipe, pool))
    assert (found.rate, found.tried) == (None, ())
    assert "no learning rate is needed" in found.reason
    assert not any(isinstance(event, Progress) and event.stage == "features" for event in events)


def test_that_it_stops_when_told_and_gives_no_answer(recipe: Recipe, pool: PhotoPool) -> None:
    control = Control()
    recipe = msgspec.structs.replace(recipe, **SMALL)
    tried = []

    def until_stopped() -> Generator[Event, None, FoundRate | None]:
        for event in (going := Steps(search(recipe, pool, control))):
            if isinstance(event, Progress) and event.stage == "rates":
                tried.append(event.done)
                if event.done == 3:
                    control.stop()
            yield event
        return going.result

    assert drain(until_stopped())[0] is None
    assert tried == [0, 1, 2, 3]


def test_that_photos_that_are_gone_are_not_waited_for(recipe: Recipe, pool: PhotoPool) -> None:
    recipe = msgspec.structs.replace(recipe, **SMALL, strategy="all")
    dataset, _ = drain(scan(Path(str(recipe.photos)), Control()))
    for sample in dataset.samples:
        sample.path.unlink()
    with pytest.raises(StudioError, match="None of the training photos could be read"):
        drain(find_rate(recipe, dataset, pool, CacheChoice(), Control()))
