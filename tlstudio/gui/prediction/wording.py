"""What the prediction panel says."""

import html
from typing import TYPE_CHECKING

from tlstudio.backbone.heads import head_parts
from tlstudio.foundation.names import printable
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


def classes_tool_tip(classes: tuple[str, ...]) -> str:
    """All classes by name; tool tips are rich text, so strangers' names are escaped."""
    return html.escape(", ".join(printable(label, 60) for label in classes[:_CLASSES_IN_TOOL_TIP]))


def table_text(answered: int, total: int, refused: int) -> str:
    """`128 of 400 pictures · 2 are no photos`."""
    files = "1 file" if total == 1 else f"{total} files"
    text = f"{answered} of {files}" if answered < total else files
    if not refused:
        return text
    return f"{text} · {refused} {'is no usable photo' if refused == 1 else 'are no usable photos'}"
