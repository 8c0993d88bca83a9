"""Which photos belong to which class and part of the split, told from the folders' names."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tlstudio.dataset.layout import LayoutError
from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import training_problem
from tlstudio.foundation.errors import UsageError

MakeTree = Callable[..., Path]
ScanNow = Callable[..., tuple[Dataset, list[object]]]


def names(label: str, count: int = 5, folder: str = "") -> list[str]:
    return [f"{folder}{label}/{folder[:2]}{label}{number}.png" for number in range(count)]


def counts(dataset: Dataset) -> Counter[tuple[str, str]]:
    return Counter((sample.label, sample.split) for sample in dataset.samples)


def test_that_each_sub_folder_is_a_class_with_all_that_lies_deeper(make_tree: MakeTree, scan_now: ScanNow) -> None:
    root = make_tree(*names("cat"), *names("dog"), "cat/kittens/young/a.png")
    dataset, _ = scan_now(root)
    assert dataset.classes == ("cat", "dog")
    assert Counter(sample.label for sample in dataset.samples) == {"cat": 6, "dog": 5}
    assert [sample.path for sample in dataset.samples] == sorted(sample.path for sample in dataset.samples)
    assert not dataset.split_given
    assert training_problem(dataset) is None


@pytest.mark.parametrize("name", ["val", "Valid", "VALIDATION"])
def test_that_train_and_val_are_the_split(make_tree: MakeTree, scan_now: ScanNow, name: str) -> None:
    root = make_tree(*names("cat", 4, "Train/"), *names("dog", 3, "Train/"), *names("cat", 2, f"{name}/"))
    dataset, _ = scan_now(root)
    assert counts(dataset) == {("cat", "train"): 4, ("dog", "train"): 3, ("cat", "validation"): 2}
    assert dataset.split_given
    assert dataset.warnings == ("No validation photo shows “dog”: the accuracy says nothing about this class.",)


def test_that_without_a_validation_part_it_comes_out_of_train_and_never_out_of_test(
    make_tree: MakeTree, scan_now: ScanNow
) -> None:
    train = [*names("cat", 40, "train/"), *names("dog", 40, "train/")]
    dataset, _ = scan_now(make_tree(*train, *names("cat", 10, "test/"), *names("dog", 10, "test/")))
    found = counts(dataset)
    assert found["cat", "test"] == found["dog", "test"] == 10
    assert found["cat", "train"] + found["cat", "validation"] == 40
    assert 0 < found["cat", "validation"] < 20
    assert all("test" in sample.path.parts for sample in dataset.part("test"))


def test_that_a_test_folder_without_classes_only_skips_its_photos(make_tree: MakeTree, scan_now: ScanNow) -> None:
    dataset, _ = scan_now(make_tree(*names("cat", 3, "train/"), *names("dog", 3, "train/"), "test/1.png"))
    assert len(dataset.samples) == 6
    assert [(each.path.name, each.kind) for each in dataset.skipped] == [("1.png", "stray")]


def test_that_a_class_may_be_called_train(make_tree: MakeTree, scan_now: ScanNow) -> None:
    assert scan_now(make_tree(*names("train"), *names("bus")))[0].classes == ("bus", "train")


def test_that_train_all_alone_is_looked_into(make_tree: MakeTree, scan_now: ScanNow) -> None:
    dataset, _ = scan_now(make_tree(*names("cat", 5, "train/"), *names("dog", 5, "train/")))
    assert dataset.classes == ("cat", "dog")
    assert dataset.part("validation")
    assert not dataset.split_given


def test_that_a_folder_beside_train_is_named_and_left_out(make_tree: MakeTree, scan_now: ScanNow) -> None:
    root = make_tree(*names("cat", 3, "train/"), *names("dog", 3, "train/"), *names("cat", 1, "val/"), "notes/x.png")
    dataset, _ = scan_now(root)
    assert [(each.path, each.kind) for each in dataset.skipped] == [(root / "notes", "folder")]


def test_that_another_folder_may_be_given_for_validation(make_tree: MakeTree, scan_now: ScanNow) -> None:
    root = make_tree(*names("cat", 4), *names("dog", 4), *names("cat", 2, "kept/"), *names("dog", 3, "kept/"))
    dataset, _ = scan_now(root, validation=root / "kept")
    assert dataset.classes == ("cat", "dog")
    assert counts(dataset) == {
        ("cat", "train"): 4, ("dog", "train"): 4, ("cat", "validation"): 2, ("dog", "validation"): 3
    }  # fmt: skip


def test_that_a_given_validation_folder_replaces_val(make_tree: MakeTree, scan_now: ScanNow) -> None:
    parts = ("train/", "val/", "other/")
    root = make_tree(*(name for part in parts for label in ("cat", "dog") for name in names(label, 2, part)))
    dataset, _ = scan_now(root, validation=root / "other")
    assert {sample.path.parts[-3] for sample in dataset.part("validation")} == {"other"}
    assert {each.path for each in dataset.skipped if each.kind == "replaced"} == {root / "val/cat", root / "val/dog"}
    same, _ = scan_now(root, validation=root / "val")
    assert counts(same) == counts(scan_now(root)[0])


def test_that_the_photos_themselves_cannot_be_the_validation_folder(make_tree: MakeTree, scan_now: ScanNow) -> None:
    root = make_tree(*names("cat"), *names("dog"))
    with pytest.raises(LayoutError, match="holds all the photos"):
        scan_now(root, validation=root)


def test_that_several_folders_are_classes(make_tree: MakeTree, scan_now: ScanNow) -> None:
    root = make_tree(*names("cat"), *names("dog"), *names("cat", 2, "more/"), "owl/1.png")
    dataset, _ = scan_now((root / "cat", root / "dog", root / "more" / "cat"))
    assert Counter(sample.label for sample in dataset.samples) == {"cat": 7, "dog": 5}
    assert dataset.root == root


def test_that_train_and_val_dropped_together_are_the_split(make_tree: MakeTree, scan_now: ScanNow) -> None:
    root = make_tree(*names("cat", 3, "train/"), *names("dog", 3, "train/"), *names("cat", 1, "val/"))
    dataset, _ = scan_now((root / "train", root / "val"))
    assert counts(dataset) == {("cat", "train"): 3, ("dog", "train"): 3, ("cat", "validation"): 1}


def test_that_a_class_without_training_photos_is_skipped_with_a_sentence(
    make_tree: MakeTree, scan_now: ScanNow
) -> None:
    root = make_tree(*names("cat", 3, "train/"), *names("dog", 3, "train/"), *names("cat", 2, "val/"), "val/owl/1.png")
    dataset, events = scan_now(root)
    assert dataset.classes == ("cat", "dog")
    [skipped] = dataset.skipped
    assert skipped.reason == "Its class “owl” has no training photos, so it cannot be learned."
    assert str(skipped.path) in {getattr(event, "path", None) for event in events}


def test_that_an_empty_class_is_left_out_with_a_sentence(make_tree: MakeTree, scan_now: ScanNow) -> None:
    root = make_tree(*names("cat"), *names("dog"))
    (root / "owl").mkdir()
    dataset, _ = scan_now(root)
    assert dataset.classes == ("cat", "dog")
    assert dataset.warnings == ("The folder “owl” has no usable photos and is left out: it is no class.",)


def test_that_one_class_can_be_looked_at_but_not_trained_on(make_tree: MakeTree, scan_now: ScanNow) -> None:
    dataset, _ = scan_now(make_tree(*names("cat")))
    assert len(dataset.samples) == 5
    problem = training_problem(dataset)
    assert problem is not None
    assert problem.startswith("Training needs at least two classes and only “cat” was found.")


def test_that_classes_of_one_photo_each_leave_nothing_to_validate_on(make_tree: MakeTree, scan_now: ScanNow) -> None:
    dataset, _ = scan_now(make_tree("cat/1.png", "dog/1.png"))
    assert dataset.part("validation") == ()
    assert "validate" in (training_problem(dataset) or "")


def test_that_photos_in_the_root_are_told_what_is_wanted(make_tree: MakeTree, scan_now: ScanNow) -> None:
    with pytest.raises(LayoutError, match=r"has no class folders\. Give each class a folder of its own"):
        scan_now(make_tree("1.png", "2.png"))


def test_that_photos_beside_class_folders_are_named(make_tree: MakeTree, scan_now: ScanNow) -> None:
    dataset, _ = scan_now(make_tree(*names("cat"), *names("dog"), "lost.png"))
    assert [each.reason for each in dataset.skipped] == [
        "It lies beside the class folders, so it has no class. Move it into one of them."
    ]


def test_that_folders_without_photos_are_told_what_is_wanted(make_tree: MakeTree, scan_now: ScanNow) -> None:
    root = make_tree()
    (root / "cat").mkdir()
    with pytest.raises(LayoutError, match="No photos with a class"):
        scan_now(root)


@pytest.mark.parametrize("name", ["nowhere", "a file/nowhere", "nul\0"])
def test_that_a_place_that_is_not_there_is_named(tmp_path: Path, scan_now: ScanNow, name: str) -> None:
    (tmp_path / "a file").write_bytes(b"")
    with pytest.raises(UsageError, match=r"is not there\. Check the name"):
        scan_now(tmp_path / name)
