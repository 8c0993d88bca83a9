"""One search when a change is over, a few while it goes on, none while nothing changes."""

from tlstudio.dataset.glance import Glance
from tlstudio.gui.project.patience import Patience


def _seen(name: str, settled: bool) -> Glance:
    return Glance(name.encode(), (), 100.0, settled)


def test_that_what_stays_the_same_is_searched_once() -> None:
    patience = Patience(since=50)
    assert [patience.wants_search(_seen("a", settled=True), now) for now in range(5)] == [True, *[False] * 4]


def test_that_a_change_is_searched_when_it_is_over() -> None:
    patience = Patience(since=50)
    patience.wants_search(_seen("a", settled=True), 0)
    assert not patience.wants_search(_seen("half", settled=False), 1)
    assert patience.wants_search(_seen("whole", settled=True), 2)
    assert not patience.wants_search(_seen("whole", settled=True), 3)


def test_that_an_hour_of_copying_is_searched_a_few_times() -> None:
    patience = Patience(since=50)
    patience.wants_search(_seen("a", settled=True), 0)
    searched = [now for now in range(1, 3601) if patience.wants_search(_seen(str(now), settled=False), now)]
    assert searched[:3] == [11, 32, 73]
    assert len(searched) == 10
    assert patience.wants_search(_seen("whole", settled=True), 3601)


def test_that_after_a_calm_the_next_change_is_not_waited_for_longer() -> None:
    patience = Patience(since=50)
    patience.wants_search(_seen("a", settled=True), 0)
    for now in range(1, 100):
        patience.wants_search(_seen(str(now), settled=False), now)
    patience.wants_search(_seen("calm", settled=True), 100)
    searched = [now for now in range(101, 120) if patience.wants_search(_seen(str(now), settled=False), now)]
    assert searched == [111]


def test_that_what_has_not_changed_since_it_was_opened_needs_no_search() -> None:
    patience = Patience(since=200)
    assert not patience.wants_search(_seen("a", settled=True), 0)
    assert patience.wants_search(_seen("b", settled=True), 1)
