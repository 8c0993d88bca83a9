"""The result of a cross-validation: how good, how sure, and how much was luck. Needs no torch."""

from tlstudio.foundation.events import Event
from tlstudio.metrics.intervals import BETTER, GOOD, enough_to_tell
from tlstudio.metrics.shares import Share


class CrossValidated(Event, frozen=True, tag="cross_validated"):
    """The summary. Each of `photos` different photos was asked about once per repeat, by a network that never saw it.

    `accuracy` is the share that was right, the mean over the repeats. `interval` is Wilson's for so many photos, not
    for so many answers: a repeat deals the same photos out anew, and brings no new ones. Like every interval from one
    set it takes the trainings for one and the same, and leaves out that other photos would have taught other things:
    that part of the variance cannot be estimated without bias from the folds of one set (Y. Bengio and Y. Grandvalet,
    "No Unbiased Estimator of the Variance of K-Fold Cross-Validation", Journal of Machine Learning Research 5, 2004).

    `fold_spread` is the standard deviation of the folds' accuracies; `resampled_error` is the standard error of
    `accuracy` that follows from it, corrected for folds that share most of their training photos (C. Nadeau and
    Y. Bengio, "Inference for the Generalization Error", Machine Learning 52, 2003; for repeated folds R. Bouckaert and
    E. Frank, 2004). `repeats` are the accuracies of each repeat: what differs among them is the luck of the draw.

    `per_class` has no class that was never asked about. `guessing` is the share of the largest class.
    """

    accuracy: float
    interval: tuple[float, float]
    photos: int
    per_class: dict[str, Share]
    guessing: float
    folds: int
    repeats: list[float]
    fold_spread: float
    resampled_error: float
    seconds: float

    @property
    def conclusion(self) -> str:
        """What it means, for a person."""
        low, high = (round(100 * bound) for bound in self.interval)
        right = round(100 * self.accuracy)
        text = f"Of 100 new photos like these, about {right} would be named rightly: most likely {low} to {high}."
        if self.interval[0] <= self.guessing:
            guessing = round(100 * self.guessing)
            text += f" Always naming the largest class would be right {guessing} times: this may be no better."
        if self.photos < enough_to_tell():
            text += f" To tell {100 * GOOD:.0f} % from {100 * BETTER:.0f} % takes about {enough_to_tell()} photos."
        return text
