"""What is said of the model's suggestions, and of where it doubts a label."""

from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.foundation.events import Progress
from tlstudio.foundation.names import printable
from tlstudio.gui.prediction.confidence_bars import percent
from tlstudio.gui.training.wording import time_left_text
from tlstudio.prediction.opinions import UNSURE, Agreement, Opinion, Opinions

NOT_ASKED = "The model has not been asked about these photos yet."
OLD = "These are the suggestions of an earlier model."
NO_MODEL = "Label some by hand, train, and the model suggests labels for the others."
LOADING = "Getting the model ready…"
NOTHING_TO_ACCEPT = (
    "The model suggests no other label for the selected photos. Choose Photos ▸ Suggest Labels to ask it about them."
)


def opinion_text(sample: Sample, opinion: Opinion) -> str:
    """`ants 97 %`, `not ants but bees 81 %`; a question mark where the model is unsure."""
    doubt = "?" if opinion.confidence < UNSURE else ""
    said = f"{printable(opinion.label, 60)}{doubt} {percent(opinion.confidence)}"
    return f"not {printable(sample.label, 60)} but {said}" if sample.label not in ("", opinion.label) else said


def short_text(sample: Sample, opinion: Opinion) -> str:
    """The same for below a thumbnail: `ants 97 %`, `≠ bees 81 %`."""
    said = f"{printable(opinion.label, 40)} {percent(opinion.confidence)}"
    return f"≠ {said}" if sample.label not in ("", opinion.label) else said


def progress_text(progress: Progress) -> str:
    """`Asking the model: 64 of 300 photos · about 20 s left`."""
    if progress.stage == "prepare":
        return LOADING
    left = time_left_text(progress.seconds_left)
    return f"Asking the model: {progress.done:,} of {_photos(progress.total)}" + (f" · {left}" if left else "")


def unlabelled_text(waiting: int, told: int) -> str:
    """How many photos wait for a label, and for how many of them the model suggests one."""
    return f"{_photos(waiting)} without a label" + (f", {told:,} with a suggestion." if told else ".")


def agreement_text(dataset: Dataset, opinions: Opinions) -> str:
    """How far the model agrees with the labels, the photos that it has not learned from first."""
    validation, train = (opinions.agreement(dataset.samples, part) for part in ("validation", "train"))
    if not validation.asked and not train.asked:
        return NOT_ASKED
    return (
        f"The model calls {_of(validation, 'validation')} something else, and {_of(train, 'training')}. "
        "Validation photos count: those that a model has trained on it may know by heart."
    )


def _of(agreement: Agreement, part: str) -> str:
    return f"{agreement.other:,} of {agreement.asked:,} {part} photos"


def _photos(count: int) -> str:
    return "1 photo" if count == 1 else f"{count:,} photos"
