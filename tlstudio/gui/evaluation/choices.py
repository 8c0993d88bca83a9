"""Which photos of an evaluation are on show, and what stands over them."""

from collections.abc import Callable, Sequence

from tlstudio.evaluation.outcomes import Evaluation, Outcome
from tlstudio.evaluation.report import Report
from tlstudio.gui.evaluation.wording import cell_sentence, class_text, mistakes_text

Choice = Callable[[Evaluation, Report], tuple[str, Sequence[Outcome]]]


def all_mistakes(evaluation: Evaluation, _report: Report) -> tuple[str, Sequence[Outcome]]:
    """Of all classes, the surest first."""
    found = evaluation.mistakes()
    return mistakes_text(len(found)), found


def cell(true: int, said: int) -> Choice:
    """The photos of one class that were called another one, or the same."""

    def choose(evaluation: Evaluation, report: Report) -> tuple[str, Sequence[Outcome]]:
        found = evaluation.called(report.classes[true], report.classes[said])
        return cell_sentence(report, true, said), found

    return choose


def mistakes_about(number: int) -> Choice:
    """The photos of a class that were called something else, and those of others that were called so."""

    def choose(evaluation: Evaluation, report: Report) -> tuple[str, Sequence[Outcome]]:
        label = report.classes[number]
        found = [each for each in evaluation.mistakes() if label in (each.sample.label, each.said)]
        return class_text(report, number), found

    return choose
