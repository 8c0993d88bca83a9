"""The figures of an evaluation as text for a terminal."""

from typing import TYPE_CHECKING

from tlstudio.foundation.names import printable

if TYPE_CHECKING:
    from tlstudio.evaluation.report import Report
    from tlstudio.metrics.classification import ClassScores

_MOST_MISTAKES = 10
_MOST_CONFUSIONS = 5
_THRESHOLDS = (0.8, 0.9, 0.95, 0.99)
_NAME = 40


def report_text(report: "Report") -> str:
    """Block by block: the whole, class by class, what is taken for what, confidence, and the worst mistakes."""
    blocks = (_whole(report), _classes(report), _confused(report), _confidence(report), _mistakes(report))
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _whole(report: "Report") -> list[str]:
    from tlstudio.evaluation.conclusion import conclusion, neither_text, share_text, unseen_text

    low, high = report.interval
    lines = [f"accuracy {report.accuracy:.1%} (95 % interval {low:.1%} to {high:.1%})", conclusion(report)]
    if report.top2:
        lines.append(f"Right with the first or the second guess: {share_text(report.top2)}.")
    return [line for line in (*lines, unseen_text(report), neither_text(report)) if line]


def _classes(report: "Report") -> list[str]:
    width = max(len(printable(name, _NAME)) for name in report.classes)
    return [f"{printable(name, _NAME):{width}}  {_scores(each)}" for name, each in report.per_class.items()]


def _scores(scores: "ClassScores") -> str:
    from tlstudio.evaluation.conclusion import interval_text

    figures = (
        ("precision", scores.precision, scores.precision_interval),
        ("recall", scores.recall, scores.recall_interval),
        ("F1", scores.f1, scores.f1_interval),
    )
    parts = (f"{name} {share:6.1%} {f'({interval_text(interval)})':11}" for name, share, interval in figures)
    return f"{'  '.join(parts)}  {scores.photos:,} photos"


def _confused(report: "Report") -> list[str]:
    from tlstudio.evaluation.confusions import confusions

    return [
        f"{each.photos:,} of the {printable(each.true, _NAME)} called {printable(each.said, _NAME)} ({each.share:.1%})"
        for each in confusions(report)[:_MOST_CONFUSIONS]
    ]


def _confidence(report: "Report") -> list[str]:
    from tlstudio.evaluation.conclusion import calibration_text, threshold_text

    told = (each for each in report.thresholds if each.confidence in _THRESHOLDS)
    return [
        calibration_text(report),
        f"expected calibration error {report.expected_calibration_error:.3f}, "
        f"{report.expected_calibration_error_before:.3f} before calibration",
        *(threshold_text(each, report.photos) for each in told),
    ]


def _mistakes(report: "Report") -> list[str]:
    first = report.mistakes[:_MOST_MISTAKES]
    if not first:
        return ["No mistakes."]
    more = len(report.mistakes) - len(first)
    return [
        f"{len(report.mistakes):,} mistakes, the surest first:",
        *(
            f"{each.confidence:6.1%}  {printable(each.path)}: is {printable(each.label, _NAME)}, "
            f"called {printable(each.said, _NAME)}"
            for each in first
        ),
        *([f"and {more:,} more"] if more else []),
    ]
