"""The sample set: written once, completed when broken, and never into somebody else's folder."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from tlstudio.dataset.sample_set import SIDE, write_digits
from tlstudio.foundation.errors import StudioError


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    folder = tmp_path / "digits"
    assert write_digits(folder) == 1797
    return folder


def test_that_every_digit_lies_in_the_folder_of_its_class(digits: Path) -> None:
    counts = Counter(path.parent.name for path in digits.glob("*/*.png"))
    assert counts == Counter(map(str, load_digits().target))


def test_that_a_picture_is_the_digit_in_dark_ink_on_white_paper(digits: Path) -> None:
    with Image.open(digits / "0" / "digit0000.png") as image:
        assert image.size == (SIDE, SIDE)
        small = np.array(image.convert("L").resize((10, 10), Image.Resampling.BOX), dtype=float)
    ink = load_digits().images[0]
    assert np.corrcoef((255 - small[1:-1, 1:-1]).ravel(), ink.ravel())[0, 1] > 0.98
    assert small[0].min() > 200


def test_that_writing_again_changes_nothing_and_mends_what_is_missing_or_cut_off(digits: Path) -> None:
    before = {path: path.read_bytes() for path in digits.glob("*/*.png")}
    gone, cut, own = digits / "1" / "digit0001.png", digits / "0" / "digit0000.png", digits / "1" / "mine.png"
    gone.unlink()
    cut.write_bytes(before[cut][:50])
    own.write_bytes(b"my own photo")
    assert write_digits(digits) == 1797
    assert {path: path.read_bytes() for path in before} == before
    assert own.read_bytes() == b"my own photo"


@pytest.mark.parametrize("name", ["holiday.jpg", "cats/cat.jpg", "0/mnist.png", "3"])
def test_that_a_folder_with_anything_else_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"precious")
    with pytest.raises(StudioError, match="is not empty"):
        write_digits(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / name]


def test_that_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "digits").write_bytes(b"")
    with pytest.raises(StudioError, match=r"Cannot write .*digits"):
        write_digits(tmp_path / "digits")
