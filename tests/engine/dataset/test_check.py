"""The check of a folder: every file accounted for, and every copy, conflict and leak named."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tlstudio.dataset.check import Summary, check
from tlstudio.dataset.finding import Finding
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import UsageError
from tlstudio.photos.pool import PhotoPool

DrawPhotos = Callable[..., Path]
DrawScene = Callable[..., Image.Image]
CheckNow = Callable[..., tuple[Summary, list[Finding]]]


@pytest.fixture
def check_now(pool: PhotoPool) -> CheckNow:
    """Runs a check to its end: the summary and the findings."""

    def run(photos: Path, control: Control | None = None) -> tuple[Summary, list[Finding]]:
        findings: list[Finding] = []
        steps = check(photos, control or Control(), pool)
        while True:
            try:
                event = next(steps)
            except StopIteration as end:
                return end.value, findings
            if isinstance(event, Finding):
                findings.append(event)

    return run


def regular_files(folder: Path) -> int:
    return sum(path.is_file() and not path.is_symlink() for path in folder.rglob("*"))


def test_that_good_photos_leave_nothing_to_say(draw_photos: DrawPhotos, check_now: CheckNow) -> None:
    summary, findings = check_now(draw_photos(("ants", "bees"), count=6))
    assert findings == []
    assert summary == Summary(photos=12, classes={"ants": 6, "bees": 6}, problems={}, refused=0)


def test_that_every_file_is_used_or_named_with_its_reason(draw_photos: DrawPhotos, check_now: CheckNow) -> None:
    photos = draw_photos(("ants", "bees"), count=6)
    whole = (photos / "ants" / "ants000.jpg").read_bytes()
    (photos / "ants" / "half.jpg").write_bytes(whole[: len(whole) // 2])
    (photos / "ants" / "page.jpg").write_bytes(b"<html>")
    (photos / "bees" / ".DS_Store").write_bytes(b"x")
    (photos / "notes.txt").write_text("notes")
    summary, findings = check_now(photos)
    assert {Path(finding.path).name: finding.kind for finding in findings} == {
        "half.jpg": "truncated", "page.jpg": "html", ".DS_Store": "hidden", "notes.txt": "stray"
    }  # fmt: skip
    assert (summary.photos, summary.refused) == (12, 4)
    assert summary.photos + summary.refused == regular_files(photos)
    assert summary.problems == {"hidden": 1, "html": 1, "stray": 1, "truncated": 1}


def test_that_copies_conflicts_and_leaks_name_all_their_files(
    draw_photos: DrawPhotos, draw_scene: DrawScene, check_now: CheckNow
) -> None:
    photos = draw_photos(("ants", "bees"), count=1, name="photos/train").parent
    for number, path in enumerate(draw_photos(("ants", "bees"), count=1, name="photos/val").glob("*/*")):
        draw_scene(number).save(path)
    ant = next((photos / "train" / "ants").iterdir()).read_bytes()
    bee = next((photos / "train" / "bees").iterdir()).read_bytes()
    (photos / "train" / "ants" / "z copy.jpg").write_bytes(ant)
    (photos / "val" / "ants" / "z leaked.jpg").write_bytes(bee)
    summary, findings = check_now(photos)
    kinds = {finding.kind: finding for finding in findings}
    assert list(kinds) == ["duplicate", "conflict", "leak"]
    assert Path(kinds["duplicate"].with_[0]).name == "z copy.jpg"
    assert [Path(path).name for path in kinds["leak"].with_] == ["z leaked.jpg"]
    assert "“ants” and “bees”" in kinds["conflict"].reason
    assert (summary.photos, summary.refused) == (6, 0)


def test_that_a_folder_without_classes_is_looked_through_all_the_same(
    draw_photos: DrawPhotos, check_now: CheckNow
) -> None:
    ants = draw_photos(("ants",), count=4) / "ants"
    (ants / "page.jpg").write_bytes(b"<html>")
    summary, findings = check_now(ants)
    assert [finding.kind for finding in findings] == ["layout", "html"]
    assert "has no class folders" in findings[0].reason
    assert summary == Summary(photos=4, classes={}, problems={"html": 1, "layout": 1}, refused=1)


def test_that_one_class_is_a_finding(draw_photos: DrawPhotos, check_now: CheckNow) -> None:
    _, [finding] = check_now(draw_photos(("ants",), count=4))
    assert finding.kind == "layout"
    assert "at least two classes" in finding.reason


def test_that_a_file_that_is_no_table_is_wrong_usage(tmp_path: Path, check_now: CheckNow) -> None:
    (tmp_path / "notes.csv").write_text("hello")
    with pytest.raises(UsageError, match="is not a table of photos"):
        check_now(tmp_path / "notes.csv")


def test_that_a_stopped_check_ends_at_once(draw_photos: DrawPhotos, check_now: CheckNow) -> None:
    control = Control()
    control.stop()
    summary, findings = check_now(draw_photos(count=4), control)
    assert (summary.photos, findings) == (0, [])


def test_that_each_of_the_odd_test_images_is_used_or_refused(real_photos: Path, check_now: CheckNow) -> None:
    folder = real_photos / "odd-photos"
    summary, findings = check_now(folder)
    assert summary.photos + summary.refused == regular_files(folder)
    assert summary.photos > 900
    assert all(len(finding.reason) > 10 and finding.kind for finding in findings)
