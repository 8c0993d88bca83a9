"""The check of a folder: every file accounted for, and every copy, conflict and leak named."""

import io
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest
from draining import drain
from PIL import Image

from tlstudio.dataset.check import Summary, check
from tlstudio.dataset.finding import Finding
from tlstudio.dataset.sample import Dataset, Sample, Skipped, Split
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import UsageError
from tlstudio.photos.pool import PhotoPool
from tlstudio.photos.reading import content_digest

DrawPhotos = Callable[..., Path]
DrawScene = Callable[..., Image.Image]
CheckNow = Callable[..., tuple[Summary, list[Finding]]]


@pytest.fixture
def check_now(pool: PhotoPool) -> CheckNow:
    """Runs a check to its end: the summary and the findings."""

    def run(photos: Path | Dataset, control: Control | None = None) -> tuple[Summary, list[Finding]]:
        summary, events = drain(check(photos, control or Control(), pool))
        return summary, [event for event in events if isinstance(event, Finding)]

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


def test_that_a_second_check_finds_the_same_and_reads_no_photo(tmp_path: Path, draw_scene: DrawScene) -> None:
    for number in range(12):
        folder = tmp_path / ("ants", "bees")[number % 2]
        folder.mkdir(exist_ok=True)
        draw_scene(number % 10).save(folder / f"{number:02}.png")
    draw_scene(20).point(lambda value: value // 12).save(tmp_path / "ants" / "dark.png")
    Image.fromarray(np.full((90, 120), 30_000, np.uint16)).save(tmp_path / "ants" / "deep.png")
    with PhotoPool(workers=1) as readers:
        first, events = drain(check(tmp_path, Control(), readers))
    again, events_again = drain(check(tmp_path, Control(), readers))  # closed: whatever it is asked for, it refuses
    found, found_again = ([each for each in said if isinstance(each, Finding)] for said in (events, events_again))
    assert [each.kind for each in found] == ["note", "flat", "dark", "duplicate", "duplicate"]
    assert (again, found_again) == (first, found)


@pytest.fixture
def scenes(tmp_path: Path, draw_scene: DrawScene) -> Dataset:
    """Twelve scenes that all lie in one folder; their labels and parts are known to whoever made the Dataset only."""
    samples = []
    for number in range(12):
        path = tmp_path / f"{number:02}.jpg"
        draw_scene(number).save(path, quality=90)
        part: Split = "validation" if number % 3 == 0 else "train"
        samples.append(Sample(path, ("ants", "bees")[number % 2], part, content_digest(path.read_bytes())))
    return Dataset(tmp_path, ("ants", "bees"), tuple(samples), split_given=True, kept_together=4)


def with_copy(dataset: Dataset, of: int, name: str, label: str, split: Split, data: bytes | None = None) -> Dataset:
    original = dataset.samples[of]
    path = original.path.with_name(name)
    path.write_bytes(data or original.path.read_bytes())
    copy = Sample(path, label, split, content_digest(path.read_bytes()))
    return msgspec.structs.replace(dataset, samples=(*dataset.samples, copy))


def test_that_a_dataset_is_taken_with_its_own_labels_and_parts(scenes: Dataset, check_now: CheckNow) -> None:
    (scenes.root / "beside.jpg").write_bytes(b"<html>")
    summary, findings = check_now(scenes)
    assert findings == []
    assert summary == Summary(photos=12, classes={"ants": 6, "bees": 6}, problems={}, refused=0, kept_together=4)


def test_that_leaks_and_conflicts_of_a_dataset_are_those_of_its_own_parts_and_labels(
    scenes: Dataset, draw_scene: DrawScene, check_now: CheckNow
) -> None:
    small = io.BytesIO()
    draw_scene(4).resize((200, 150)).save(small, "JPEG")
    scenes = with_copy(scenes, 1, "within.jpg", "bees", "train")
    scenes = with_copy(scenes, 2, "elsewhere.jpg", "bees", "train")
    scenes = with_copy(scenes, 4, "tested.jpg", "ants", "test", small.getvalue())
    _, findings = check_now(scenes)
    assert [(each.kind, Path(each.path).name, Path(each.with_[0]).name) for each in findings] == [
        ("duplicate", "01.jpg", "within.jpg"),
        ("conflict", "02.jpg", "elsewhere.jpg"),
        ("leak", "04.jpg", "tested.jpg"),
    ]
    assert "in test and train" in findings[2].reason


def test_that_what_a_dataset_has_skipped_and_what_is_gone_since_is_named(scenes: Dataset, check_now: CheckNow) -> None:
    skipped = Skipped(scenes.root / "page.jpg", "html", "This is a web page, not a photo.")
    scenes.samples[5].path.unlink()
    summary, findings = check_now(msgspec.structs.replace(scenes, skipped=(skipped,)))
    assert [(each.kind, Path(each.path).name) for each in findings] == [("html", "page.jpg"), ("missing", "05.jpg")]
    assert (summary.photos, summary.refused) == (11, 2)


def test_that_a_class_of_a_dataset_without_readable_photos_to_train_on_is_a_finding(
    scenes: Dataset, check_now: CheckNow
) -> None:
    for sample in scenes.samples:
        if sample.label == "bees" and sample.split == "train":
            sample.path.write_bytes(b"<html>")
    _, findings = check_now(scenes)
    [layout] = [each for each in findings if each.kind == "layout"]
    assert layout.reason.startswith("The class “bees” has no photos to train on.")


def test_that_each_of_the_odd_test_images_is_used_or_refused(real_photos: Path, check_now: CheckNow) -> None:
    folder = real_photos / "odd-photos"
    summary, findings = check_now(folder)
    assert summary.photos + summary.refused == regular_files(folder)
    assert summary.photos > 900
    assert all(len(finding.reason) > 10 and finding.kind for finding in findings)
