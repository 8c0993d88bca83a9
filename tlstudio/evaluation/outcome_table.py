"""What the model said of each photo, as a table for spreadsheets."""

from tlstudio.evaluation.outcomes import Evaluation, Outcome
from tlstudio.foundation.names import path_text
from tlstudio.foundation.tables import csv_text

_COLUMNS = ("path", "label", "said", "confidence", "right", "second", "neither", "learned from")


def outcome_table(evaluation: Evaluation) -> str:
    """A row for each photo: first the mistakes, the surest first, then the right answers, the least sure first."""
    right = sorted((each for each in evaluation.outcomes if each.is_right), key=lambda each: each.confidence)
    return csv_text(_COLUMNS, map(_row, (*evaluation.mistakes(), *right)))


def _row(each: Outcome) -> tuple[str, ...]:
    signs = (each.is_right, each.neither, each.learned)
    right, neither, learned = ("yes" if sign else "no" for sign in signs)
    confidence = f"{each.confidence:.6f}"
    return path_text(each.sample.path), each.sample.label, each.said, confidence, right, each.second, neither, learned
