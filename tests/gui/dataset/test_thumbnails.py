"""Thumbnails come for what is in sight, in bounded memory, and say why when there are none."""

from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from tlstudio.dataset.sample import Sample
from tlstudio.gui.dataset.thumbnails import Thumbnails
from tlstudio.gui.state import AppState


@pytest.fixture
def thumbnails(state: AppState) -> Thumbnails:
    return Thumbnails(state.pool)


def test_that_asking_for_a_picture_starts_nothing(thumbnails: Thumbnails, photos: Path) -> None:
    assert thumbnails.get(photos / "ants" / "ants000.jpg") is None
    assert thumbnails._pending == {}


def test_that_what_is_in_sight_arrives(thumbnails: Thumbnails, photos: Path, qtbot: QtBot) -> None:
    paths = sorted((photos / "bees").glob("*.jpg"))
    thumbnails.want(paths)
    qtbot.waitUntil(lambda: all(thumbnails.get(path) is not None for path in paths), timeout=10_000)
    assert thumbnails.get(paths[0]).width() == 48


def test_that_what_has_gone_out_of_sight_is_no_longer_fetched(
    thumbnails: Thumbnails, photos: Path, qtbot: QtBot
) -> None:
    paths = sorted(photos.rglob("*.jpg"))
    thumbnails.want(paths)
    waiting = thumbnails._pending[paths[-1]]
    thumbnails.want(paths[:1])
    assert waiting.cancelled()
    qtbot.waitUntil(lambda: thumbnails.get(paths[0]) is not None, timeout=10_000)
    assert thumbnails.get(paths[-1]) is None


def test_that_a_file_that_is_no_photo_says_why(thumbnails: Thumbnails, photos: Path, qtbot: QtBot) -> None:
    path = photos / "ants" / "notes.txt"
    with qtbot.waitSignal(thumbnails.arrived, timeout=10_000):
        thumbnails.want([path])
    assert thumbnails.get(path) is None
    assert str(thumbnails.refusal(path)).endswith(".")


def test_that_memory_is_bounded_and_the_latest_stay(state: AppState, photos: Path, qtbot: QtBot) -> None:
    thumbnails = Thumbnails(state.pool, most_bytes=3 * 48 * 48 * 4)
    paths = sorted(photos.rglob("*.jpg"))
    for path in paths:
        with qtbot.waitSignal(thumbnails.arrived, timeout=10_000):
            thumbnails.want([path])
    assert [thumbnails.get(path) is not None for path in paths] == [False] * 9 + [True] * 3


def test_that_another_size_is_fetched_anew(thumbnails: Thumbnails, photos: Path, qtbot: QtBot) -> None:
    path = photos / "ants" / "ants000.jpg"
    with qtbot.waitSignal(thumbnails.arrived, timeout=10_000):
        thumbnails.want([path])
    thumbnails.set_side(60)
    assert thumbnails.get(path) is None


def test_that_a_photo_whose_content_changed_is_fetched_again(
    thumbnails: Thumbnails, photos: Path, qtbot: QtBot
) -> None:
    one, other = sorted((photos / "bees").glob("*.jpg"))[:2]
    samples = [Sample(path, "bees", "train", "aa") for path in (one, other)]
    thumbnails.check(samples)
    thumbnails.want([one, other])
    qtbot.waitUntil(lambda: thumbnails.get(other) is not None and thumbnails.get(one) is not None, timeout=10_000)
    thumbnails.check(samples)
    assert thumbnails.get(one) is not None
    thumbnails.check([msgspec.structs.replace(samples[0], digest="bb"), samples[1]])
    assert thumbnails.get(one) is None
    assert thumbnails.get(other) is not None
    assert thumbnails._bytes == 48 * 48 * 4
