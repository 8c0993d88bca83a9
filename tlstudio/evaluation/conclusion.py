"""What the figures of an evaluation come to, in plain words: the same in the terminal, on a page and in the window."""

from tlstudio.evaluation.report import Report
from tlstudio.metrics.calibration import CalibrationBin
from tlstudio.metrics.shares import Share
from tlstudio.metrics.thresholds import Threshold


def conclusion(report: Report) -> str:
    """How good the model is, and how sure that is."""
    low, high = (round(100 * bound) for bound in report.interval)
    named = f"{report.right:,} of {report.photos:,} photos are named rightly, {percent(report.accuracy)}."
    return f"{named} Of 100 new photos like these it would most likely be {low} to {high}."


def unseen_text(report: Report) -> str:
    """What is to be said where the model has learned from some of the photos; else empty."""
    new = report.unseen
    if new is None:
        return ""
    if not new.photos:
        return "The model has learned from all of these photos, so it looks better than it is on new ones."
    learned = report.photos - new.photos
    return (
        f"The model has learned from {learned:,} of these photos, which flatters it. Of the {new.photos:,} others it "
        f"names {share_text(new)} rightly."
    )


def calibration_text(report: Report) -> str:
    """Whether the confidence can be taken at its word."""
    error = report.expected_calibration_error
    sure = sum(each.confidence * each.photos for each in report.calibration) / report.photos
    low, high = report.interval
    verdict = "which fits" if low <= sure <= high else "surer than it should be" if sure > high else "it could be surer"
    before = report.expected_calibration_error_before
    was = "" if before == error else f"; before calibration it was {100 * before:.1f}"
    return (
        f"On average the model is {percent(sure)} sure and {percent(report.accuracy)} right, {verdict}. "
        f"Bin by bin the two are {100 * error:.1f} points apart{was}."
    )


def neither_text(report: Report) -> str:
    """How many photos are kept that belong to the model's classes; empty where it never says “neither”."""
    kept = report.neither
    if kept is None:
        return ""
    called = kept.photos - round(kept.kept * kept.photos)
    low, high = kept.kept_interval
    amount = "more than" if low > kept.keep else "fewer than" if high < kept.keep else "as"
    return (
        f"It keeps {percent(kept.kept)} of them ({interval_text(kept.kept_interval)}) and calls {called:,} “neither”; "
        f"asked for were {percent(kept.keep)}, {amount} it should be."
    )


def bin_text(each: CalibrationBin) -> str:
    """One bin in a sentence."""
    photos = "1 answer" if each.photos == 1 else f"{each.photos:,} answers"
    sure = f"{round(100 * each.low)} to {round(100 * each.high)} % confidence"
    return f"{photos} with {sure}: {percent(each.accuracy)} right ({interval_text(each.interval)})"


def threshold_text(each: Threshold, photos: int) -> str:
    """What it means to trust only answers that are so sure."""
    if each.accuracy is None:
        return f"No answer is {sure_text(each.confidence)} % sure or more."
    of_these = f"{each.right:,} right, {percent(each.accuracy)} ({interval_text(each.interval)})"
    return (
        f"With {sure_text(each.confidence)} % confidence or more: {each.answered:,} of {photos:,} photos answered, "
        f"{percent(each.share)}; of these {of_these}."
    )


def sure_text(confidence: float) -> str:
    """`99.5`: a threshold in percent, without needless digits."""
    return f"{100 * confidence:.4g}"


def percent(share: float) -> str:
    """`94.1 %`"""
    return f"{100 * share:.1f} %"


def interval_text(interval: tuple[float, float]) -> str:
    """`89–97 %`"""
    low, high = (round(100 * bound) for bound in interval)
    return f"{low}–{high} %"


def share_text(share: Share) -> str:
    """`94.1 % (89–97 %)`"""
    return f"{percent(share.accuracy)} ({interval_text(share.interval)})"
