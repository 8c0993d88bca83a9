"""What a project keeps of its runs, how they ended, and how they differ."""

from collections.abc import Callable, Generator
from pathlib import Path

import msgspec
import pytest
from draining import drain

from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Changed, EpochEnded, Event, Finished, Progress, Started
from tlstudio.project.opening import create
from tlstudio.project.project import Project
from tlstudio.project.run_log import logged
from tlstudio.project.run_table import differs_text, end_of, run_lines, runs_as_csv
from tlstudio.project.runs import Noted, Run
from tlstudio.project.settings import Source
from tlstudio.training.recipe import Change, Recipe

STARTED = Started(["a", "b"], 16, 4, "efficientnet_lite0", 1, 2, "cpu", 3, trains=["head"])
FINISHED = Finished("early", 2, 0.75, (0.3, 0.954), 8.0, "m.tlmodel", True)


@pytest.fixture
def project(draw_photos: Callable[..., Path], tmp_path: Path) -> Generator[Project, None, None]:
    with create(tmp_path / "a.tlproject", Source((draw_photos(),))) as made:
        yield made


def epoch(number: int) -> EpochEnded:
    return EpochEnded(number, 3, 0.5, 0.5, 0.5, 0.5, 100.0, seconds=2.0)


def steps(*events: Event, error: Exception | None = None) -> Generator[Event, None, None]:
    yield from events
    if error:
        raise error


def test_that_a_run_that_fails_is_kept_with_its_sentence(project: Project) -> None:
    with pytest.raises(StudioError, match="The disk is full"):
        drain(logged(steps(STARTED, epoch(1), error=StudioError("The disk is full.")), project, Recipe(seed=1)))
    (run,) = project.runs()
    assert (run.failure, run.finished, len(run.epochs)) == ("The disk is full.", None, 1)
    assert end_of(run) == "failed"


def test_that_a_run_that_fails_before_it_starts_is_listed_too(project: Project) -> None:
    with pytest.raises(ZeroDivisionError):
        drain(logged(steps(error=ZeroDivisionError("secret")), project, Recipe()))
    (run,) = project.runs()
    assert (run.failure, run.began) == ("Something unexpected went wrong in the studio itself.", None)


def test_that_a_run_that_was_let_go_is_interrupted_not_failed(project: Project) -> None:
    going = logged(steps(STARTED, epoch(1), epoch(2)), project, Recipe())
    next(going)
    going.close()
    (run,) = project.runs()
    assert (run.failure, end_of(run)) == (None, "interrupted")


def test_that_a_failure_is_told_also_where_the_project_can_keep_no_more(project: Project) -> None:
    going = logged(steps(STARTED, error=StudioError("No photos.")), project, Recipe())
    next(going)
    project.close()
    with pytest.raises(StudioError, match="No photos"):
        drain(going)


def test_that_what_was_changed_on_the_way_stands_in_the_recipe_once(project: Project) -> None:
    planned = Change(1, 2, 1e-4)
    number = project.begin_run(Recipe(changes=(planned,)))
    for event in (STARTED, Changed(1, 2, 1e-4, None), epoch(1), Changed(2, 0, None, 12)):
        project.record(number, event)
    assert project.runs()[0].recipe.changes == (planned, Change(2, 0, None, 12))


def test_that_the_epochs_of_the_run_it_went_on_from_come_first(project: Project) -> None:
    number = project.begin_run(Recipe())
    project.record(number, msgspec.structs.replace(STARTED, before=[epoch(1)]))
    project.record(number, epoch(2))
    (run,) = project.runs()
    assert [each.epoch for each in run.epochs] == [1, 2]
    assert run.seconds == 4.0


def test_that_the_last_note_of_a_run_counts(project: Project) -> None:
    number = project.begin_run(Recipe())
    for note in ("good", "better"):
        project.record(number, Noted(note))
    assert project.runs()[0].note == "better"


def test_that_what_a_newer_studio_kept_of_a_run_is_passed_over(project: Project) -> None:
    number = project.begin_run(Recipe())
    with project._changing() as database:
        database.execute("INSERT INTO run_event (run, event) VALUES (?, ?)", (number, b'{"event": "dreamt", "of": 1}'))
    project.record(number, FINISHED)
    assert project.runs()[0].finished == FINISHED


def test_that_the_table_says_what_each_run_did_otherwise_than_the_one_before() -> None:
    runs = [
        Run(
            1,
            0,
            Recipe(epochs=2),
            "2026-11-21T10:00:00+00:00",
            STARTED,
            (epoch(1),),
            finished=FINISHED,
            note="=SUM(A1)",
        ),
        Run(2, 3, Recipe(epochs=3), "2026-11-21T11:00:00+00:00", failure="No more photos."),
        Run(3, 3, Recipe(epochs=3), "2026-11-21T12:00:00+00:00"),
    ]
    lines = run_lines(runs)
    assert [differs_text(line) for line in lines] == ["", "3 epochs instead of 2", "the same settings"]
    assert [line.end for line in lines] == ["early", "failed", "interrupted"]
    table = runs_as_csv(runs).splitlines()
    assert table[0].startswith(
        "run,revision,started,end,failure,epochs,best_epoch,validation_accuracy,low,high,seconds"
    )
    assert table[1].startswith("1,0,2026-11-21T10:00:00+00:00,early,,1,2,0.75,0.3,0.954,8.0,")
    assert "'=SUM(A1)" in table[1]


def test_that_short_epochs_are_written_together_and_none_is_lost(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[tuple[str, ...]] = []
    record = project.record

    def counting(run: int, *events: Event) -> None:
        written.append(tuple(type(event).__name__ for event in events))
        record(run, *events)

    monkeypatch.setattr(project, "record", counting)
    drain(logged(steps(STARTED, epoch(1), Progress("train", 1, 2), epoch(2), FINISHED), project, Recipe()))
    assert written == [("Started",), ("EpochEnded", "EpochEnded", "Finished")]
    assert [each.epoch for each in project.runs()[0].epochs] == [1, 2]
    monkeypatch.setattr("tlstudio.project.run_log._TOGETHER_SECONDS", 0.0)
    written.clear()
    drain(logged(steps(STARTED, epoch(1), Progress("train", 1, 2), epoch(2), FINISHED), project, Recipe()))
    assert written == [("Started",), ("EpochEnded",), ("EpochEnded",), ("Finished",)]
