"""Answers from the background: what came too late is not told, and one question is worked on at a time."""

import threading
from collections.abc import Generator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.gui.latest import Latest

Told = list[tuple[object, object]]


class Slow:
    """Answers with the question in capitals once it may; “broken” is refused."""

    def __init__(self) -> None:
        self.may_answer = threading.Event()
        self.begun: list[str] = []

    def __call__(self, question: str, control: Control) -> Generator[object, None, str | None]:
        self.begun.append(question)
        yield None
        while not self.may_answer.wait(0.01):
            if control.stopped:
                return None
        if question == "broken":
            raise StudioError("It is broken.")
        return question.upper()


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def latest(application: QApplication, slow: Slow) -> Latest:
    return Latest(slow)


def test_that_only_the_latest_question_is_answered(latest: Latest, slow: Slow, qtbot: QtBot) -> None:
    told: Told = []
    latest.answered.connect(lambda question, answer: told.append((question, answer)))
    latest.ask("first")
    latest.ask("second")
    latest.ask("third")
    slow.may_answer.set()
    qtbot.waitUntil(lambda: told == [("third", "THIRD")])
    assert slow.begun == ["first", "third"]
    latest.ask("third")
    assert slow.begun == ["first", "third"], "the answer is known"


def test_that_a_refusal_is_told_with_its_question(latest: Latest, slow: Slow, qtbot: QtBot) -> None:
    slow.may_answer.set()
    with qtbot.waitSignal(latest.failed) as failed:
        latest.ask("broken")
    assert failed.args == ["broken", "It is broken."]


def test_that_a_question_taken_back_is_not_answered(latest: Latest, slow: Slow, qtbot: QtBot) -> None:
    told: Told = []
    latest.answered.connect(lambda question, answer: told.append((question, answer)))
    latest.ask("first")
    latest.ask(None)
    slow.may_answer.set()
    latest.ask("first")
    qtbot.waitUntil(lambda: told == [("first", "FIRST")])
