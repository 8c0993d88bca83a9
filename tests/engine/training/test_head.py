"""A head alone: the solver finds what training in small steps would, and everything around it works as in the loop."""

import itertools
import math
from collections.abc import Generator, Iterator

import pytest
import torch
from draining import drain
from torch.nn.functional import cross_entropy

from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import EpochEnded, Event, Paused, Problem, Progress
from tlstudio.training import head as module
from tlstudio.training.batches import LabelledBatch
from tlstudio.training.head import HeadLearner, Scaling, fit_head
from tlstudio.training.standing import Outcome


class Cloud:
    """Photos of some classes as points around the classes' middles; in memory, or four at a time."""

    def __init__(self, photos: int = 60, classes: int = 3, seed: int = 0, in_memory: bool = True) -> None:
        random = torch.Generator().manual_seed(seed)
        self.labels = torch.arange(photos) % classes
        middles = torch.randn(classes, 6, generator=torch.Generator().manual_seed(99))
        self.inputs = middles[self.labels] + torch.randn(photos, 6, generator=random)
        self.inputs = self.inputs * torch.tensor([1.0, 100.0, 1.0, 0.0, 1.0, 1.0]) + 5
        self.photos = photos
        self.in_memory = in_memory
        self.epochs = 0

    def whole(self) -> LabelledBatch | None:
        return LabelledBatch(self.inputs, self.labels) if self.in_memory else None

    def epoch(self, epoch: int, start: int = 0) -> Iterator[LabelledBatch | Problem]:
        self.epochs += 1
        if self.epochs == 1:
            yield Problem("broken.jpg", "It is cut short.")
        for start in range(0, self.photos, 4):
            yield LabelledBatch(self.inputs[start : start + 4], self.labels[start : start + 4])


def a_head(classes: int = 3) -> torch.nn.Linear:
    torch.manual_seed(5)
    return torch.nn.Linear(6, classes)


def a_fit(
    head: torch.nn.Linear, train: Cloud, validation: Cloud, epochs: int = 40, control: Control | None = None
) -> Generator[Event, None, Outcome]:
    return fit_head(HeadLearner(head, torch.nn.Identity()), train, validation, epochs, control or Control())


def loss_of(head: torch.nn.Linear, part: Cloud) -> float:
    return cross_entropy(head(part.inputs), part.labels).item()


def test_that_the_head_ends_with_the_weights_of_the_epoch_with_the_lowest_validation_loss() -> None:
    head, validation = a_head(), Cloud(30, seed=1)
    outcome, events = drain(a_fit(head, Cloud(), validation))
    epochs = [event for event in events if isinstance(event, EpochEnded)]
    best = min(epochs, key=lambda event: event.validation_loss)
    assert epochs == outcome.epochs
    assert [event.epoch for event in epochs] == list(range(1, len(epochs) + 1))
    assert outcome.best_epoch == best.epoch
    assert loss_of(head, validation) == pytest.approx(best.validation_loss, abs=1e-5)
    assert outcome.best.loss == best.validation_loss
    assert outcome.reason == "completed"


def test_that_the_told_training_loss_is_that_of_the_epochs_own_weights() -> None:
    head, train = a_head(), Cloud()
    outcome, _ = drain(a_fit(head, train, train))
    told = outcome.epochs[outcome.best_epoch - 1]
    assert loss_of(head, train) == pytest.approx(told.train_loss, abs=1e-5)
    assert told.train_loss == pytest.approx(told.validation_loss, abs=1e-5)
    assert told.train_accuracy == told.validation_accuracy > 0.7


def test_that_no_other_head_is_lower_than_the_last_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing that pulls the weights towards zero, the loss must be as low as a plain solver's."""
    monkeypatch.setattr(module, "_PULL", 1e-9)
    train, head = Cloud(60, seed=2), a_head()
    drain(a_fit(head, train, train, 300))
    other = a_head().double()
    solver = torch.optim.LBFGS(other.parameters(), max_iter=2000, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        solver.zero_grad()
        loss = cross_entropy(other(train.inputs.double()), train.labels)
        loss.backward()
        return loss

    solver.step(closure)
    assert loss_of(head, train) == pytest.approx(closure().item(), abs=2e-4)


def test_that_batches_that_are_read_anew_give_the_same_head_and_tell_their_problems() -> None:
    kept, read = a_head(), a_head()
    outcome, events = drain(a_fit(kept, Cloud(), Cloud(30, seed=1), 3))
    other, others = drain(a_fit(read, Cloud(in_memory=False), Cloud(30, seed=1, in_memory=False), 3))
    assert [event.path for event in others if isinstance(event, Problem)] == ["broken.jpg"] * 2
    assert not any(isinstance(event, Problem) for event in events)
    for mine, theirs in zip(outcome.epochs, other.epochs, strict=True):
        assert mine.train_loss == pytest.approx(theirs.train_loss, rel=1e-5)
        assert mine.validation_loss == pytest.approx(theirs.validation_loss, rel=1e-5)


def test_that_pieces_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    one, several = a_head(), a_head()
    drain(a_fit(one, Cloud(), Cloud(30, seed=1), 3))
    monkeypatch.setattr(module, "_ROWS", 7)
    drain(a_fit(several, Cloud(), Cloud(30, seed=1), 3))
    assert torch.allclose(one.weight, several.weight, atol=1e-4)


def test_that_the_solvers_weights_are_the_heads_in_other_words() -> None:
    scaling = Scaling(mean=torch.tensor([1.0, -2.0]), spread=torch.tensor([0.5, 10.0]))
    weight, bias = torch.tensor([[1.0, 2.0], [3.0, -4.0], [0.0, 1.0]]), torch.tensor([0.1, 0.2, 0.3])
    point = scaling.point(weight, bias)
    photo = torch.tensor([3.0, 7.0])
    standardised = (photo - scaling.mean) / scaling.spread
    assert torch.allclose(scaling.scaled(point) @ standardised + point[-3:], weight @ photo + bias)
    again = scaling.head(point)
    assert torch.allclose(again[0], weight)
    assert torch.allclose(again[1], bias, atol=1e-6)


@pytest.mark.parametrize(("photos", "classes"), [(2, 2), (5, 5), (300, 100)])
def test_that_a_photo_or_a_few_per_class_are_enough(photos: int, classes: int) -> None:
    train = Cloud(photos, classes)
    outcome, _ = drain(a_fit(a_head(classes), train, train))
    assert outcome.best.loss < 0.75 * math.log(classes)


def test_that_values_that_are_no_numbers_are_an_error_with_advice() -> None:
    train = Cloud()
    train.inputs[3, 2] = float("inf")
    with pytest.raises(StudioError, match=r"no numbers.*Choose another network"):
        drain(a_fit(a_head(), train, train))


def test_that_a_head_whose_photos_vanish_while_they_are_read_asks_and_ends_in_words_without_any() -> None:
    train = Cloud(in_memory=False)
    read = train.epoch

    def vanishing(epoch: int, start: int = 0) -> Iterator[LabelledBatch | Problem]:
        if train.epochs == 2:
            yield from [Problem("gone.jpg", "The file is no longer there.", "missing")] * train.photos
            train.photos = 0
        yield from read(epoch)

    train.epoch = vanishing  # type: ignore[method-assign]
    events = []
    with pytest.raises(StudioError, match="Too few photos can still be read"):
        events.extend(a_fit(a_head(), train, Cloud(30, seed=1)))


def test_that_a_stop_keeps_the_best_epoch_and_a_stop_at_once_keeps_nothing() -> None:
    control, head, before = Control(), a_head(), a_head()
    steps = a_fit(head, Cloud(), Cloud(30, seed=1), control=control)
    while not isinstance(next(steps), EpochEnded):
        pass
    control.stop()
    outcome, rest = drain(steps)
    assert rest == []
    assert (outcome.reason, outcome.best_epoch) == ("stopped", 1)
    assert loss_of(head, Cloud(30, seed=1)) == pytest.approx(outcome.best.loss, abs=1e-5)
    outcome, _ = drain(a_fit(before, Cloud(), Cloud(), control=control))
    assert (outcome.reason, outcome.best_epoch) == ("stopped", None)
    assert torch.equal(before.weight, a_head().weight)


def test_that_a_pause_is_taken_and_long_looks_tell_how_far_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.Pace, "due", lambda pace: True)
    control = Control()
    steps = a_fit(a_head(), Cloud(in_memory=False), Cloud(), 2, control)
    told = itertools.takewhile(lambda event: not isinstance(event, EpochEnded), steps)
    progress = [event for event in told if isinstance(event, Progress)]
    assert {(event.stage, event.total, event.epoch) for event in progress} == {("train", 60, 1)}
    assert [event.done for event in progress[:3]] == [4, 8, 12]
    control.pause()
    assert isinstance(next(steps), Paused)
    control.stop()
