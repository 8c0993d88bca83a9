"""One core left free: torch's threads in whichever thread computes, and the readers, from this moment on."""

import sys
import threading
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
import torch
from pytestqt.qtbot import QtBot

from tlstudio.foundation import cores
from tlstudio.gui.cores import Cores
from tlstudio.gui.state import AppState
from tlstudio.gui.threads import THREADS, Threads
from tlstudio.gui.worker import Worker
from tlstudio.photos.pool import PhotoPool


@pytest.fixture(autouse=True)
def four_cores(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = torch.get_num_threads()
    monkeypatch.setattr(cores, "usable_cores", lambda: 4)
    monkeypatch.setattr(THREADS, "_usual", None)  # other tests have asked on fewer cores
    torch.set_num_threads(4)
    yield
    THREADS.use(0, 0)
    torch.set_num_threads(before)


def test_that_a_run_under_way_computes_with_fewer_threads_from_its_next_step_on(
    application: object, qtbot: QtBot
) -> None:
    with PhotoPool(workers=4) as pool:
        state = AppState(pool)
        kept = Cores(state)
        seen: list[int] = []
        changed = threading.Event()
        worker = Worker(_computing(seen, changed))
        worker.start()
        qtbot.waitUntil(lambda: seen == [4])
        with qtbot.waitSignal(worker.finished):
            state.leave_core_free = True
            changed.set()
        assert seen == [4, 3]
        assert pool.workers == 3
        state.leave_core_free = False
        assert pool.workers == 4
        assert kept is not None


def _computing(seen: list[int], changed: threading.Event) -> Generator[int, None, None]:
    seen.append(torch.get_num_threads())
    changed.wait(10)
    yield 0
    seen.append(torch.get_num_threads())


@pytest.mark.parametrize(("chosen", "free", "threads"), [(0, 0, 4), (2, 1, 2), (4, 1, 3), (3, 0, 3), (1, 1, 1)])
def test_that_the_chosen_number_counts_unless_a_core_is_to_be_free(chosen: int, free: int, threads: int) -> None:
    wish = Threads()
    wish.follow()
    wish.use(chosen, free)
    wish.follow()
    assert torch.get_num_threads() == threads


def test_that_torchs_own_choice_comes_back() -> None:
    wish = Threads()
    wish.use(1, 0)
    wish.follow()
    wish.use(0, 0)
    wish.follow()
    assert torch.get_num_threads() == 4


def test_that_nothing_is_loaded_only_to_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "torch")
    wish = Threads()
    wish.use(1, 0)
    wish.follow()
    assert "torch" not in sys.modules


def test_that_fewer_readers_than_a_core_less_stay_as_they_are(application: object, photos: Path) -> None:
    with PhotoPool(workers=2) as pool:
        state = AppState(pool)
        state.leave_core_free = True
        kept = Cores(state)
        assert pool.workers == 2
        assert kept is not None
