"""What is said about a run, and about those that wait."""

from datetime import datetime
from pathlib import Path

from tlstudio.foundation.names import printable
from tlstudio.gui.layers.strategies import STRATEGIES
from tlstudio.gui.training.wording import duration_text
from tlstudio.gui.zoo.line import title_of
from tlstudio.project.run_table import ENDINGS
from tlstudio.project.runs import Run
from tlstudio.training.recipe import Recipe

NOTHING = "–"
_WAITS = "This waits for its turn. It will use the photos as they are then."
_TITLES = {strategy.key: strategy.title for strategy in STRATEGIES}


def when_text(run: Run) -> str:
    """`2026-11-21 16:44`, by this computer's clock."""
    return f"{datetime.fromisoformat(run.started).astimezone():%Y-%m-%d %H:%M}"


def network_text(recipe: Recipe) -> str:
    """The network that the run starts from."""
    return title_of(recipe.backbone)


def strategy_text(recipe: Recipe) -> str:
    """The strategy as the window calls it."""
    by_hand = recipe.frozen is not None or recipe.freeze or recipe.unfreeze
    return _TITLES["custom" if by_hand else recipe.strategy]


def right_text(run: Run) -> str:
    """`93.5 % (89–96 %)`: how many validation photos were right, and the 95 % interval."""
    end = run.finished
    if end is None or end.validation_accuracy is None or end.validation_interval is None:
        return NOTHING
    low, high = (round(100 * bound) for bound in end.validation_interval)
    return f"{100 * end.validation_accuracy:.1f} % ({low}–{high} %)"


def end_text(end: str, under_way: bool) -> str:
    """Why it ended."""
    return "under way" if under_way else ENDINGS[end]


def time_text(run: Run) -> str:
    """`3 min 20 s`: how long it took, as far as it came."""
    return duration_text(run.seconds) if run.seconds else NOTHING


def photos_text(run: Run) -> str:
    """`195 + 49`: photos to learn from, and to check with."""
    return f"{run.began.train_photos:,} + {run.began.validation_photos:,}" if run.began else NOTHING


def model_text(run: Run, is_there: bool) -> str:
    """The name of the model's file."""
    model = run.finished.model if run.finished else None
    if model is None:
        return NOTHING
    return printable(Path(model).name, 80) if is_there else "not there any more"


def note_text(run: Run) -> str:
    """A person's own words."""
    return printable(run.note, 400)


def place_text(place: int) -> str:
    """`next`, `2nd`, …: the place in the queue, counted from 0."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get((place + 1) % 10 if (place + 1) // 10 != 1 else 0, "th")
    return "next" if place == 0 else f"{place + 1}{ending}"


def queue_text(count: int, held: bool, running: bool) -> str:
    """What a person should know while runs wait."""
    waits = "1 run waits" if count == 1 else f"{count:,} runs wait"
    if held:
        return f"You stopped the training, so the queue is held: {waits} until you press Start Queue."
    if running:
        return f"{waits}: the first begins when the run under way has ended."
    return f"{waits}: the first begins when you press Start Queue, or when the next training has ended."


def waiting_explanation(differs: str) -> str:
    """The same of a recipe that waits."""
    return "\n".join([*_differs_lines(differs), _WAITS])


def _differs_lines(differs: str) -> list[str]:
    return [] if differs == NOTHING else [f"Differs from the run before in: {differs}."]


def explanation(run: Run, differs: str, is_there: bool) -> str:
    """What there is no room for in the line."""
    photos = (
        f"{run.began.train_photos:,} photos to learn from, {run.began.validation_photos:,} to check with: "
        if run.began
        else "Photos: "
    )
    lines = [f"Failed: {printable(run.failure, 1000)}"] if run.failure else []
    lines += _differs_lines(differs)
    lines += [f"{photos}as they were after change {run.revision} of the project."]
    model = run.finished.model if run.finished else None
    if model:
        lines.append(f"{printable(model)}{'' if is_there else ' is not there any more.'}")
    return "\n".join(lines)
