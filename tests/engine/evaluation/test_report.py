"""The figures of an evaluation, the order of its mistakes, and what it says in words."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tlstudio.dataset.sample import Sample
from tlstudio.evaluation.conclusion import (
    bin_text,
    calibration_text,
    conclusion,
    neither_text,
    threshold_text,
    unseen_text,
)
from tlstudio.evaluation.confusions import confusions
from tlstudio.evaluation.outcome_table import outcome_table
from tlstudio.evaluation.outcomes import Evaluation
from tlstudio.evaluation.report import report_of
from tlstudio.metrics.shares import share_of

Judged = Callable[..., Evaluation]


def test_that_the_confusion_says_what_was_called_what(judged: Judged) -> None:
    report = report_of(judged("cat cat 0.75", "cat dog 0.75", "dog dog 0.75", "dog dog 0.75"))
    assert report.confusion == [[1, 1], [0, 2]]
    assert (report.accuracy, report.right, report.photos) == (0.75, 3, 4)
    assert report.interval[0] < 0.75 < report.interval[1]
    assert report.per_class["dog"].precision == pytest.approx(2 / 3)
    assert report.expected_calibration_error == pytest.approx(0)
    assert report.top2 is None
    assert report.unseen is None


def test_that_the_surest_mistakes_come_first_and_of_right_answers_the_least_sure(judged: Judged) -> None:
    found = judged("cat dog 0.6", "cat dog 0.9", "dog cat 0.7", "cat cat 0.99", "cat cat 0.55")
    assert [each.sample.digest for each in found.mistakes()] == ["1", "2", "0"]
    assert [each.sample.digest for each in found.called("cat", "dog")] == ["1", "0"]
    assert [each.sample.digest for each in found.called("cat", "cat")] == ["4", "3"]
    assert [each.confidence for each in report_of(found).mistakes] == [0.9, 0.7, 0.6]
    lines = outcome_table(found).splitlines()
    assert lines[1] == "1.png,cat,dog,0.900000,no,cat,no,no"
    assert [line.split(",")[0] for line in lines[1:]] == ["1.png", "2.png", "0.png", "4.png", "3.png"]


def test_that_the_second_guess_counts_where_there_are_more_than_two_classes(judged: Judged) -> None:
    found = judged("cat dog 0.5 cat", "cat emu 0.5 dog", "emu emu 0.5 cat", classes=("cat", "dog", "emu"))
    report = report_of(found)
    assert report.top2 == share_of(2, 3)
    assert [(each.true, each.said, each.photos, each.share) for each in confusions(report)] == [
        ("cat", "dog", 1, 0.5),
        ("cat", "emu", 1, 0.5),
    ]


def test_that_photos_which_it_has_learned_from_are_told_apart(judged: Judged) -> None:
    some = report_of(judged("cat cat 0.9 dog learned", "cat cat 0.9", "dog cat 0.9"))
    assert some.unseen == share_of(1, 2)
    assert "learned from 1 of these photos" in unseen_text(some)
    assert "50.0 %" in unseen_text(some)
    assert "learned from all" in unseen_text(report_of(judged("cat cat 0.9 dog learned")))
    assert unseen_text(report_of(judged("cat cat 0.9"))) == ""


def test_that_other_labels_judge_the_same_answers_anew(judged: Judged) -> None:
    found = judged("cat dog 0.9", "cat cat 0.9", "dog dog 0.9")
    one, two, three = (each.sample for each in found.outcomes)
    relabelled, emu = (msgspec.structs.replace(one, label="dog"), msgspec.structs.replace(two, label="emu"))
    now = found.with_labels({one.path: relabelled, two.path: emu, three.path: three})
    assert [(each.sample.digest, each.is_right) for each in now.outcomes] == [("0", True), ("2", True)]
    changed = Sample(Path("2.png"), "dog", "test", "another picture")
    assert found.with_labels({changed.path: changed}).outcomes == ()
    assert report_of(found.with_labels({})).photos == 0


def test_that_the_words_say_how_good_how_sure_and_what_a_threshold_brings(judged: Judged) -> None:
    report = report_of(judged(*["cat cat 0.99"] * 6, *["dog dog 0.99"] * 2, "cat dog 0.98", "dog cat 0.55"))
    assert conclusion(report) == (
        "8 of 10 photos are named rightly, 80.0 %. Of 100 new photos like these it would most likely be 49 to 94."
    )
    assert calibration_text(report).startswith("On average the model is 94.5 % sure and 80.0 % right, surer than")
    assert bin_text(report.calibration[0]) == "1 answer with 50 to 60 % confidence: 0.0 % right (0–79 %)"
    texts = {each.confidence: threshold_text(each, report.photos) for each in report.thresholds}
    assert texts[0.99] == (
        "With 99 % confidence or more: 8 of 10 photos answered, 80.0 %; of these 8 right, 100.0 % (68–100 %)."
    )
    assert texts[0.995] == "No answer is 99.5 % sure or more."


def test_that_neither_counts_what_is_kept_and_no_other_figure_knows_of_it(judged: Judged) -> None:
    found = judged("cat cat 0.9", "cat dog 0.8", "dog dog 0.7", "dog dog 0.6")
    assert report_of(found).neither is None
    assert neither_text(report_of(found)) == ""
    strange = tuple(msgspec.structs.replace(each, neither=each.confidence == 0.8) for each in found.outcomes)
    report = report_of(msgspec.structs.replace(found, outcomes=strange, keep=0.95))
    assert report.neither is not None
    assert (report.neither.kept, report.neither.keep, report.neither.photos) == (0.75, 0.95, 4)
    assert report.neither.kept_interval[0] < 0.75 < report.neither.kept_interval[1]
    assert "keeps 75.0 % of them" in neither_text(report)
    assert "calls 1 “neither”; asked for were 95.0 %, as it should be" in neither_text(report)
    assert report.accuracy == report_of(found).accuracy == 0.75
    assert report.mistakes == report_of(found).mistakes


def test_that_the_calibration_error_is_told_as_it_is_and_as_it_was(judged: Judged) -> None:
    found = judged("cat cat 0.5", "cat dog 0.5")
    sure = tuple(msgspec.structs.replace(each, plain=1.0) for each in found.outcomes)
    report = report_of(msgspec.structs.replace(found, outcomes=sure))
    assert report.expected_calibration_error == pytest.approx(0)
    assert report.expected_calibration_error_before == pytest.approx(0.5)
