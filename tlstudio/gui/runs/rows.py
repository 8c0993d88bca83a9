"""The lines of the list of runs: what waits, the next one first, then what was run, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from tlstudio.gui.runs import wording
from tlstudio.gui.runs.jobs import Runs
from tlstudio.project.run_table import end_of, trial
from tlstudio.project.runs import Run
from tlstudio.training.differences import Trial, difference_text
from tlstudio.training.recipe import Recipe


class Column(IntEnum):
    """What stands where."""

    RUN = 0
    RIGHT = 1
    END = 2
    DIFFERS = 3
    TIME = 4
    BEGAN = 5
    NETWORK = 6
    STRATEGY = 7
    PHOTOS = 8
    REVISION = 9
    MODEL = 10
    NOTE = 11


TITLES = {
    Column.RUN: "Run",
    Column.RIGHT: "Right (95 % interval)",
    Column.END: "End",
    Column.DIFFERS: "Differs in",
    Column.TIME: "Time",
    Column.BEGAN: "Began",
    Column.NETWORK: "Network",
    Column.STRATEGY: "Strategy",
    Column.PHOTOS: "Photos",
    Column.REVISION: "As of change",
    Column.MODEL: "Model",
    Column.NOTE: "Note",
}
TIPS = {
    Column.RIGHT: "How many validation photos were right, and between which bounds that lies when luck is counted in.",
    Column.DIFFERS: "What differs from the run before. Select two runs to see what differs between those.",
    Column.PHOTOS: "Photos to learn from, and photos to check with.",
    Column.REVISION: "The run used the photos and labels as they were after this change of the project.",
}
Key = tuple[float, str]


@dataclass(frozen=True)
class Line:
    """A run, or a recipe that waits at a `place` of the queue; `model` is there while its file is."""

    recipe: Recipe
    trial: Trial
    texts: dict[Column, str]
    keys: dict[Column, Key]
    tip: str
    run: Run | None = None
    place: int | None = None
    model: Path | None = None

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        if self.run:
            return f"run {self.run.number}"
        return "the next run" if self.place == 0 else f"the {self.texts[Column.RUN]} in line"


def lines_of(found: Runs, queue: Sequence[Trial], starting: bool, under_way: str | None) -> tuple[Line, ...]:
    """All lines. `starting`: the first that waits is on its way; `under_way`: the model that a run is on its way to."""
    runs = found.runs
    before = trial(runs[-1]) if runs else None
    ahead = [before, *queue]
    waits = [_waiting_line(each, ahead[place], place, starting) for place, each in enumerate(queue)]
    past = [
        _run_line(run, runs[place - 1] if place else None, found.models, _is_on_its_way(run, under_way))
        for place, run in enumerate(runs)
    ]
    return (*waits, *reversed(past))


def _is_on_its_way(run: Run, model: str | None) -> bool:
    return model is not None and run.began is not None and run.began.model == model


def _waiting_line(waits: Trial, before: Trial | None, place: int, starting: bool) -> Line:
    differs = difference_text(before, waits) if before else wording.NOTHING
    texts = dict.fromkeys(Column, wording.NOTHING) | {
        Column.RUN: wording.place_text(place),
        Column.END: "starts" if starting and place == 0 else "waiting",
        Column.DIFFERS: differs,
        Column.NETWORK: wording.network_text(waits.recipe),
        Column.STRATEGY: wording.strategy_text(waits.recipe),
        Column.NOTE: "",
    }
    keys: dict[Column, Key] = dict.fromkeys(Column, (float(place), ""))
    return Line(waits.recipe, waits, texts, keys, wording.waiting_explanation(differs), place=place)


def _run_line(run: Run, before: Run | None, models: frozenset[str], under_way: bool) -> Line:
    end = run.finished
    model = Path(end.model) if end and end.model and end.model in models else None
    differs = difference_text(trial(before), trial(run)) if before else wording.NOTHING
    texts = {
        Column.RUN: str(run.number),
        Column.BEGAN: wording.when_text(run),
        Column.RIGHT: wording.right_text(run),
        Column.END: wording.end_text(end_of(run), under_way),
        Column.DIFFERS: differs,
        Column.TIME: wording.time_text(run),
        Column.NETWORK: wording.network_text(run.recipe),
        Column.STRATEGY: wording.strategy_text(run.recipe),
        Column.PHOTOS: wording.photos_text(run),
        Column.REVISION: f"{run.revision:,}",
        Column.MODEL: wording.model_text(run, model is not None),
        Column.NOTE: wording.note_text(run),
    }
    keys: dict[Column, Key] = {column: (0.0, text.casefold()) for column, text in texts.items()} | {
        Column.RUN: (run.number, ""),
        Column.BEGAN: (run.number, ""),
        Column.RIGHT: (-1.0 if end is None or end.validation_accuracy is None else end.validation_accuracy, ""),
        Column.TIME: (run.seconds, ""),
        Column.PHOTOS: (run.began.train_photos if run.began else 0, ""),
        Column.REVISION: (run.revision, ""),
    }
    return Line(
        run.recipe, trial(run), texts, keys, wording.explanation(run, differs, model is not None), run, None, model
    )
