"""What is said when a picture is put right."""

from pathlib import Path
from typing import Any

import pytest

from tlstudio.dataset.sample import Sample, Skipped
from tlstudio.evaluation.changes import AnswerPair, Changes
from tlstudio.gui.prediction import correct_wording as wording
from tlstudio.gui.prediction.correct_row import offered
from tlstudio.prediction.answer import Answer
from tlstudio.project.adding import Addition

FLY = Path("fly.jpg")


def pair(before: str, after: str, label: str | None = None, photo: Path = FLY, **more: Any) -> AnswerPair:
    answers = [Answer("", said, 0.8, ((said, 0.8),)) for said in (before, after)]
    return AnswerPair(photo, *answers, label, **more)


def test_that_a_correction_that_worked_and_changed_nothing_else_says_so() -> None:
    said = wording.headline(Changes(397, (), (pair("bees", "ants", "ants"),)), ())
    assert said == (
        "fly.jpg is called ants (80.0 %) now. Nothing else changed: the 397 other answers are what they were."
    )


def test_that_a_correction_that_did_not_work_says_so() -> None:
    said = wording.headline(Changes(397, (pair("bees", "ants", "ants"),), (pair("bees", "bees", "ants"),)), ())
    assert "fly.jpg is still called bees (80.0 %): one photo does not always outweigh the others." in said
    assert said.endswith("1 other answer changed: 1 right now.")


def test_that_a_picture_that_is_still_none_of_the_classes_is_said_without_a_figure() -> None:
    still = Answer("", None, 0.99, (("bees", 0.8),), neither=True)
    said = wording.headline(Changes(3, (), (AnswerPair(FLY, still, still, "ants"),)), ())
    assert said.startswith("fly.jpg is still called Neither: one photo")


def test_that_several_corrections_and_all_kinds_of_changes_are_counted() -> None:
    corrected = (pair("bees", "ants", "ants"), pair("bees", "ants", "ants"), pair("bees", "bees", "ants"))
    changed = (pair("a", "b", "b"), pair("a", "b", "a"), pair("a", "c", "b"), pair("a", "b", "a"))
    said = wording.headline(Changes(50, changed, corrected), [pair("a", "b")])
    assert "Of the 2 others you put right, 1 is called so now." in said
    assert said.endswith("5 other answers changed: 1 right now, 2 wrong now, 1 still wrong, 1 without a label.")


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (pair("bees", "ants", "ants"), "✓ bees → ants · right now"),
        (pair("ants", "bees", "ants", part="train"), "✗ ants → bees · wrong now"),
        (pair("bees", "bees", "ants"), "✗ still bees"),
        (pair("ants", "ants", "ants"), "✓ still ants"),
        (pair("bees", "ants"), "bees → ants"),
        (pair("bees", "a\nb"), "bees → a�b"),
    ],
)
def test_that_a_line_says_what_it_was_called_and_what_now(shown: AnswerPair, text: str) -> None:
    assert wording.line_text(shown) == text


def test_that_what_became_of_the_pictures_is_said_where_it_matters() -> None:
    assert wording.addition_text(Addition(None)) == ""
    there = Sample(FLY, "bees", "validation", "1")
    assert "fly.jpg is a validation photo" in wording.addition_text(Addition(None, there=(there,)))
    same = (there, Sample(Path("b.jpg"), "bees", "train", "2"))
    assert wording.addition_text(Addition(None, same=same)) == (
        "fly.jpg and 1 more are already among your photos as “bees”."
    )
    refused = (Skipped(Path("page.jpg"), "html", "This is a web page."), Skipped(FLY, "empty", "It is empty."))
    said = wording.addition_text(Addition(None, refused=refused))
    assert said == "page.jpg was refused. This is a web page. 1 more was refused."


def test_that_a_question_names_the_time_where_it_is_known() -> None:
    assert "took about 3 min the last time" in wording.question_text(170)
    assert "took about 40 s the last time" in wording.question_text(40)
    assert "may take minutes" in wording.question_text(None)


def test_that_few_classes_all_have_a_button_and_of_many_the_likeliest_others() -> None:
    assert offered(["ants", "bees", "wasps"], ["bees", "ants", "wasps"]) == ["ants", "bees", "wasps"]
    assert offered(list("abcdefgh"), list("hcgabdef")) == ["a", "c", "g"]
    assert offered(list("abcd"), ["x", "y"]) == []
