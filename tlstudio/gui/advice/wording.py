"""What the banner and its dialogs say."""

from tlstudio.evaluation.advice_wording import TITLES
from tlstudio.evaluation.advised import Proven
from tlstudio.foundation.names import printable

STAGES = {
    "prepare": "Getting the network ready",
    "compare": "Comparing the photos",
    "features": "Running the network once per photo",
    "probe": "Probing the stages",
    "distance": "Comparing the photos with those of the pre-training",
    "curve": "Asking what more photos would bring",
    "trial": "Folds done",
}
INTRODUCTION = (
    "Each candidate is trained on the same photos and asked about the same others, fold by fold, so that the "
    "difference is theirs and not that of the photos. No model is kept, and the test part is not touched. You can stop "
    "at any time and keep what is known by then."
)
LEGEND = "Right answers on the photos that choose the epoch, the mean of the folds so far, in percent."
STOPPED = "Stopped before two candidates were asked about anything, so there is no verdict."


def candidate_title(strategy: str, cut: str | None) -> str:
    """`Feature extraction, cut behind blocks.6`."""
    return f"{TITLES[strategy]}, cut behind {printable(cut)}" if cut else TITLES[strategy]


def beside_text(one: Proven) -> str:
    """How a candidate stands beside the advised one: `6 gained, 5 lost: may be luck`."""
    if one.chance is None:
        return "advised"
    if one.left_out:
        return "left out: takes too long"
    luck = "may be luck" if one.chance >= 0.05 else "hardly luck"
    return f"{one.better:,} gained, {one.worse:,} lost: {luck}"


def seconds_text(seconds: float) -> str:
    """`12 s`, `3 min`."""
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
