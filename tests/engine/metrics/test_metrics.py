"""The numbers, held against scikit-learn and SciPy."""

from math import isnan

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.calibration import calibration_curve
from sklearn.metrics import accuracy_score, precision_recall_fscore_support
from sklearn.metrics import confusion_matrix as reference_confusion

from tlstudio.metrics.calibration import calibration_bins, expected_calibration_error
from tlstudio.metrics.classification import accuracy, confusion_matrix, per_class
from tlstudio.metrics.intervals import BETTER, GOOD, enough_to_tell, f1_interval, wilson_interval
from tlstudio.metrics.shares import share_of
from tlstudio.metrics.thresholds import threshold_curve

Labels = tuple[np.ndarray, np.ndarray]


@pytest.fixture
def labels() -> Labels:
    """400 photos of 5 classes, about half of them guessed right; class 4 is never predicted."""
    random = np.random.default_rng(1)
    true = random.integers(0, 5, 400)
    predicted = np.where(random.random(400) < 0.5, true, random.integers(0, 4, 400))
    return true, np.where(predicted == 4, 0, predicted)


@pytest.mark.parametrize(("correct", "total"), [(0, 1), (1, 1), (0, 20), (20, 20), (7, 20), (145, 153), (1, 100_000)])
def test_that_the_wilson_interval_is_the_one_scipy_gives(correct: int, total: int) -> None:
    expected = binomtest(correct, total).proportion_ci(method="wilson")
    assert wilson_interval(correct, total) == pytest.approx((expected.low, expected.high), abs=1e-6)


def test_that_an_interval_of_nothing_says_nothing() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)


def test_that_a_mean_of_counts_lies_between_its_neighbours() -> None:
    assert wilson_interval(17, 20) < wilson_interval(17.5, 20) < wilson_interval(18, 20)


def test_that_enough_photos_are_those_from_which_on_two_results_are_told_apart() -> None:
    enough = enough_to_tell()
    for photos, told_apart in ((enough - 1, False), (enough, True), (2 * enough, True)):
        below, above = (wilson_interval(share * photos, photos) for share in (GOOD, BETTER))
        assert (below[1] < above[0]) == told_apart


@pytest.mark.parametrize(("correct", "total"), [(2, 1), (-1, 5)])
def test_that_more_right_than_there_are_is_refused(correct: int, total: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson_interval(correct, total)


def test_that_the_confusion_matrix_has_true_classes_as_rows(labels: Labels) -> None:
    assert confusion_matrix(*labels, classes=5) == reference_confusion(*labels).tolist()
    assert confusion_matrix(np.array([0]), np.array([1]), classes=2) == [[0, 1], [0, 0]]


def test_that_scores_of_each_class_are_the_ones_scikit_learn_gives(labels: Labels) -> None:
    expected = zip(*precision_recall_fscore_support(*labels, zero_division=0), strict=True)
    scores = per_class(confusion_matrix(*labels, classes=5))
    assert [(s.precision, s.recall, s.f1, s.photos) for s in scores] == [pytest.approx(row) for row in expected]
    assert accuracy(confusion_matrix(*labels, classes=5)) == pytest.approx(accuracy_score(*labels))
    assert all(s.recall_interval == wilson_interval(round(s.recall * s.photos), s.photos) for s in scores)
    said = np.bincount(labels[1], minlength=5).tolist()
    assert [s.precision_interval for s in scores] == [
        wilson_interval(round(s.precision * count), count) for s, count in zip(scores, said, strict=True)
    ]


def test_that_a_class_without_photos_scores_zero() -> None:
    scores = per_class(confusion_matrix(np.array([0]), np.array([0]), classes=2))[1]
    assert (scores.precision, scores.recall, scores.f1, scores.photos) == (0, 0, 0, 0)


def test_that_no_photos_at_all_have_no_accuracy() -> None:
    nothing = np.array([], dtype=np.int64)
    assert isnan(accuracy(confusion_matrix(nothing, nothing, classes=2)))


@pytest.mark.parametrize("wrong", [np.array([0, 2]), np.array([-1, 0]), np.array([0])])
def test_that_class_indices_that_do_not_fit_are_refused(wrong: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"outside|same length"):
        confusion_matrix(np.array([0, 1]), wrong, classes=2)


def test_that_the_calibration_error_is_that_of_scikit_learns_curve() -> None:
    random = np.random.default_rng(2)
    confidence = random.random(500)
    correct = random.random(500) < confidence**2
    shares, means = calibration_curve(correct, confidence, n_bins=15, strategy="uniform")
    weights = np.histogram(confidence, bins=15, range=(0, 1))[0]
    expected = (np.abs(shares - means) * weights).sum() / 500
    assert expected_calibration_error(confidence, correct) == pytest.approx(expected)
    assert expected > 0.1


@pytest.mark.parametrize("confidence", [0.0, 1 / 15, 0.6, 1.0])
def test_that_a_bin_edge_belongs_somewhere(confidence: float) -> None:
    always = np.full(4, confidence)
    assert expected_calibration_error(always, np.zeros(4, dtype=bool)) == pytest.approx(confidence)


def test_that_no_photos_have_no_calibration_error() -> None:
    assert isnan(expected_calibration_error(np.array([]), np.array([], dtype=bool)))


def test_that_the_interval_of_f1_holds_in_95_of_100_samples() -> None:
    """Drawn anew 2,000 times: photos of which a fifth is of a class, found with recall 0.7 and precision 0.75."""
    random = np.random.default_rng(3)
    right, missed, mistaken, _ = random.multinomial(200, (0.14, 0.06, 0.14 / 3, 1 - 0.2 - 0.14 / 3), 2000).T
    truth = 2 * 0.14 / (2 * 0.14 + 0.06 + 0.14 / 3)
    found = [f1_interval(*map(int, counts)) for counts in zip(right, missed, mistaken, strict=True)]
    assert np.mean([low <= truth <= high for low, high in found]) == pytest.approx(0.95, abs=0.02)
    assert f1_interval(0, 0, 0) == (0.0, 1.0)
    assert f1_interval(9, 1, 1)[0] < 2 * 9 / 20 < f1_interval(9, 1, 1)[1] < 1


def test_that_the_bins_hold_all_answers_and_leave_out_what_is_empty() -> None:
    confidence, correct = np.array([0.55, 0.6, 0.95, 1.0]), np.array([True, False, True, True])
    low, high = calibration_bins(confidence, correct)
    assert (low.low, low.high, low.photos, low.right) == (0.5, 0.6, 2, 1)
    assert low.confidence == pytest.approx(0.575)
    assert low.interval == wilson_interval(1, 2)
    assert (high.photos, high.accuracy, high.high) == (2, 1.0, 1.0)


def test_that_a_threshold_counts_the_answers_that_are_at_least_so_sure() -> None:
    confidence, correct = np.array([0.9, 0.5, 0.7, 0.9]), np.array([True, False, False, True])
    every, some, exactly, none = threshold_curve(confidence, correct, (0.0, 0.6, 0.9, 0.91))
    assert (every.answered, every.right, every.share) == (4, 2, 1.0)
    assert (some.answered, some.right, some.accuracy) == (3, 2, pytest.approx(2 / 3))
    assert (exactly.answered, exactly.accuracy, exactly.interval) == (2, 1.0, wilson_interval(2, 2))
    assert (none.answered, none.accuracy, none.interval) == (0, None, (0.0, 1.0))


def test_that_a_share_of_nothing_is_nothing_with_the_widest_interval() -> None:
    assert share_of(0, 0).accuracy == 0.0
    assert share_of(0, 0).interval == (0.0, 1.0)
    assert share_of(3, 4).accuracy == 0.75
