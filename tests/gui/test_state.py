"""What is open: changes are announced, and only changes."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tlstudio.gui.state import AppState
from tlstudio.photos.pool import PhotoPool

ANNOUNCED = (
    "photos",
    "dataset",
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
