"""The loop, on a network of one layer: which epoch is kept, and what happens when the loss is no number any more."""

from collections.abc import Callable, Generator, Iterator

import pytest
import torch

from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import EpochEnded, Event, Paused, Warned
from tlstudio.training.batches import LabelledBatch
from tlstudio.training.changing import Changes
from tlstudio.training.loop import Learner, fit
from tlstudio.training.optimiser import Schedule
from tlstudio.training.standing import Outcome, Standing
from tlstudio.training.stepping import Forward
from tlstudio.training.watch import Watch


class Points:
    """Two classes on a line; in epoch `bad_from` and later one value is infinite."""

    photos = 8

    def __init__(self, bad_from: int = 10**9) -> None:
        self._bad_from = bad_from

    def epoch(self, epoch: int, start: int = 0) -> Iterator[LabelledBatch]:
        values = torch.linspace(-1, 1, 8)[:, None].clone()
        labels = (values[:, 0] > 0).long()
        if epoch >= self._bad_from:
            values[3] = float("inf")
        yield from (LabelledBatch(values[half], labels[half]) for half in (slice(0, 4), slice(4, 8)))


def a_learner() -> Learner:
    network = torch.nn.Linear(1, 2)
    torch.nn.init.zeros_(network.weight)
    optimiser = torch.optim.SGD(network.parameters(), lr=0.5)
    return Learner(
        network=network,
        forward=Forward(network),
        optimiser=optimiser,
        schedule=Schedule(optimiser, 100),
        moving=frozenset(network.state_dict()),
        classes=2,
        changes=Changes((), 0.5, 2),
        watch=Watch(),
    )


def play(steps: Generator[Event, None, Outcome], control: Control | None = None) -> tuple[list[Event], Outcome]:
    events = []
    while True:
        try:
            events.append(next(steps))
        except StopIteration as end:
            return events, end.value
        if control and control.paused:
            control.stop()


class Acting(Points):
    """Points, before whose first batch of the pass `at` something is done."""

    def __init__(self, act: Callable[[], None], at: int) -> None:
        super().__init__()
        self._act, self._left = act, at

    def epoch(self, epoch: int, start: int = 0) -> Iterator[LabelledBatch]:
        self._left -= 1
        if not self._left:
            self._act()
        yield from super().epoch(epoch, start)


class Mirrored(Points):
    """Points with the labels of the other side: whoever learns the Points gets worse at these."""

    def epoch(self, epoch: int, start: int = 0) -> Iterator[LabelledBatch]:
        yield from (LabelledBatch(batch.inputs, 1 - batch.labels) for batch in super().epoch(epoch, start))


def test_that_the_network_ends_with_the_weights_of_the_best_epoch() -> None:
    learner = a_learner()
    events, outcome = play(fit(learner, Points(), Points(), Standing(6), Control()))
    epochs = [event for event in events if isinstance(event, EpochEnded)]
    best = min(epochs, key=lambda event: event.validation_loss)
    assert outcome.best_epoch == best.epoch
    scores = torch.cat([learner.network(batch.inputs) for batch in Points().epoch(1)])
    labels = torch.cat([batch.labels for batch in Points().epoch(1)])
    assert torch.nn.functional.cross_entropy(scores, labels).item() == pytest.approx(best.validation_loss, abs=1e-6)


def test_that_a_loss_that_is_no_number_in_the_first_epoch_is_an_error_with_advice() -> None:
    with pytest.raises(StudioError, match=r"epoch 1, step 1, at a learning rate of .* probably too high"):
        play(fit(a_learner(), Points(bad_from=1), Points(), Standing(3), Control()))


def test_that_a_loss_that_is_no_number_later_keeps_the_best_epoch() -> None:
    learner = a_learner()
    events, outcome = play(fit(learner, Points(bad_from=3), Points(), Standing(5), Control()))
    assert (outcome.reason, outcome.best_epoch) == ("early", 2)
    assert "epoch 2, the best so far" in next(event.text for event in events if isinstance(event, Warned))
    assert all(torch.isfinite(value).all() for value in learner.network.state_dict().values())


def test_that_a_loss_that_grows_a_thousandfold_ends_the_run() -> None:
    learner = a_learner()
    learner.optimiser.param_groups[0]["initial_lr"] = 1e9
    learner.schedule = Schedule(learner.optimiser, 100, warm_up=0.0, constant=True)
    steps = fit(learner, Points(), Points(), Standing(50), Control())
    with pytest.raises(StudioError, match="too high"):
        play(steps)


def test_that_a_run_ends_when_the_best_epoch_is_as_long_ago_as_patience_allows() -> None:
    learner = a_learner()
    learner.patience = 3
    events, outcome = play(fit(learner, Points(), Mirrored(), Standing(50), Control()))
    epochs = [event for event in events if isinstance(event, EpochEnded)]
    assert (outcome.reason, outcome.best_epoch, len(epochs)) == ("early", 1, 4)


def test_that_a_pause_is_taken_at_the_next_batch_and_a_stop_ends_it() -> None:
    control = Control()
    control.pause()
    events, outcome = play(fit(a_learner(), Points(), Points(), Standing(5), control), control)
    assert [type(event) for event in events] == [Paused]
    assert (outcome.reason, outcome.best_epoch) == ("stopped", None)


def test_that_a_pause_and_a_stop_do_not_wait_for_the_judging_of_an_epoch() -> None:
    control = Control()
    validation = Acting(control.pause, at=2)
    events, outcome = play(fit(a_learner(), Points(), validation, Standing(50), control), control)
    assert isinstance(events[-1], Paused)
    assert (outcome.reason, outcome.best_epoch, len(outcome.epochs)) == ("stopped", 1, 1)


def test_that_a_stop_in_the_judging_of_the_first_epoch_leaves_a_model() -> None:
    control = Control()
    _, outcome = play(fit(a_learner(), Points(), Acting(control.stop, at=1), Standing(50), control))
    assert (outcome.reason, outcome.best_epoch, len(outcome.epochs)) == ("stopped", 1, 1)
