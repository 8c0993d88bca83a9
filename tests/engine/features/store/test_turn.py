"""Two studios that want the same features: each is computed once, and nobody waits for the dead."""

import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from draining import drain

from tlstudio.features.key import GroupKey
from tlstudio.features.store import Group, Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Progress, Warned

KeyFor = Callable[..., GroupKey]
Of = Callable[..., Any]
Start = Callable[..., Any]
HOLD = """
    group = Store().group(key_for())
    for _ in range(1):
        steps = group.wait_for_turn(Control(), lambda: 1)
        try:
            next(steps)
        except StopIteration as end:
            turn = end.value
    assert turn.alone
    print("holding", flush=True)
    for line in sys.stdin:
        first, last = map(int, line.split())
        group.add(keys_of(range(first, last)), values_of(range(first, last)))
        group.flush()
        print("added", flush=True)
"""
FILL = """
    group, keys, computed = Store().group(key_for()), keys_of(range(60)), 0
    def missing():
        return int((~group.present(keys)).sum())
    steps = group.wait_for_turn(Control(), missing)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            turn = end.value
            break
    with turn:
        for number in range(60):
            if not group.present(keys[number : number + 1])[0]:
                group.add(keys[number : number + 1], values_of([number]))
                computed += 1
                time.sleep(0.005)
                if number % 10 == 9:
                    group.flush()
        group.flush()
    print(computed)
"""


@pytest.fixture
def group(key_for: KeyFor) -> Group:
    return Store().group(key_for())


@pytest.fixture
def holder(start: Start) -> Generator[Any, None, None]:
    """Another program whose turn it is; a line "first last" makes it add these records."""
    process = start(HOLD)
    assert process.stdout.readline() == "holding\n"
    yield process
    process.kill()
    process.communicate()


def test_that_there_is_no_wait_when_nobody_else_fills(group: Group) -> None:
    for _ in range(2):
        turn, events = drain(group.wait_for_turn(Control(), lambda: 5))
        assert (turn.alone, events) == (True, [])
        with turn:
            pass


def test_that_one_waits_for_what_the_other_computes_and_takes_it(
    group: Group, holder: Any, keys_of: Of, values_of: Of
) -> None:
    keys = keys_of(range(20))
    steps = group.wait_for_turn(Control(), lambda: int((~group.present(keys)).sum()))
    assert isinstance(next(steps), Warned)
    for line in ("0 15", "15 20"):
        print(line, file=holder.stdin, flush=True)
        assert holder.stdout.readline() == "added\n"
        if line == "0 15":
            assert next(steps) == Progress("features", 15, 20)
    turn, events = drain(steps)
    assert (turn.alone, events) == (False, [Progress("features", 20, 20)])
    out = np.empty((20, 50), np.float32)
    assert group.read_into(keys, out).all()
    assert np.array_equal(out, values_of(range(20)))


def test_that_the_turn_of_a_killed_program_passes_on(group: Group, holder: Any) -> None:
    steps = group.wait_for_turn(Control(), lambda: 5)
    assert "Another studio is computing the same features" in next(steps).text
    holder.kill()
    turn, events = drain(steps)
    assert (turn.alone, events) == (True, [])


def test_that_one_goes_on_when_nothing_comes_from_the_other(group: Group, holder: Any) -> None:
    before = time.monotonic()
    turn, events = drain(group.wait_for_turn(Control(), lambda: 5, patience=0.5))
    assert not turn.alone
    assert [type(event) for event in events] == [Warned]
    assert 0.5 <= time.monotonic() - before < 5


def test_that_waiting_ends_when_one_is_stopped_or_lacks_nothing(group: Group, holder: Any) -> None:
    control = Control()
    steps = group.wait_for_turn(control, lambda: 5)
    next(steps)
    control.stop()
    assert not drain(steps)[0].alone
    assert not drain(group.wait_for_turn(Control(), lambda: 0))[0].alone


def test_that_where_nothing_can_be_written_one_does_not_wait(key_for: KeyFor, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    turn, events = drain(Store(tmp_path / "file").group(key_for()).wait_for_turn(Control(), lambda: 5))
    assert (turn.alone, events) == (False, [])


def test_that_three_programs_at_once_compute_each_record_once(
    group: Group, start: Start, finish: Callable[..., str], keys_of: Of, values_of: Of
) -> None:
    programs = [start(FILL) for _ in range(3)]
    assert sum(int(finish(program)) for program in programs) == 60
    assert [info.records for info in Store().groups()] == [60]
    out = np.empty((60, 50), np.float32)
    assert group.read_into(keys_of(range(60)), out).all()
    assert np.array_equal(out, values_of(range(60)))
