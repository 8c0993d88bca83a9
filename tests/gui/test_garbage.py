"""Reference cycles are collected, and in the window's thread only."""

import gc
import threading
from collections.abc import Generator

from pytestqt.qtbot import QtBot

from tlstudio.gui.garbage import leave_libraries_alone
from tlstudio.gui.worker import Worker

_CYCLES = 20_000


class _Noted:
    """A cycle that notes the thread in which it goes."""

    def __init__(self, threads: list[int]) -> None:
        self._threads = threads
        self._cycle = self

    def __del__(self) -> None:
        self._threads.append(threading.get_ident())


def _leave_cycles(threads: list[int]) -> Generator[int, None, int]:
    yield 0
    for _ in range(_CYCLES):
        _Noted(threads)
    return threading.get_ident()


def test_that_cycles_of_a_background_thread_go_in_the_window_s_thread(application: object, qtbot: QtBot) -> None:
    ended_in: list[int] = []
    made_in: list[object] = []
    worker = Worker(_leave_cycles(ended_in))
    worker.succeeded.connect(made_in.append)
    with qtbot.waitSignal(worker.finished):
        worker.start()
    qtbot.waitUntil(lambda: len(ended_in) == _CYCLES)
    assert set(ended_in) == {threading.get_ident()}
    assert made_in != [threading.get_ident()]


def test_that_what_is_loaded_is_left_alone_once_only(application: object) -> None:
    leave_libraries_alone()
    frozen = gc.get_freeze_count()
    assert frozen
    more = [[number] for number in range(1000)]
    leave_libraries_alone()
    assert gc.get_freeze_count() <= frozen
    assert more
