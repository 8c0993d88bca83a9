"""The rules: cautious where the figures cannot tell, and never about layers where the labels look random."""

import pytest
from measuring import measured, probed

from tlstudio.evaluation.advice_rules import choose, labels_look_random, place_to_end
from tlstudio.evaluation.advice_wording import gain_texts, reasons, summary_text
from tlstudio.evaluation.advised import Gain


def said(**figures: object) -> str:
    found = measured(**figures)  # type: ignore[arg-type]
    return "\n".join([summary_text(choose(found)), *reasons(found, choose(found))])


def test_that_photos_like_those_of_the_pre_training_need_a_new_head_alone() -> None:
    choice = choose(measured())
    assert (choice.strategy, choice.rule, choice.sure) == ("features", "near", False)
    assert "Prove it to know." in said()
    assert "about 95 of 100 new photos rightly (most likely 92 to 97)" in said()
    assert "It is wrong about 20 of 400 photos" in said()
    assert "80 validation photos cannot tell 90 % from 97 %, which takes about 191" in said()


def test_that_many_photos_far_from_the_pre_training_are_fine_tuned_and_that_this_is_not_sure() -> None:
    many = {"ants": 600, "bees": 600}
    assert choose(measured(distance=0.5, counts=many))[:2] == ("top", False)
    assert choose(measured(distance=0.5))[:2] == ("features", False)
    assert "0.50 away from those that the network learned from, which is unlike them" in said(distance=0.5)


@pytest.mark.parametrize("figures", [{"right": 396}, {"right": 396, "distance": 0.5}])
def test_that_nothing_is_tuned_where_nothing_is_left_to_gain(figures: dict[str, float]) -> None:
    choice = choose(measured(**figures))  # type: ignore[arg-type]
    assert (choice.strategy, choice.rule, choice.sure) == ("features", "no room", True)
    assert "that could be luck: below 6 photos every difference can." in said(**figures)


def test_that_random_labels_are_said_before_anything_else() -> None:
    found = measured(right=210, by_chance=0.4, distance=0.5)
    choice = choose(found)
    assert (choice.strategy, choice.rule) == ("features", "labels")
    assert labels_look_random(found)
    assert place_to_end(found) is None
    assert next(reasons(found, choice)).startswith("The labels look random")
    assert "Prove" not in summary_text(choice)


def test_that_it_says_where_nothing_can_be_measured() -> None:
    assert choose(measured(distance=None)).rule == "unknown"
    assert "cannot be measured for this network" in said(distance=None)
    assert choose(measured(counts={"ants": 9, "bees": 200})).rule == "few"


def test_that_an_earlier_stage_as_good_as_the_end_is_a_place_to_cut() -> None:
    stages = (probed("blocks.4", 379, best=True), probed("bn2", 380))
    assert place_to_end(measured(probes=stages)) == "blocks.4"
    assert place_to_end(measured()) is None
    assert "The stage blocks.4 knows about as much as the end of the network (95 of 100, 92 to 97)" in said(
        probes=stages
    )


def test_that_uneven_classes_are_named() -> None:
    text = said(counts={"ants": 12, "bees": 110}, imbalance=110 / 12)
    assert "122 photos in 2 classes: the fewest of “ants” (12), the most of “bees” (110)." in text
    assert "“bees” has 9 times as many photos as “ants”" in text


def test_that_even_classes_are_not_told_apart() -> None:
    assert "20 photos in 2 classes, 10 of each." in said(counts={"ants": 10, "bees": 10})


def test_that_the_worth_of_more_photos_is_said_with_its_band_or_not_at_all() -> None:
    texts = list(
        gain_texts(
            [
                Gain("Misty", 20, 0.031, (0.012, 0.049)),
                Gain(None, 50, 0.009, (0.0, 0.011)),
                Gain("Tigger", 20, 0.001, (0.0, 0.003)),
            ]
        )
    )
    assert texts == [
        "20 more photos of “Misty” are worth about 3 points for this class (1 to 5).",
        "50 more photos of each class may bring up to 1 point, or nothing.",
        "20 more photos of “Tigger” would hardly bring anything for this class: less than half a point.",
    ]
