"""`tlstudio cache` as people and programs see it."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.cli.main import run_command_line
from tlstudio.dataset.sights import SIDE
from tlstudio.features.key import GroupKey, record_key
from tlstudio.features.store import Store
from tlstudio.photos.kept import Keeper, Thumbnail


@pytest.fixture
def kept() -> GroupKey:
    """Ten activations of 4 kB in the cache."""
    preprocessing = Preprocessing(224, 0.875, "bicubic", (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
    key = GroupKey("small\n", "w" * 40, "node", "blocks.5", preprocessing, "decoder", "torch", "float32", (1000,))
    group = Store().group(key)
    group.add([record_key(f"{number:064x}") for number in range(10)], np.ones((10, 1000), np.float32))
    group.flush()
    return key


def test_that_text_says_how_much_there_is_where_and_of_what(kept: GroupKey, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["cache", "--limit", "1.5"]) == 0
    freed, total, photos, group = capsys.readouterr().out.splitlines()
    assert freed == "0 bytes freed"
    assert total == f"40 kB of at most 1.5 GB in {Store().folder}"
    assert photos == "0 bytes of thumbnails, 0 bytes of what is remembered of photos"
    assert re.fullmatch(r"small� +up to blocks\.5 +10 photos +40 kB +last used \d{4}-\d\d-\d\d \d\d:\d\d", group)


def test_that_json_is_a_line_for_the_cache_and_one_for_each_group(
    kept: GroupKey, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(["cache", "--limit", "1.5", "--json"]) == 0
    total, group = map(json.loads, capsys.readouterr().out.splitlines())
    size = Store().bytes()
    assert total == {
        "folder": str(Store().folder), "bytes": size, "limit": 1_500_000_000, "freed": 0,
        "thumbnails": 0, "remembered": 0,
    }  # fmt: skip
    assert (group["key"]["backbone"], group["bytes"], group["records"]) == (kept.backbone, size, 10)


def test_that_clearing_frees_everything(kept: GroupKey, capsys: pytest.CaptureFixture[str]) -> None:
    size = Store().bytes()
    assert run_command_line(["cache", "--clear", "--json"]) == 0
    (total,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (total["freed"], total["bytes"], Store().bytes()) == (size, 0, 0)


def test_that_what_is_kept_of_photos_is_counted_and_cleared_with_the_rest(
    kept: GroupKey, draw_photos: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    keeper = Keeper()
    keeper.keep(Thumbnail(b"name", b"picture"))
    keeper.close()
    assert run_command_line(["check", str(draw_photos(count=3)), "--quick"]) == 0
    capsys.readouterr()
    assert run_command_line(["cache", "--json"]) == 0
    before = json.loads(capsys.readouterr().out.splitlines()[0])
    assert before["thumbnails"] > 1000
    assert before["remembered"] > 6 * SIDE**2
    assert run_command_line(["cache", "--clear", "--json"]) == 0
    after = json.loads(capsys.readouterr().out)
    assert after["freed"] == sum(before[name] for name in ("bytes", "thumbnails", "remembered"))
    assert [after[name] for name in ("bytes", "thumbnails", "remembered")] == [0, 0, 0]


def test_that_a_smaller_limit_frees_at_once(kept: GroupKey, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["cache", "--limit", "0"]) == 0
    freed, total, _ = capsys.readouterr().out.splitlines()
    assert (freed, total) == ("40 kB freed", f"0 bytes of at most 0 bytes in {Store().folder}")


@pytest.mark.parametrize("limit", ["-1", "nan", "much"])
def test_that_a_limit_that_is_none_is_wrong_usage(limit: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["cache", "--limit", limit]) == 2
    assert capsys.readouterr().out == ""
