"""A recipe is checked field by field, travels as JSON, and is varied with settings."""

from pathlib import Path

import msgspec
import pytest

from tlstudio.foundation.errors import UsageError
from tlstudio.training.recipe import Recipe, read_recipe, recipe_from, with_settings


def test_that_a_recipe_survives_json(tmp_path: Path) -> None:
    recipe = Recipe(photos=("a", "b"), strategy="top", freeze=("blocks.*",), epochs=3)
    file = tmp_path / "recipe.json"
    file.write_bytes(msgspec.json.encode(recipe))
    assert read_recipe(file) == recipe


def test_that_settings_reach_inside_and_keep_their_kind() -> None:
    changed = with_settings(Recipe(), ["input.size=96", "strategy=all", "epochs=2", 'freeze=["a", "b"]', "epochs=null"])
    assert changed.input.size == 96
    assert changed.strategy == "all"
    assert changed.freeze == ("a", "b")
    assert changed.epochs is None


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("epochs", "lacks a value"),
        ("epoch=3", "no field epoch"),
        ("input.width=3", "no field"),
        ("epochs=0", r"\$\.epochs"),
        ("seed=-1", r"\$\.seed"),
        ("strategy=most", "strategy"),
        ("learning_rate=0", "learning_rate"),
    ],
)
def test_that_a_wrong_setting_is_named(setting: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        with_settings(Recipe(), [setting])


def test_that_an_unknown_field_or_version_is_refused_rather_than_ignored() -> None:
    with pytest.raises(UsageError, match="learningrate"):
        recipe_from({"learningrate": 1}, "a file")
    with pytest.raises(UsageError, match="version"):
        recipe_from({"version": 2}, "a file")


def test_that_a_file_that_is_no_recipe_is_named(tmp_path: Path) -> None:
    file = tmp_path / "recipe.json"
    file.write_text("epochs: 3")
    with pytest.raises(UsageError, match=r"recipe\.json is not a recipe"):
        read_recipe(file)


def test_that_a_word_that_a_field_does_not_know_is_answered_with_those_it_knows() -> None:
    with pytest.raises(UsageError) as refused:
        with_settings(Recipe(), ["augmentation=stong"])
    assert str(refused.value) == (
        "The recipe in --set cannot be used: augmentation can be “none”, “crop”, “crop and mirror”, “gentle” or "
        "“strong”, not “stong”."
    )
    with pytest.raises(UsageError, match="device can be auto, cpu, mps, cuda, cuda:0"):
        with_settings(Recipe(), ["device=toaster\u202e"])
