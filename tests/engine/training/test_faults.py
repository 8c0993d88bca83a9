"""What goes wrong in the middle of a run, on a network of two layers: the run goes on, or says why it cannot."""

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from draining import drain
from torch import Tensor, nn

from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError, UsageError
from tlstudio.foundation.events import EpochEnded, Event, Paused, Problem, Progress, Resumed, Warned
from tlstudio.foundation.pace import Stopwatch
from tlstudio.training.batches import LabelledBatch, split_batches
from tlstudio.training.changing import Changes
from tlstudio.training.checkpoint import read_checkpoint
from tlstudio.training.loop import Learner, fit
from tlstudio.training.optimiser import Schedule
from tlstudio.training.recipe import Recipe
from tlstudio.training.resuming import ResumeFolder, folder_of
from tlstudio.training.standing import Outcome, Standing
from tlstudio.training.stepping import Forward, device_errors_in_words
from tlstudio.training.watch import Watch

PHOTOS = 40
GONE = Problem("lost.jpg", "The file is no longer there: put it back, or look through the folder again.", "missing")


class Points:
    """Two classes of points, `size` to a batch; `lost` of them are found to be gone when the second epoch begins."""

    def __init__(self, size: int = 8, count: int = PHOTOS, lost: int = 0) -> None:
        self.photos = count
        self._size = size
        self._lost = lost
        generator = torch.Generator().manual_seed(1)
        self._values = torch.randn(count, 3, generator=generator)
        self._labels = (self._values.sum(1) > 0).long()

    def epoch(self, epoch: int, start: int = 0) -> Iterator[LabelledBatch | Problem]:
        lost, self._lost = (self._lost, 0) if epoch > 1 else (0, self._lost)
        yield from [GONE] * lost
        self.photos -= lost
        for piece in split_batches(range(start, self.photos), self._size):
            yield LabelledBatch(self._values[list(piece)], self._labels[list(piece)], piece[-1] + 1)

    def whole(self) -> None:
        return None


def a_learner(part: Callable[[nn.Module], nn.Module] = lambda network: network, norm: bool = False) -> Learner:
    torch.manual_seed(3)
    network = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4) if norm else nn.Tanh(), nn.Linear(4, 2))
    optimiser = torch.optim.AdamW(network.parameters(), lr=0.05)
    return Learner(
        network=network,
        forward=Forward(part(network)),
        optimiser=optimiser,
        schedule=Schedule(optimiser, 100),
        moving=frozenset(network.state_dict()),
        classes=2,
        changes=Changes((), 0.05, 5),
        watch=Watch(),
    )


def play(learner: Learner, train: Points, control: Control | None = None, **rest: Any) -> tuple[list[Event], Outcome]:
    """Three epochs; every question is answered with yes."""
    control = control or Control()
    events = []
    steps = fit(learner, train, Points(), Standing(3), control, **rest)
    while True:
        try:
            events.append(next(steps))
        except StopIteration as end:
            return events, end.value
        if isinstance(events[-1], Paused):
            control.resume()


def said(events: list[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, Warned)]


def weights(learner: Learner) -> Tensor:
    return torch.cat([value.flatten() for value in learner.network.state_dict().values() if value.is_floating_point()])


class _Failing(torch.autograd.Function):
    """Fails on the way back."""

    @staticmethod
    def forward(context: Any, values: Tensor) -> Tensor:
        return values.clone()

    @staticmethod
    def backward(context: Any, *slopes: Tensor) -> Tensor:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")


class Tight(nn.Module):
    """Runs the network; has no room for more than `most` photos at a time once it has run `after` times."""

    def __init__(self, network: nn.Module, where: str, most: int = 4, after: int = 2) -> None:
        super().__init__()
        self.network, self.where, self.most, self.left = network, where, most, after

    def forward(self, inputs: Tensor) -> Tensor:
        self.left -= torch.is_grad_enabled()
        scores: Tensor = self.network(inputs)
        if self.left >= 0 or len(inputs) <= self.most or not torch.is_grad_enabled():
            return scores
        if self.where == "forward, on a GPU":
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        if self.where == "forward, on the processor":
            torch.empty(2**60, dtype=torch.uint8)
        return _Failing.apply(scores)  # type: ignore[no-any-return]


@pytest.mark.parametrize("where", ["forward, on a GPU", "forward, on the processor", "backward"])
def test_that_a_step_that_has_no_memory_is_done_in_halves_with_the_same_result(where: str) -> None:
    undisturbed, learner = a_learner(), a_learner(lambda network: Tight(network, where))
    play(undisturbed, Points())
    events, outcome = play(learner, Points())
    torch.testing.assert_close(weights(learner), weights(undisturbed), rtol=1e-5, atol=1e-6)
    assert learner.schedule.used == undisturbed.schedule.used
    assert outcome.reason == "completed"
    assert said(events) == [
        "Memory ran out, so each batch is computed in 2 parts from now on. The result stays that of the whole batch, "
        "except for batch norms that learn; it only takes longer."
    ]


def test_that_each_halving_is_told_once_and_the_end_of_it_is_a_sentence() -> None:
    events, _ = play(a_learner(lambda network: Tight(network, "backward", most=2)), Points())
    assert [text.split(" from now on")[0] for text in said(events)] == [
        "Memory ran out, so each batch is computed in 2 parts",
        "Memory ran out, so each batch is computed in 4 parts",
    ]
    with pytest.raises(StudioError, match=r"not enough memory to train on even two photos.* Freeze more layers"):
        play(a_learner(lambda network: Tight(network, "backward", most=1)), Points())


def test_that_a_step_that_failed_half_way_does_not_count_for_batch_norms() -> None:
    disturbed = a_learner(lambda network: Tight(network, "backward", after=0), norm=True)
    in_halves = a_learner(norm=True)
    in_halves.forward.parts = 2
    play(disturbed, Points())
    play(in_halves, Points())
    assert torch.equal(weights(disturbed), weights(in_halves))
    counted = disturbed.network.state_dict()["1.num_batches_tracked"]
    assert counted == in_halves.network.state_dict()["1.num_batches_tracked"]


GPU_LOST = r"^The GPU has failed and cannot be used .* start again and go on, on the GPU or on the processor\.$"


def test_that_a_gpu_that_fails_in_a_step_ends_the_run_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(self: Forward, batch: LabelledBatch) -> Any:
        raise RuntimeError("CUDA error: an illegal memory access was encountered")

    monkeypatch.setattr(Forward, "backward", lost)
    with pytest.raises(StudioError, match=GPU_LOST):
        play(a_learner(), Points())


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (RuntimeError("CUDA error: unspecified launch failure"), GPU_LOST),
        (torch.OutOfMemoryError("CUDA out of memory."), r"^There is not enough memory for this training\. Freeze more"),
    ],
)
def test_that_what_a_gpu_refuses_between_two_steps_is_said_in_words_too(error: RuntimeError, sentence: str) -> None:
    with pytest.raises(StudioError, match=sentence), device_errors_in_words():
        raise error
    with pytest.raises(RuntimeError, match="another matter"), device_errors_in_words():
        raise RuntimeError("another matter")


@pytest.mark.parametrize("rate", [1e38, float("inf")])
def test_that_a_learning_rate_out_of_all_bounds_ends_the_run_with_advice(rate: float) -> None:
    learner = a_learner()
    learner.optimiser = torch.optim.SGD(learner.network.parameters(), lr=rate)
    learner.schedule = Schedule(learner.optimiser, 100, warm_up=0.0, constant=True)
    with pytest.raises(StudioError, match=r"^The loss ran away in epoch 1, step \d, at a .* a tenth of it\.$"):
        play(learner, Points())


def test_that_nine_photos_in_batches_of_eight_are_trained_on_with_batch_norm() -> None:
    events, _ = play(a_learner(norm=True), Points(size=8, count=9))
    assert sum(isinstance(event, EpochEnded) for event in events) == 3


def test_that_a_few_lost_photos_are_told_and_nobody_is_asked() -> None:
    events, outcome = play(a_learner(), Points(lost=2), Control(attended=True))
    assert [event for event in events if not isinstance(event, Progress | EpochEnded)] == [GONE, GONE]
    assert outcome.reason == "completed"


MANY_GONE = "3 of 40 training photos cannot be read any more."


def test_that_the_run_asks_once_when_more_than_a_twentieth_is_lost() -> None:
    events, outcome = play(a_learner(), Points(lost=4), Control(attended=True))
    question = Paused(f"{MANY_GONE} Are their folder and drive still there? Go on without them?", asks=True)
    assert [event for event in events if isinstance(event, Paused | Resumed)] == [question, Resumed()]
    assert outcome.reason == "completed"


def test_that_a_run_that_nobody_watches_says_that_many_are_lost_and_goes_on() -> None:
    events, outcome = play(a_learner(), Points(lost=4))
    assert said(events) == [f"{MANY_GONE} The run goes on."]
    assert outcome.reason == "completed"


def test_that_a_run_that_has_lost_all_its_photos_ends_in_words() -> None:
    with pytest.raises(StudioError, match=r"^Too few photos can still be read .* the last checkpoint is kept\.$"):
        play(a_learner(), Points(lost=PHOTOS))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "model.tlmodel"


REFUSALS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EIO: "the disk reports an error",
    errno.EROFS: "the disk is read-only",
}


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], None]:
    """`refuse("write", number)`: from now on every such call fails with that error."""

    def from_now_on(call: str, number: int) -> None:
        def refused(*arguments: object, **rest: object) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(os, call, refused)

    return from_now_on


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
@pytest.mark.parametrize("number", REFUSALS)
def test_that_a_disk_that_refuses_a_checkpoint_leaves_the_last_one_as_it_was(
    out: Path, refuse: Callable[[str, int], None], call: str, number: int
) -> None:
    learner, standing = a_learner(), Standing(3)
    with ResumeFolder(out, Control()) as place:
        drain(place.keep(learner, standing))
        kept = {path: path.read_bytes() for path in place.folder.iterdir()}
        standing.epoch = 2
        refuse(call, number)
        _, events = drain(place.keep(learner, standing))
        assert {path: path.read_bytes() for path in place.folder.iterdir()} == kept
    assert said(events)[0].startswith("No checkpoint could be kept. Cannot write ")
    assert REFUSALS[number] in said(events)[0]
    assert "Nothing that was there before has been changed. The run goes on." in said(events)[0]


def test_that_a_full_disk_pauses_the_run_once_and_says_how_much_is_missing(
    out: Path, refuse: Callable[[str, int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    control = Control(attended=True)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=300))
    with ResumeFolder(out, control, every=0.0) as place:
        refuse("write", errno.ENOSPC)
        events, outcome = play(a_learner(), Points(), control, keeper=place)
    (question,) = [event for event in events if isinstance(event, Paused)]
    assert question.asks
    assert "the disk is full: " in question.reason
    assert " kB needed, 300 bytes free. Free some space" in question.reason
    assert question.reason.endswith("Go on all the same?")
    assert (outcome.reason, list(place.folder.glob(".*.part"))) == ("completed", [])


def test_that_a_class_taken_away_since_is_noticed_before_a_run_goes_on(
    out: Path, draw_photos: Callable[..., Path]
) -> None:
    from tlstudio.dataset.scan import scan

    photos, recipe = draw_photos(("red", "green", "blue"), 3), Recipe(photos="photos", out=str(out))
    with ResumeFolder(out, Control()) as place:
        drain(place.begin(recipe))
        place.check(recipe, drain(scan(photos, Control()))[0])
    shutil.rmtree(photos / "blue")
    with ResumeFolder(out, Control()) as place:
        place.take_up(recipe)
        with pytest.raises(
            UsageError, match=r"labels or their split have changed .* Bring them back, or begin anew\.$"
        ):
            place.check(recipe, drain(scan(photos, Control()))[0])


class Clock:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        self.now += 0.01
        return self.now


def test_that_hours_asleep_do_not_count_as_work(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", clock)
    watch = Stopwatch()
    for piece in range(50):
        clock.now += 6 * 3600 if piece == 20 else 1
        watch.lap()
    assert watch.seconds == pytest.approx(50, abs=2)


def test_that_time_left_is_right_after_hours_asleep(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", clock)
    steps = fit(a_learner(), Points(), Points(), Standing(3), Control())
    left = []
    for number, event in enumerate(steps):
        clock.now += 6 * 3600 if number == 8 else 0.5
        left += [event.seconds_left] if isinstance(event, Progress) else []
    assert len(left) > 10
    assert all(seconds is not None and seconds < 60 for seconds in left)


def test_that_a_calendar_that_jumps_moves_no_checkpoint(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jumps = iter(range(10**9))
    monkeypatch.setattr(time, "time", lambda: 1.7e9 + (-1) ** next(jumps) * 1e9)
    monkeypatch.setattr("tlstudio.training.resuming._LEAST_PAUSES", 0)
    with ResumeFolder(out, Control(), every=0.0) as place:
        events, outcome = play(a_learner(), Points(), keeper=place)
        assert read_checkpoint(folder_of(out) / "checkpoint").state.epoch == 3
    assert (outcome.reason, said(events)) == ("completed", [])
    with ResumeFolder(out, Control(), every=3600.0) as place:
        assert not place.due()
