"""Names of photos as people, collections and cameras give them: which of them tell a class, and which do not."""

from pathlib import Path

import pytest

from tlstudio.project.naming import labels_from_names


def _labels(names: list[str], known: tuple[str, ...] = ()) -> dict[str, str]:
    return {
        path.name: label for path, label in labels_from_names([Path("/photos", name) for name in names], known).items()
    }


def _three(*patterns: str) -> list[str]:
    """Three names of each pattern."""
    return [pattern.format(n=n, four=f"{n:04}") for pattern in patterns for n in (1, 2, 13)]


TELLING = [
    (("cat.{n}.jpg", "dog.{n}.jpg"), {"cat", "dog"}),
    (("cat_{four}.png", "dog_{four}.png"), {"cat", "dog"}),
    (("cat{n}.jpg", "dog{n}.jpg"), {"cat", "dog"}),
    (("cat-{n}.jpeg", "dog-{n}.jpeg"), {"cat", "dog"}),
    (("cat ({n}).jpg", "dog ({n}).jpg"), {"cat", "dog"}),
    (("cat - {n}.jpg", "dog [{n}].jpg"), {"cat", "dog"}),
    (("IMG cat ({n}).jpg", "IMG dog ({n}).jpg"), {"cat", "dog"}),
    (("IMG_{four}_cat.JPG", "IMG_{four}_dog.JPG"), {"cat", "dog"}),
    (("{four}_cat.jpg", "{four}_dog.jpg"), {"cat", "dog"}),
    (("2024-05-{n} birthday.jpg", "2024-06-{n} garden.jpg"), {"birthday", "garden"}),
    (("cat.{n}.copy.jpg", "dog.{n}.left.jpg"), {"cat", "dog"}),
    (("cat_{n}_1080p.jpg", "dog_{n}_a3f9.jpg"), {"cat", "dog"}),
    (("American_Pit_Bull_{n}.jpg", "American_Bulldog_{n}.jpg"), {"American Pit Bull", "American Bulldog"}),
    (("golden retriever {n}.jpg", "poodle {n}.jpg"), {"golden retriever", "poodle"}),
    (("a_{n}.png", "b_{n}.png"), {"a", "b"}),
    (("day_{n}.png", "night_{n}.png"), {"day", "night"}),
    (("кошка {n}.jpg", "собака {n}.jpg"), {"кошка", "собака"}),
    (("ねこ{n}.jpg", "いぬ{n}.jpg"), {"ねこ", "いぬ"}),
    (("बिल्ली {n}.jpg", "कुत्ता {n}.jpg"), {"बिल्ली", "कुत्ता"}),
    (("bee's nest {n}.jpg", "wasps' nest {n}.jpg"), {"bee's nest", "wasps' nest"}),
]

SILENT = [
    ("IMG_{four}.jpg", "DSC_{four}.jpg"),
    ("IMG_{four}.jpg", "IMG_E{four}.jpg"),
    ("DSC0{four}.JPG", "DSCN{four}.JPG", "P101{four}.JPG"),
    ("IMG-20240517-WA{four}.jpg", "IMG_20240517_18{four}.jpg"),
    ("PXL_20240517_18{four}.PORTRAIT.jpg", "PXL_20240517_18{four}.NIGHT.jpg", "PXL_20240518_18{four}.MP.jpg"),
    ("20240517_18{four}.jpg", "20240517_18{four}_HDR.jpg", "20240517_18{four}(0).jpg"),
    ("WhatsApp Image 2024-05-17 at 18.{n}.12.jpeg", "Screenshot_20240517-{four}_Chrome.jpg"),
    ("Screenshot from 2024-05-17 18-03-{n}.png", "Screenshot_20240517-{four}_Maps.jpg"),
    ("n01440764_{n}.JPEG", "n02102040_{n}.JPEG"),
    ("3f2a9c{n}1e.jpg", "a3f9c2d{n}.jpg", "b1{four}f.jpg"),
    ("550e8400-e29b-41d4-a716-44665544{four}.jpg", "deadbeef-e29b-41d4-a716-44665544{four}.jpg"),
    ("image ({n}).png", "photo{n}.png", "picture_{n}.png"),
    ("3_{four}.png", "7_{four}.png"),
    ("only one {n}.jpg",),
    ("a very long sentence about what can be seen here {n}.jpg", "and another one about what is not there {n}.jpg"),
]


@pytest.mark.parametrize(("patterns", "classes"), TELLING)
def test_that_a_name_tells_its_class(patterns: tuple[str, ...], classes: set[str]) -> None:
    names = _three(*patterns)
    labels = _labels(names)
    assert set(labels) == set(names)
    assert set(labels.values()) == classes
    assert [*labels.values()].count(next(iter(classes))) == 3


@pytest.mark.parametrize("patterns", SILENT)
def test_that_a_name_that_a_device_gave_tells_nothing(patterns: tuple[str, ...]) -> None:
    assert _labels(_three(*patterns)) == {}


def test_that_the_rare_and_the_silent_stay_without_a_label() -> None:
    names = [*_three("cat.{n}.jpg", "dog.{n}.jpg"), "horse.1.jpg", "horse.2.jpg", "IMG_0001.jpg"]
    assert set(_labels(names).values()) == {"cat", "dog"}
    assert len(_labels(names)) == 6
    assert _labels([*_three("cat.{n}.jpg"), "dog.1.jpg"]) == {}


def test_that_where_the_other_words_differ_the_first_one_tells() -> None:
    cats = [f"cat {what} 1.jpg" for what in ("asleep", "on the sofa", "in the sun", "eating")]
    dogs = [f"dog_{what}_2.jpg" for what in ("running", "asleep", "with_ball", "wet")]
    assert set(_labels([*cats, *dogs]).values()) == {"cat", "dog"}
    assert len(_labels([*cats, *dogs])) == 8


def test_that_spellings_of_one_class_are_one_class() -> None:
    names = [
        "Cat.1.jpg",
        "cat.2.jpg",
        "cat.3.jpg",
        "CAT.4.jpg",
        "cafe\u0301 1.jpg",
        "caf\u00e9_2.jpg",
        "caf\u00e9_3.jpg",
    ]
    assert _labels(names) == {**dict.fromkeys(names[:4], "cat"), **dict.fromkeys(names[4:], "caf\u00e9")}


def test_that_a_known_class_keeps_its_spelling_and_needs_no_other() -> None:
    assert _labels(["pit_bull_1.jpg"], ("Pit Bull", "poodle")) == {"pit_bull_1.jpg": "Pit Bull"}
    assert _labels(["beagle_1.jpg", "beagle_2.jpg", "beagle_3.jpg"], ("Pit Bull", "poodle")) == {}


def test_that_a_name_that_is_not_utf_8_tells_nothing() -> None:
    assert _labels([f"c\udcfft.{n}.jpg" for n in range(4)] + [f"d\udcffg.{n}.jpg" for n in range(4)]) == {}
