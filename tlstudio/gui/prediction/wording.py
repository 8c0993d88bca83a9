"""What the prediction panel says."""

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tlstudio.backbone.heads import head_parts
from tlstudio.foundation.names import printable
from tlstudio.gui.prediction.table_order import Group
from tlstudio.gui.training.wording import time_left_text
from tlstudio.prediction.answer import Answer

if TYPE_CHECKING:
    from tlstudio.prediction.predictor import Predictor

NO_MODEL = "No model yet. Train one, or open one with File › Open Model…"
DROP_HERE = "Drop a picture here, or a folder of pictures.\n\nClick to choose files."
DROP_LATER = "When there is a model, drop a picture here to see what it is."
TRAIN_FIRST = "There is no model to ask yet. Train one, or open one with File › Open Model…"
NOTHING_USABLE = "Only pictures on this computer can be dropped: save the picture first, then drop its file here."
OPENING = "Opening the model…"
LOOKING = "Looking…"
NEITHER = "Neither"
NO_MEMORY = (
    "It never says “neither”, as it remembers none of its training photos: it was made by an older studio, or its run "
    "was interrupted. Train it again."
)
EMPTY_FOLDER = "There are no files in this folder."
_CLASSES_NAMED = 4
_CLASSES_IN_TOOL_TIP = 200


def answer_text(answer: Answer, most: int = 200) -> str:
    """The class by its name, or that it is none of them."""
    return NEITHER if answer.label is None else printable(answer.label, most)


def model_text(predictor: "Predictor") -> str:
    """`ants, bees · efficientnet_lite0 · 95.4 % of 153 validation photos right (95 % interval 91–98 %)`.

    Behind the network stands what its head has more than usual: `cut behind blocks.4 · 64 hidden units`.
    """
    summary = predictor.summary
    low, high = (round(100 * bound) for bound in summary.validation_interval)
    accuracy = (
        f"{100 * summary.validation_accuracy:.1f} % of {summary.validation_photos} validation photos right"
        f" (95 % interval {low}–{high} %)"
    )
    network = " · ".join((printable(summary.backbone, 60), *head_parts(summary.head)))
    return f"{classes_text(predictor.classes)} · {network} · {accuracy}"


def classes_text(classes: tuple[str, ...]) -> str:
    """The first few classes by name, the rest as a number."""
    named = ", ".join(printable(label, 40) for label in classes[:_CLASSES_NAMED])
    rest = len(classes) - _CLASSES_NAMED
    return f"{named} and {rest} more" if rest > 0 else named


def model_tool_tip(predictor: "Predictor") -> str:
    """All classes, and why it never says “neither” where that is so."""
    classes = classes_tool_tip(predictor.classes)
    return classes if predictor.reference else f"<p>{classes}</p><p>{html.escape(NO_MEMORY)}</p>"


def classes_tool_tip(classes: tuple[str, ...]) -> str:
    """All classes by name; tool tips are rich text, so strangers' names are escaped."""
    return html.escape(", ".join(printable(label, 60) for label in classes[:_CLASSES_IN_TOOL_TIP]))


def group_text(group: Group) -> str:
    """What answers of a group are called."""
    if group.kind == "class":
        return printable(group.label, 40)
    return group.kind.capitalize()


def counts_text(counts: Sequence[tuple[Group, int]]) -> str:
    """`ants 4,210 · bees 3,980 · unsure 122 · neither 310 · no photo 12`; of many classes the largest few."""
    classes = sorted((each for each in counts if each[0].kind == "class"), key=lambda each: -each[1])
    named = classes[:_CLASSES_NAMED] if len(classes) > _CLASSES_NAMED else [*counts[: len(classes)]]
    parts = [f"{group_text(group)} {count:,}" for group, count in named]
    if rest := classes[len(named) :]:
        parts.append(f"{len(rest):,} more classes {sum(count for _, count in rest):,}")
    parts += [f"{group_text(group).lower()} {count:,}" for group, count in counts[len(classes) :]]
    return " · ".join(parts)


def looking_text(files: int) -> str:
    """`Looking for pictures: 4,312 files so far`."""
    return f"Looking for pictures: {files:,} files so far" if files else "Looking for pictures…"


def answering_text(answered: int, total: int, seconds_left: float | None) -> str:
    """`3,412 of 10,000 · about 2 min left`."""
    return " · ".join(filter(None, (f"{answered:,} of {total:,}", time_left_text(seconds_left))))


def preparing_text(answered: int, total: int) -> str:
    """`92 of 10,000 · preparing the network`."""
    return f"{answering_text(answered, total, None)} · preparing the network"


def ended_text(answered: int, total: int) -> str:
    """`10,000 files`, or how many were answered before it was ended."""
    if not total:
        return "No files"
    files = "1 file" if total == 1 else f"{total:,} files"
    return files if answered == total else f"{answered:,} of {files}, then cancelled"
