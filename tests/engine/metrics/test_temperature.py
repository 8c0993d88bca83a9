"""The temperature that makes confidence honest is found, and taken out again."""

import numpy as np
import pytest

from tlstudio.metrics.calibration import expected_calibration_error
from tlstudio.metrics.temperature import fitted_temperature, without_temperature


def scored(photos: int, too_sure: float, classes: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Scores that are that many times as sure as they should be, and what the photos are."""
    random = np.random.default_rng(0)
    honest = random.normal(scale=2, size=(photos, classes))
    share = np.exp(honest) / np.exp(honest).sum(1, keepdims=True)
    labels = np.array([random.choice(classes, p=each) for each in share])
    return honest * too_sure, labels


def probabilities(scores: np.ndarray, temperature: float) -> np.ndarray:
    powers = np.exp(scores / temperature)
    return powers / powers.sum(1, keepdims=True)


@pytest.mark.parametrize("too_sure", [0.5, 1.0, 3.0])
def test_that_the_temperature_is_how_many_times_too_sure_the_scores_are(too_sure: float) -> None:
    assert fitted_temperature(*scored(20_000, too_sure)) == pytest.approx(too_sure, rel=0.03)


def test_that_answers_become_as_sure_as_they_are_right() -> None:
    scores, labels = scored(5_000, 3.0)
    for temperature, most, least in ((1.0, 1.0, 0.1), (fitted_temperature(scores, labels), 0.02, 0.0)):
        shares = probabilities(scores, temperature)
        error = expected_calibration_error(shares.max(1), shares.argmax(1) == labels)
        assert least <= error < most


def test_that_a_few_photos_without_a_mistake_make_nobody_boundlessly_sure() -> None:
    scores, labels = np.eye(2)[np.arange(30) % 2] * 8, np.arange(30) % 2
    sure = probabilities(scores, fitted_temperature(scores, labels)).max(1)
    assert sure == pytest.approx(31 / 32, abs=1e-4)


def test_that_scores_that_say_nothing_and_huge_ones_have_a_temperature_too() -> None:
    labels = np.arange(30) % 2
    for scores in (np.zeros((30, 2)), np.eye(2)[labels] * 1e4, np.eye(2)[1 - labels] * 1e4):
        assert 1 / 21 < fitted_temperature(scores, labels) < 21


def test_that_the_probabilities_of_the_network_itself_come_back() -> None:
    scores = np.array([[2.0, -1.0, 0.5]])
    calibrated = probabilities(scores, 1.7)[0].tolist()
    assert without_temperature(calibrated, 1.7) == pytest.approx(probabilities(scores, 1.0)[0].tolist())
    assert without_temperature([1.0, 0.0], 2.0) == [1.0, 0.0]
