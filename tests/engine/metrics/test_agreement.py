"""Agreement beyond chance: full, none, and not flattered by a large class."""

import pytest

from tlstudio.metrics.agreement import chance_of_that_kappa, kappa


def test_that_full_agreement_is_one_and_no_accident() -> None:
    assert kappa([[20, 0], [0, 30]]) == 1
    assert chance_of_that_kappa([[20, 0], [0, 30]]) < 1e-9


def test_that_naming_the_large_class_always_agrees_by_chance_alone() -> None:
    always = [[110, 0], [12, 0]]
    assert kappa(always) == 0
    assert chance_of_that_kappa(always) >= 0.5


def test_that_kappa_is_that_of_the_textbook() -> None:
    # Cohen's own example of two psychologists, as in his table 1
    assert kappa([[88, 14, 18], [10, 40, 10], [2, 6, 12]]) == pytest.approx(0.492, abs=1e-3)


def test_that_answers_of_no_use_agree_no_better_than_chance() -> None:
    assert 0.4 < chance_of_that_kappa([[25, 25], [25, 25]]) < 0.6
    assert chance_of_that_kappa([[20, 30], [30, 20]]) > 0.9


def test_that_nothing_asked_is_no_agreement() -> None:
    assert kappa([[0, 0], [0, 0]]) == 0
    assert chance_of_that_kappa([]) == 1
