"""Idle time: the speed becomes known, the network is made ready, and closing ends both."""

import time

import pytest
from pytestqt.qtbot import QtBot

from tlstudio.backbone.tree import LayerTree
from tlstudio.features import runtime
from tlstudio.features.runtime.exported import export_path, is_exported
from tlstudio.gui import worker
from tlstudio.gui.idle import IdleWork
from tlstudio.gui.state import AppState
from tlstudio.gui.worker import stop_all

_LONG = 120_000


@pytest.fixture
def idle(state: AppState, qtbot: QtBot) -> IdleWork:
    state.tree = LayerTree("efficientnet_lite0", (), (), 1280)
    return IdleWork(state)


def test_that_the_speed_becomes_known_and_the_network_is_exported(
    idle: IdleWork, state: AppState, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared: list[str] = []

    def note(backbone: str, control: object) -> object:
        prepared.append(backbone)
        yield

    monkeypatch.setattr(runtime, "prepare", note)
    with qtbot.waitSignal(state.speed_changed, timeout=_LONG):
        idle.start()
    assert state.speed
    assert state.speed.backbone == "efficientnet_lite0"
    qtbot.waitUntil(lambda: prepared == ["efficientnet_lite0"])
    assert stop_all(20_000)


def test_that_nothing_begins_before_the_libraries_are_there(idle: IdleWork, state: AppState) -> None:
    before = set(worker._running)
    state.device = "cpu"
    assert worker._running == before


def test_that_closing_ends_a_preparation_at_once(idle: IdleWork, state: AppState, qtbot: QtBot) -> None:
    with qtbot.waitSignal(state.speed_changed, timeout=_LONG):
        idle.start()
    lock = export_path("efficientnet_lite0", 224).with_suffix(".lock")
    qtbot.waitUntil(lock.exists, timeout=_LONG)
    began = time.monotonic()
    idle.stop()
    assert stop_all(20_000)
    assert time.monotonic() - began < 10
    assert not is_exported("efficientnet_lite0", 224)


def test_that_a_network_that_is_not_there_says_nothing(state: AppState, qtbot: QtBot) -> None:
    state.tree = LayerTree("resnet50", (), (), 2048)
    idle = IdleWork(state)
    idle.start()
    assert stop_all(60_000)
    assert state.speed is None
