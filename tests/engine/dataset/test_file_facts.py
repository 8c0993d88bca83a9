"""What the disk knows of the photos' files, for sorting."""

import os
from pathlib import Path

import pytest
from draining import drain

from tlstudio.dataset.file_facts import FileFact, file_facts
from tlstudio.dataset.sample import Sample
from tlstudio.foundation.control import Control


@pytest.fixture
def samples(tmp_path: Path) -> list[Sample]:
    for name, size in (("a", 3), ("b", 5)):
        (tmp_path / name).write_bytes(b"x" * size)
        os.utime(tmp_path / name, ns=(0, size * 10**9))
    return [Sample(tmp_path / name, "ants", "train", name) for name in ("a", "b", "gone")]


def test_that_size_and_time_are_told_and_what_is_gone_counts_as_nothing(samples: list[Sample]) -> None:
    facts, _ = drain(file_facts(samples, Control()))
    assert list(facts.values()) == [FileFact(3, 3 * 10**9), FileFact(5, 5 * 10**9), FileFact(0, 0)]


def test_that_a_stopped_search_ends_at_once(samples: list[Sample]) -> None:
    control = Control()
    control.stop()
    assert drain(file_facts(samples, control))[0] == {}
