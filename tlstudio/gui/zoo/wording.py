"""What the zoo says, as plain functions."""

from tlstudio.foundation.events import Progress
from tlstudio.foundation.names import size_text
from tlstudio.gui.training.wording import time_left_text
from tlstudio.gui.zoo.line import Line


def count_text(shown: int, total: int) -> str:
    """`81 of 1,547 networks`."""
    return f"{total:,} networks" if shown == total else f"{shown:,} of {total:,} networks"


def progress_text(name: str, progress: Progress | None) -> str:
    """`Downloading resnet18: 23 MB of 46 MB · about 20 s left`; an import is too short to say more than that."""
    if progress is None or progress.stage != "download":
        return f"Getting {name} ready…"
    amount = size_text(progress.done) + (f" of {size_text(progress.total)}" if progress.total else "")
    return " · ".join(part for part in (f"Downloading {name}: {amount}", time_left_text(progress.seconds_left)) if part)


def choice_text(line: Line | None) -> str:
    """What can be done with the selected network."""
    if line is None:
        return "Choose a network to see what can be done with it."
    if line.state == "own model":
        return f"{line.title} is a model of yours: the next training starts from what it has learned."
    if line.is_here:
        return f"{line.title} is on this computer: it can be used at once."
    return f"{line.title} is not on this computer: download {size_text(line.bytes)}, or import a file that you have."


def stopped_text() -> str:
    """After Cancel."""
    return "Stopped. What has come is kept: the next download goes on from there."
