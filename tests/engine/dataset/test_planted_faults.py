"""A small collection with planted faults: each is found, and nothing else is. The large one is a campaign."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from draining import drain
from PIL import Image, ImageFilter

from tlstudio.dataset.check import Summary, check
from tlstudio.dataset.finding import Finding
from tlstudio.foundation.control import Control
from tlstudio.photos.pool import PhotoPool

DrawScene = Callable[..., Image.Image]


def test_that_planted_faults_are_found_and_nothing_else(tmp_path: Path, draw_scene: DrawScene, pool: PhotoPool) -> None:
    place = _planted(tmp_path, draw_scene)
    found: list[Any]
    summary: Summary
    summary, found = drain(check(tmp_path, Control(), pool))
    named = {
        (each.kind, frozenset(map(place, (each.path, *each.with_)))) for each in found if isinstance(each, Finding)
    }
    assert named == {
        ("duplicate", frozenset({"train/a/00", "train/a/copy"})),
        ("near", frozenset({"train/a/02", "train/a/small"})),
        ("near", frozenset({"train/b/03", "train/b/mirrored"})),
        ("leak", frozenset({"train/a/04", "val/a/again"})),
        ("leak", frozenset({"train/b/05", "val/b/cropped"})),
        ("conflict", frozenset({"train/a/06", "train/b/also"})),
        ("burst", frozenset({"train/b/burst0", "train/b/burst1"})),
        ("blurred", frozenset({"train/a/08"})),
        ("dark", frozenset({"train/b/09"})),
        ("truncated", frozenset({"train/a/half"})),
    }
    assert (summary.photos, summary.refused) == (40 + 6 + 2, 1)


def _planted(folder: Path, draw_scene: DrawScene) -> Callable[[str], str]:
    """Forty scenes in two classes and two parts, and ten faults; returns what shortens a path."""
    for number in range(40):
        part = folder / ("train" if number < 30 else "val") / "ab"[number % 2]
        part.mkdir(parents=True, exist_ok=True)
        _save(draw_scene(number), part / f"{number:02}.jpg")
    train, val = folder / "train", folder / "val"
    whole = (train / "a" / "00.jpg").read_bytes()
    (train / "a" / "copy.jpg").write_bytes(whole)
    (train / "a" / "half.jpg").write_bytes(whole[: len(whole) // 2])
    _save(draw_scene(2).resize((200, 150)), train / "a" / "small.jpg")
    _save(draw_scene(3).transpose(Image.Transpose.FLIP_LEFT_RIGHT), train / "b" / "mirrored.jpg")
    (val / "a" / "again.jpg").write_bytes((train / "a" / "04.jpg").read_bytes())
    _save(draw_scene(5).crop((5, 4, 316, 236)), val / "b" / "cropped.jpg")
    (train / "b" / "also.jpg").write_bytes((train / "a" / "06.jpg").read_bytes())
    _save(draw_scene(8).filter(ImageFilter.GaussianBlur(3)), train / "a" / "08.jpg")
    _save(draw_scene(9).point(lambda value: value // 12), train / "b" / "09.jpg")
    for frame in (0, 1):
        exif = Image.Exif()
        exif.get_ifd(0x8769)[0x9003] = f"2026:05:04 10:00:0{3 * frame}"
        scene = draw_scene(77, size=(360, 240)).crop((frame * 14, 0, 300 + frame * 14, 240))
        scene.save(train / "b" / f"burst{frame}.jpg", quality=90, exif=exif)
    return lambda path: Path(path).relative_to(folder).with_suffix("").as_posix()


def _save(image: Image.Image, path: Path) -> None:
    image.save(path, quality=90)
