"""Candidates beside each other: paired on the same photos, and a verdict that may contradict the advice."""

from typing import Any

import pytest
from measuring import tried

from tlstudio.evaluation.advice_verdict import labels_outcome, labels_verdict, outcome, verdict_text
from tlstudio.evaluation.standings import standings

GOOD, POOR = "x" * 40, "x" * 28 + "." * 12


def verdict(*all_tried: Any) -> tuple[str, str]:
    proof = standings(all_tried)
    return outcome(proof), verdict_text(proof)


def test_that_only_photos_that_one_of_two_gets_right_tell_them_apart() -> None:
    first, second = standings([tried("features", "xxx...x."), tried("top", "xx.xxxx.")])
    assert (first.accuracy, first.photos, first.chance) == (0.5, 8, None)
    assert (second.better, second.worse) == (3, 1)
    assert second.chance == pytest.approx(0.625)
    assert first.interval[0] < 0.5 < first.interval[1]


def test_that_many_comparisons_make_each_of_them_say_less() -> None:
    alone = standings([tried("features", POOR), tried("top", GOOD)])[1].chance
    among = standings([tried("features", POOR), tried("top", GOOD), tried("all", GOOD)])[1].chance
    assert alone
    assert among == pytest.approx(2 * alone)


def test_that_the_curve_is_the_mean_and_a_short_training_stays_where_it_ended() -> None:
    assert standings([tried("features", "x.")])[0].curve == (0.75, 0.875)


def test_that_a_candidate_that_was_asked_nothing_is_left_away() -> None:
    assert [one.name for one in standings([tried("features", "x"), tried("all", "")])] == ["features"]
    assert standings([]) == ()


def test_that_a_clearly_better_candidate_contradicts_the_advice() -> None:
    word, text = verdict(tried("features", POOR), tried("top", GOOD))
    assert word == "wrong"
    assert "“Fine-tune the top” names 12 more of 40 photos right than “Feature extraction”" in text


def test_that_the_advice_is_right_where_what_is_cheaper_is_clearly_worse() -> None:
    word, text = verdict(tried("top", GOOD), tried("features", POOR), tried("all", GOOD))
    assert word == "right"
    assert text.startswith("Confirmed: “Fine-tune the top” names more photos right than “Feature extraction”")


def test_that_what_chance_explains_is_called_not_clear() -> None:
    word, text = verdict(tried("features", GOOD), tried("top", "x" * 38 + ".."))
    assert word == "not clear"
    assert "cannot tell “Feature extraction” from “Fine-tune the top”" in text
    assert "is the cheaper choice" in text
    word, text = verdict(tried("top", GOOD), tried("features", "x" * 38 + ".."))
    assert word == "not clear"
    assert "takes longer than needed" in text


def test_that_a_shorter_network_that_is_worse_confirms_nothing() -> None:
    assert verdict(tried("features", GOOD), tried("features", POOR, "blocks.2"), tried("top", GOOD))[0] == "not clear"


def test_that_random_labels_are_confirmed_where_nothing_is_better_than_guessing() -> None:
    half = standings([tried("features", "x." * 20), tried("top", ".x" * 20)])
    assert labels_outcome(half, 0.5) == "right"
    assert labels_verdict(half, 0.5).startswith("Confirmed: nothing that was tried is better than always naming")
    good = standings([tried("features", "x." * 20), tried("top", GOOD)])
    assert labels_outcome(good, 0.5) == "wrong"
    assert "“Fine-tune the top” is better than" in labels_verdict(good, 0.5)
