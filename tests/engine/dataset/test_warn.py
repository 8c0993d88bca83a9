"""What is said about a dataset before a run."""

from pathlib import Path

from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.dataset.warn import too_few_to_check
from tlstudio.metrics.intervals import enough_to_tell


def dataset(train: int, validation: int, test: int = 0) -> Dataset:
    parts = ["train"] * train + ["validation"] * validation + ["test"] * test
    samples = tuple(Sample(Path(f"a/{number}.jpg"), "a", part, f"{number:040x}") for number, part in enumerate(parts))
    return Dataset(Path(), ("a",), samples)


def test_that_few_validation_photos_are_said_to_be_few_and_what_helps() -> None:
    (said,) = too_few_to_check(dataset(80, 20, test=50))
    assert said.text == (
        "20 validation photos cannot tell 90 % right from 97 %: about 191 would. "
        "Cross-validation asks about all 100 photos in turn."
    )
    assert said.remedy == "cross_validation"


def test_that_enough_validation_photos_are_no_matter() -> None:
    assert [*too_few_to_check(dataset(10, enough_to_tell()))] == []
    assert len([*too_few_to_check(dataset(10, enough_to_tell() - 1))]) == 1
