"""What is open: changes are announced, and only changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tlstudio.dataset.sample import Dataset
from tlstudio.gui.state import AppState
from tlstudio.photos.pool import PhotoPool

ANNOUNCED = (
    "photos",
    "backbone",
    "tree",
    "strategy",
    "frozen",
    "model_path",
    "predictor",
    "device",
    "drift",
)


@pytest.fixture
def state(qtbot: QtBot) -> Iterator[AppState]:
    with PhotoPool(workers=1) as pool:
        yield AppState(pool)


def test_that_another_dataset_is_announced_without_comparing_all_of_its_photos(state: AppState) -> None:
    heard: list[object] = []
    state.dataset_changed.connect(heard.append)
    first, equal = Dataset(Path(), (), ()), Dataset(Path(), (), ())
    for dataset in (first, first, equal):
        state.dataset = dataset
    assert [each is first for each in heard] == [True, False]


@pytest.mark.parametrize("name", ANNOUNCED)
def test_that_every_change_is_announced_once(state: AppState, name: str) -> None:
    heard: list[object] = []
    getattr(state, f"{name}_changed").connect(heard.append)
    setattr(state, name, ("new",))
    setattr(state, name, tuple(["new"]))  # noqa: C409 - an equal value that is another object
    assert heard == [("new",)]
    assert getattr(state, name) == ("new",)


def test_that_two_states_share_nothing(state: AppState) -> None:
    other = AppState(state.pool)
    other.frozen = ("conv_stem",)
    assert state.frozen == ()
