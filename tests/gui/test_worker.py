"""The background thread: order, outcome, exceptions, stopping."""

from collections.abc import Generator

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.gui import worker as background
from tlstudio.gui.worker import Worker, stop_all


def _counting(upto: int) -> Generator[int, None, str]:
    yield from range(upto)
    return "done"


def _failing(error: Exception) -> Generator[int, None, None]:
    yield 1
    raise error


def _until_stopped(control: Control) -> Generator[int, None, str]:
    while not control.stopped:
        QThread.msleep(1)
        yield 0
    return "kept"


def test_that_all_events_come_in_order_before_the_result(qtbot: QtBot) -> None:
    worker = Worker(_counting(5000))
    heard: list[object] = []
    worker.events_came.connect(heard.extend)
    worker.succeeded.connect(heard.append)
    with qtbot.waitSignal(worker.finished):
        worker.start()
    assert heard == [*range(5000), "done"]


def test_that_a_burst_of_events_comes_as_few_lists(qtbot: QtBot) -> None:
    worker = Worker(_counting(5000))
    lists: list[list[object]] = []
    worker.events_came.connect(lists.append)
    with qtbot.waitSignal(worker.finished):
        worker.start()
    assert len(lists) < 50


def test_that_a_sentence_for_a_person_arrives_as_it_is(qtbot: QtBot) -> None:
    worker = Worker(_failing(StudioError("The disk is full.")))
    with qtbot.waitSignal(worker.failed) as failed:
        worker.start()
    assert failed.args == ["The disk is full."]


def test_that_any_other_exception_becomes_a_general_sentence_and_goes_to_the_log(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Worker(_failing(ZeroDivisionError("secret detail")))
    with qtbot.waitSignal(worker.failed) as failed:
        worker.start()
    assert "secret" not in failed.args[0]
    assert "secret detail" in caplog.text


def test_that_waiting_delivers_the_outcome_at_once_and_only_once(qtbot: QtBot) -> None:
    control = Control()
    worker = Worker(_until_stopped(control), control=control)
    results: list[str] = []
    worker.succeeded.connect(results.append)
    worker.start()
    assert worker.stop_and_wait(5000)
    assert results == ["kept"]
    qtbot.wait(10)
    assert results == ["kept"]


def test_that_a_worker_is_stopped_when_its_owner_goes(qtbot: QtBot) -> None:
    control, owner = Control(), QObject()
    worker = Worker(_until_stopped(control), parent=owner, control=control)
    with qtbot.waitSignal(worker.finished):
        worker.start()
        owner.deleteLater()
    assert control.stopped


def test_that_all_workers_can_be_stopped_at_once(qtbot: QtBot) -> None:
    controls = [Control(), Control()]
    workers = [Worker(_until_stopped(control), control=control) for control in controls]
    for worker in workers:
        worker.start()
    assert stop_all(5000)
    assert all(worker.isFinished() for worker in workers)


def test_that_a_worker_that_another_one_starts_at_its_end_is_waited_for_too(qtbot: QtBot) -> None:
    first, second = Worker(_counting(1)), Worker(_counting(1))
    first.succeeded.connect(lambda: second.start())
    first.start()
    assert stop_all(5000)
    assert second.isFinished()


def test_that_nobody_has_to_keep_a_worker_alive(qtbot: QtBot) -> None:
    results: list[str] = []
    for _ in range(100):
        worker = Worker(_counting(3))
        worker.succeeded.connect(results.append)
        worker.start()
    del worker
    qtbot.waitUntil(lambda: len(results) == 100)


def test_that_memory_is_given_back_when_nothing_works_any_more(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[bool] = []
    monkeypatch.setattr(background, "RESTING_MILLISECONDS", 50)
    monkeypatch.setattr(background, "give_back", lambda: given.append(not background._running))
    control = Control()
    long, short = Worker(_until_stopped(control), control=control), Worker(_counting(1))
    long.start()
    with qtbot.waitSignal(short.finished):
        short.start()
    qtbot.wait(200)
    assert given == [], "the other one goes on"
    assert stop_all(5000)
    qtbot.waitUntil(lambda: given == [True])
