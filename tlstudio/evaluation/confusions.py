"""Which classes are taken for which, the worst pairs first: what a matrix of many classes hides."""

import msgspec

from tlstudio.evaluation.report import Report

MOST_IN_A_MATRIX = 30
"""Of more classes nobody reads a matrix on paper."""


class Confusion(msgspec.Struct, frozen=True):
    """So many photos of one class were called another: this share of the class."""

    true: str
    said: str
    photos: int
    share: float


def confusions(report: Report) -> list[Confusion]:
    """Every pair that occurs, the most photos first."""
    found = [
        Confusion(report.classes[true], report.classes[said], count, count / sum(row))
        for true, row in enumerate(report.confusion)
        for said, count in enumerate(row)
        if count and true != said
    ]
    return sorted(found, key=lambda each: (-each.photos, each.true, each.said))
