"""Class names from folder names: always text, never mixed up."""

import os

from tlstudio.dataset.labels import labels_for, twins


def test_that_a_name_that_is_not_utf8_can_be_shown_and_saved() -> None:
    latin = os.fsdecode(b"caf\xe9")
    assert labels_for([latin, "tea"]) == {latin: "caf\ufffd", "tea": "tea"}


def test_that_names_that_look_alike_once_shown_stay_two_classes() -> None:
    one, other = os.fsdecode(b"caf\xe8"), os.fsdecode(b"caf\xe9")
    assert labels_for([other, one, one]) == {one: "caf\ufffd", other: "caf\ufffd (2)"}


def test_that_names_differing_in_case_accents_or_spaces_are_twins() -> None:
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    found = twins(["Cat", "cat", "dog", composed, decomposed, "owl ", "owl", "bee"])
    assert sorted(found) == sorted([("Cat", "cat"), (decomposed, composed), ("owl", "owl ")])
