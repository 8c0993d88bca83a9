"""What is said about a run."""

from datetime import datetime
from pathlib import Path

from tlstudio.foundation.names import printable
from tlstudio.gui.layers.strategies import STRATEGIES
from tlstudio.gui.zoo.line import title_of
from tlstudio.project.runs import Run
from tlstudio.training.recipe import Recipe

NOTHING = "–"
_TITLES = {strategy.key: strategy.title for strategy in STRATEGIES}
_ENDINGS = {"completed": "complete", "early": "got no better", "stopped": "stopped"}


def when_text(run: Run) -> str:
    """`2026-11-21 16:44`, by this computer's clock."""
    return f"{datetime.fromisoformat(run.started).astimezone():%Y-%m-%d %H:%M}"


def network_text(run: Run) -> str:
    """The network that the run started from."""
    return title_of(run.recipe.backbone)


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


def end_text(run: Run, under_way: bool) -> str:
    """Why it ended."""
    if run.finished is None:
        return "under way" if under_way else "interrupted"
    return _ENDINGS[run.finished.reason]


def photos_text(run: Run) -> str:
    """`195 + 49`: photos to learn from, and to check with."""
    return f"{run.began.train_photos:,} + {run.began.validation_photos:,}" if run.began else NOTHING


def model_text(run: Run, is_there: bool) -> str:
    """The name of the model's file."""
    model = run.finished.model if run.finished else None
    if model is None:
        return NOTHING
    return printable(Path(model).name, 80) if is_there else "not there any more"


def explanation(run: Run, is_there: bool) -> str:
    """What there is no room for in the line."""
    photos = (
        f"{run.began.train_photos:,} photos to learn from, {run.began.validation_photos:,} to check with: "
        if run.began
        else "Photos: "
    )
    model = run.finished.model if run.finished else None
    lines = [f"{photos}as they were after change {run.revision} of the project."]
    if model:
        lines.append(f"{printable(model)}{'' if is_there else ' is not there any more.'}")
    return "\n".join(lines)
