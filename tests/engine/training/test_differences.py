"""What differs between two recipes, in words."""

from typing import Any

import msgspec
import pytest

from tlstudio.training.differences import (
    _PHRASES,
    NOT_COMPARED,
    SAID_OTHERWISE,
    Trial,
    difference_text,
    differences,
)
from tlstudio.training.recipe import Change, Input, Recipe, Thaw

USUAL = Recipe(epochs=10, learning_rate=1e-3)


def said(after: dict[str, Any], before: Recipe = USUAL) -> str:
    return difference_text(Trial(before), Trial(msgspec.structs.replace(before, **after)))


def test_that_a_line_says_all_that_differs() -> None:
    before = Trial(USUAL, ["blocks.6", "head"])
    custom = Recipe(epochs=20, learning_rate=3e-4, frozen=("blocks.0.conv", "conv_stem"))
    after = Trial(custom, ["blocks.5", "blocks.6", "head"])
    assert difference_text(before, after) == "blocks.5 trains · learning rate 0.001 → 0.0003 · 20 epochs instead of 10"


def test_that_the_same_settings_are_called_that_whatever_the_photos_are() -> None:
    assert said({"photos": "elsewhere", "out": "a.tlmodel", "device": "cuda"}) == "the same settings"
    assert differences(Trial(USUAL), Trial(USUAL, ["head"])) == ()


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ({"backbone": "resnet18"}, "resnet18 instead of efficientnet_lite0"),
        ({"backbone": "/a/cats.tlmodel"}, "cats.tlmodel instead of efficientnet_lite0"),
        ({"strategy": "all"}, "all layers train"),
        ({"strategy": "scratch"}, "all layers train, from random numbers"),
        ({"frozen": ("conv_stem",)}, "other layers train"),
        ({"thaw": (Thaw(3, ("blocks.6",)),)}, "blocks.6 thaws in epoch 3"),
        ({"epochs": 1}, "1 epoch instead of 10"),
        ({"epochs": None}, "as many epochs as usual instead of 10"),
        ({"learning_rate": None}, "learning rate 0.001 → as usual"),
        ({"hidden": (64, 32)}, "a head with 64 and 32 hidden units"),
        ({"cut": "blocks.4"}, "cut behind blocks.4"),
        ({"rates": {"blocks.6": 0.1}}, "blocks.6 at 0.1 × the rate"),
        ({"input": Input(size=96)}, "photos of side as usual → 96"),
        ({"early_stopping": 0}, "no early stopping"),
        ({"validation_fraction": 0.3}, "validation photos 20 % → 30 %"),
        ({"warm_up": 0.05}, "warm-up 10 % → 5 %"),
        ({"changes": (Change(4, 2, 3e-4, 12),)}, "learning rate 0.0003 and 12 epochs, changed in epoch 4"),
        ({"seed": 7, "batch_size": 8}, "batch size as usual → 8 · seed 0 → 7"),
    ],
)
def test_that_each_difference_has_its_words(after: dict[str, Any], words: str) -> None:
    assert said(after) == words


def test_that_what_is_taken_back_is_said_too() -> None:
    before = Recipe(hidden=(64,), cut="blocks.4", thaw=(Thaw(3, ("a",)),), rates={"a": 0.1}, strategy="scratch")
    assert said({"hidden": (), "cut": None, "thaw": (), "rates": {}, "strategy": "features"}, before) == (
        "only the head trains · a does not thaw · the whole network · a head without hidden units · a at no own rate"
    )


def test_that_layers_are_named_as_groups_where_it_is_known_what_trains() -> None:
    def layers(before: list[str], after: list[str]) -> tuple[str, ...]:
        by_hand = msgspec.structs.replace(USUAL, frozen=("conv_stem",))
        return differences(Trial(USUAL, before), Trial(by_hand, after))

    assert layers(["head"], ["blocks.5", "blocks.6", "head"]) == ("blocks.5 and blocks.6 train",)
    assert layers(["blocks.5", "head"], ["blocks.5.1", "head"]) == ("of blocks.5 only blocks.5.1 trains",)
    assert layers(["blocks.5.1", "bn2", "head"], ["blocks.5", "head"]) == ("blocks.5 trains", "bn2 is frozen")
    assert layers(["head"], [*"abcdef", "head"]) == ("a, b, c and 3 more train",)


def test_that_two_maps_made_by_hand_are_compared_by_themselves() -> None:
    before, after = Recipe(frozen=("a", "b", "c")), Recipe(frozen=("a", "d"))
    assert differences(Trial(before), Trial(after)) == ("b and c train", "d is frozen")


def test_that_a_strangers_name_plays_no_tricks() -> None:
    assert "\n" not in said({"backbone": "two\nlines"})
    assert "\u202e" not in said({"cut": "\u202eback"})


def test_that_no_field_of_a_recipe_is_forgotten() -> None:
    spoken = {name for name, _ in _PHRASES} | SAID_OTHERWISE | NOT_COMPARED
    assert spoken == set(Recipe.__struct_fields__)
