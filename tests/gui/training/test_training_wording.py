"""What the training panel says."""

import pytest
from msgspec.structs import replace

from tlstudio.foundation.events import Changed, EpochEnded, Finished, Progress, Started
from tlstudio.gui.training.wording import (
    caveat_text,
    changes_text,
    duration_text,
    progress_text,
    result_text,
    started_text,
    time_left_text,
)


def _finished(**changes: object) -> Finished:
    values: dict[str, object] = {
        "reason": "completed",
        "best_epoch": 7,
        "validation_accuracy": 0.9542,
        "validation_interval": (0.909, 0.978),
        "seconds": 8.4,
        "model": "/models/bees 2026.tlmodel",
        "frozen_unchanged": True,
    }
    return Finished(**(values | changes))


def test_that_progress_says_epoch_amount_and_time_left() -> None:
    progress = Progress("features", done=128, total=400, seconds_left=118.0)
    assert (
        progress_text(progress, None)
        == "Running the frozen layers once per photo · 128 of 400 photos · about 2 min left"
    )
    assert progress_text(Progress("train", done=1, total=7, epoch=3), 10).startswith("Epoch 3 of 10 · 1 of 7")


@pytest.mark.parametrize(
    ("speed", "memory", "said"),
    [
        (None, None, ""),
        (212.4, 1_430_000_000, " · 212 photos a second · 1.4 GB of memory"),
        (0.42, 640_000_000, " · 0.4 photos a second · 640 MB of memory"),
    ],
)
def test_that_progress_says_how_fast_and_how_large(speed: float | None, memory: int | None, said: str) -> None:
    progress = Progress("train", done=1, total=7, epoch=3, photos_per_second=speed)
    assert progress_text(progress, 10, memory) == f"Epoch 3 of 10 · 1 of 7 photos{said}"


def test_that_changes_say_where_they_were_made() -> None:
    changes = [Changed(4, 2, 4e-4, 6), Changed(5, 0, None, 1200)]
    assert changes_text(changes) == (
        "Changed in epoch 4: learning rate 0.0004, 6 epochs in all; in epoch 5: 1,200 epochs in all."
    )
    assert changes_text([]) == ""


def test_that_a_run_that_goes_on_says_after_which_epoch() -> None:
    started = Started(["a", "b"], 16, 4, "tiny", 1, 2, "cpu", 9)
    before = [EpochEnded(number, 9, 1.0, 0.5, 1.0, 0.5, 100.0) for number in (1, 2)]
    assert started_text(started).startswith("2 classes · 16 photos")
    assert started_text(replace(started, before=before)).startswith("Goes on after epoch 2 · 2 classes · 16 photos")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, ""), (1.0, ""), (12.0, "about 10 s left"), (118.0, "about 2 min left"), (9000.0, "about 2.5 h left")],
)
def test_that_time_left_is_rounded_to_what_can_be_known(seconds: float | None, text: str) -> None:
    assert time_left_text(seconds) == text


def test_that_the_result_says_how_good_how_sure_and_where_it_is_kept() -> None:
    assert result_text(_finished(), 153) == (
        "95.4 % of 153 validation photos right (95 % interval 91–98 %) · frozen layers unchanged, bit for bit"
        " · kept as bees 2026.tlmodel"
    )


def test_that_the_result_counts_only_validation_photos_that_could_be_read() -> None:
    assert result_text(_finished(validation_photos=140, left_out=13), 153).startswith("95.4 % of 140 validation photos")


def test_that_the_end_counts_the_photos_that_could_not_be_read() -> None:
    assert "did not take part" not in caveat_text(_finished())
    assert "1 photo could not be read and did not take part." in caveat_text(_finished(left_out=1))
    assert "1,200 photos could not be read and did not take part." in caveat_text(_finished(left_out=1200))


def test_that_a_broken_promise_about_frozen_layers_is_said_loudly() -> None:
    assert "FROZEN LAYERS HAVE CHANGED" in result_text(_finished(frozen_unchanged=False), 153)
    assert "frozen" not in result_text(_finished(frozen_unchanged=None), 153)


def test_that_the_caveat_names_the_epoch_and_how_it_was_chosen() -> None:
    text = caveat_text(_finished(reason="early"))
    assert "epoch 7 is kept" in text
    assert "flatters" in text
    assert "flatters" not in caveat_text(_finished(used_to_choose=False))


def test_that_a_run_stopped_too_soon_claims_no_model() -> None:
    nothing = _finished(reason="stopped", model=None, best_epoch=None, validation_accuracy=None)
    assert "no model" in result_text(nothing, 153)
    assert caveat_text(nothing) == ""


@pytest.mark.parametrize(("seconds", "text"), [(0.2, "1 s"), (8.4, "8 s"), (200, "3 min 20 s"), (3900, "1 h 5 min")])
def test_that_durations_read_naturally(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


@pytest.mark.parametrize(("kept", "said"), [(0, ""), (212, " · 212 from the cache"), (398, " · all from the cache")])
def test_that_progress_says_what_comes_from_the_cache(kept: int, said: str) -> None:
    text = progress_text(Progress("features", 300, 398, from_cache=kept, seconds_left=20), None)
    assert text == f"Running the frozen layers once per photo · 300 of 398 photos{said} · about 20 s left"
