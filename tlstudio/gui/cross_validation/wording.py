"""What the dialog says."""

from collections.abc import Sequence

from tlstudio.evaluation.cross_validated import CrossValidated
from tlstudio.foundation.events import FoldEnded
from tlstudio.metrics.shares import Share

INTRODUCTION = (
    "How good would a model of these photos be? They are dealt into folds. For each fold the network is trained on the "
    "other ones, with the layers and numbers that are set now, and then asked about this one. So every photo is "
    "asked about, and none by a network that has learned from it. The test part is not touched, and no model is kept."
)
STAGES = {
    "prepare": "Getting the network ready",
    "compare": "Comparing the photos",
    "features": "Running the frozen layers once per photo",
    "folds": "Training on the folds",
}


def trainings_text(folds: int, repeats: int, whole_photos: bool) -> str:
    """How much there is to do."""
    if whole_photos:
        return f"{folds * repeats} trainings on whole photos, each as long as a run. Freezing layers is much faster."
    return f"{folds * repeats} trainings. What the frozen layers make of the photos is computed only once."


def so_far_text(ended: Sequence[FoldEnded]) -> str:
    """How many of the answers are right until now."""
    asked = sum(fold.photos for fold in ended)
    right = sum(fold.photos * fold.accuracy for fold in ended)
    return f"So far {100 * right / asked:.1f} % right"


def spread_text(found: CrossValidated) -> str:
    """What was luck of the draw."""
    spread = f"Single folds differ by {100 * found.fold_spread:.1f} points (standard deviation)"
    if len(found.repeats) == 1:
        return f"{spread}."
    lowest, highest = (f"{100 * share:.1f}" for share in (min(found.repeats), max(found.repeats)))
    gave = f"all gave {lowest} %" if lowest == highest else f"gave {lowest} to {highest} %"
    return f"{spread}; the {len(found.repeats)} repeats {gave}."


def right_text(share: Share) -> str:
    """`93.5 %`"""
    return f"{100 * share.accuracy:.1f} %"


def interval_text(share: Share) -> str:
    """`89–96 %`"""
    low, high = (round(100 * bound) for bound in share.interval)
    return f"{low}–{high} %"
