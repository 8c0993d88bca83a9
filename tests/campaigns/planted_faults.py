"""A collection with planted faults: how many of each kind the check finds, and how many it names wrongly.

Run by hand, with a folder of photos (one sub-folder per class, or train/ and val/ that have them) and one of photos of
other things: `python -W ignore tests/campaigns/planted_faults.py PHOTOS STRANGERS > tests/campaigns/planted_faults.md`.
Nothing is written into either; the collection lies in a folder of its own. The photos themselves have faults that
nobody planted, so what counts as a false alarm is listed, to be looked at.
"""

import io
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

from tlstudio.dataset.finding import Finding, worst_first
from tlstudio.evaluation.quality import check_all
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.device import choose_device
from tlstudio.photos.pool import PhotoPool

_SEED = 4
_COPIES, _NEAR, _LEAKS, _SWAPPED, _BROKEN, _STRAYS, _BURSTS, _BLURRED, _DARK = 200, 100, 50, 40, 30, 20, 10, 10, 10
_LISTED = 12


class Planter:
    """Copies photos into a collection of its own, and plants faults there; `planted` says which kind lies where."""

    def __init__(self, photos: Path, strangers: Path, folder: Path) -> None:
        self._random = random.Random(_SEED)
        self._folder = folder
        self._strangers = sorted(strangers.glob("*.jpg"))
        self.planted: dict[str, list[set[str]]] = {}
        self.untouched: list[Path] = []
        for source in sorted(path for path in photos.rglob("*") if path.suffix.lower() == ".jpg"):
            part = "val" if "val" in source.relative_to(photos).parts else "train"
            place = self._place(part, source.parent.name, source.name)
            place.write_bytes(source.read_bytes())
            self.untouched.append(place)
        self._random.shuffle(self.untouched)

    def plant(self) -> None:
        """All faults; each photo takes part in one kind only."""
        for path in self._strangers[:_STRAYS]:
            place = self._place("train", self._random.choice(self._labels()), path.name)
            place.write_bytes(path.read_bytes())
            self._note("stray", place)
        for path in self._take(_SWAPPED):
            other = next(label for label in self._labels() if label != path.parent.name)
            self._note("swapped label", path.rename(self._place(path.parts[-3], other, path.name)))
        for number, path in enumerate(self._take(_BROKEN)):
            data = path.read_bytes()
            path.write_bytes((data[: len(data) // 2], b"<html>" + data[:99], b"")[number % 3])
            self._note("broken", path)
        for name, change in (("blurred", _blurred), ("dark", _darkened)):
            for path in self._take(_BLURRED if name == "blurred" else _DARK):
                path.write_bytes(change(Image.open(path)))
                self._note(name, path)
        self._plant_bursts()
        originals = self._take(_COPIES // 4)
        for number in range(_COPIES):
            path = originals[number % len(originals)]
            self._note("exact copy", path, self._write(path, path.read_bytes(), f"copy{number}", path.parts[-3]))
        for number, path in enumerate(self._take(_NEAR)):
            name, change = _CHANGES[number % len(_CHANGES)]
            self._note(f"near copy: {name}", path, self._write(path, change(Image.open(path)), "near", path.parts[-3]))
        for number, path in enumerate(self._take(_LEAKS, "train")):
            name, change = (("exact", _same), *_CHANGES)[number % (len(_CHANGES) + 1)]
            self._note(
                "leak: exact" if name == "exact" else "leak: near",
                path,
                self._write(path, change(Image.open(path)), "leak", "val"),
            )

    def _plant_bursts(self) -> None:
        """Each photo becomes three frames: the camera moves a tenth of the picture from one to the next."""
        for number, path in enumerate(self._take(_BURSTS)):
            image = Image.open(path).convert("RGB")
            width, height = image.size
            frames = [
                path,
                *(self._place(path.parts[-3], path.parent.name, f"{path.stem}-{frame}.jpg") for frame in (1, 2)),
            ]
            for frame, place in enumerate(frames):
                left = frame * width // 10
                exif = Image.Exif()
                exif.get_ifd(0x8769)[0x9003] = f"2026:05:{number + 1:02} 10:00:{frame * 3:02}"
                image.crop((left, 0, left + width * 8 // 10, height)).save(place, quality=90, exif=exif)
            self._note("burst", *frames)

    def _take(self, count: int, part: str | None = None) -> list[Path]:
        taken = [path for path in self.untouched if part in (None, path.parts[-3])][:count]
        assert len(taken) == count, "too few photos"
        self.untouched = [path for path in self.untouched if path not in taken]
        return taken

    def _note(self, kind: str, *places: Path) -> None:
        self.planted.setdefault(kind, []).append({str(place) for place in places})

    def _write(self, path: Path, data: bytes, name: str, part: str) -> Path:
        place = self._place(part, path.parent.name, f"{path.stem}-{name}.jpg")
        place.write_bytes(data)
        return place

    def _place(self, part: str, label: str, name: str) -> Path:
        folder = self._folder / part / label
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name

    def _labels(self) -> list[str]:
        return sorted(path.name for path in (self._folder / "train").iterdir())


def _saved(image: Image.Image, quality: int = 85) -> bytes:
    file = io.BytesIO()
    image.convert("RGB").save(file, "JPEG", quality=quality)
    return file.getvalue()


def _cropped(image: Image.Image) -> Image.Image:
    width, height = image.size
    return image.crop((int(width * 0.02), int(height * 0.01), int(width * 0.99), int(height * 0.98)))


def _smaller(image: Image.Image) -> Image.Image:
    return image.resize((image.width * 6 // 10, image.height * 6 // 10))


def _same(image: Image.Image) -> bytes:
    return Path(image.filename).read_bytes()  # type: ignore[attr-defined]


def _blurred(image: Image.Image) -> bytes:
    from PIL import ImageFilter

    return _saved(image.convert("RGB").filter(ImageFilter.GaussianBlur(max(image.size) / 128)))


def _darkened(image: Image.Image) -> bytes:
    return _saved(image.convert("RGB").point(lambda value: value // 10))


_CHANGES: tuple[tuple[str, Callable[[Image.Image], bytes]], ...] = (
    ("saved anew", lambda image: _saved(image, 40)),
    ("made smaller", lambda image: _saved(_smaller(image))),
    ("cropped by 3 %", lambda image: _saved(_cropped(image))),
    ("mirrored", lambda image: _saved(image.transpose(Image.Transpose.FLIP_LEFT_RIGHT))),
    ("brighter by 20 %", lambda image: _saved(image.convert("RGB").point(lambda value: min(255, value * 6 // 5)))),
    (
        "smaller, cropped and mirrored",
        lambda image: _saved(_cropped(_smaller(image)).transpose(Image.Transpose.FLIP_LEFT_RIGHT)),
    ),
)
_NAMES = {
    "stray": "unlike", "swapped label": "mislabelled", "blurred": "blurred", "dark": "dark", "burst": "burst",
    "exact copy": "duplicate", "near copy": "near", "leak: exact": "leak", "leak: near": "leak",
}  # fmt: skip
_BROKEN_KINDS = ("truncated", "damaged", "html", "empty")


def _kind(planted: str) -> str:
    return next((kind for start, kind in _NAMES.items() if planted.startswith(start)), planted)


def _rows(found: list[Finding], planted: dict[str, list[set[str]]]) -> Iterator[str]:
    for kind, groups in planted.items():
        kinds = _BROKEN_KINDS if kind == "broken" else (_kind(kind),)
        named = [{each.path, *each.with_} for each in found if each.kind in kinds]
        yield f"| {kind} | {len(groups)} | {sum(any(group <= each for each in named) for group in groups)} |"


def _false(found: list[Finding], planted: dict[str, list[set[str]]]) -> Iterator[tuple[str, list[Finding]]]:
    """For each kind of finding those that are about nothing planted of that kind."""
    for kind in sorted({each.kind for each in found}):
        wanted = [group for name, groups in planted.items() if _kind(name) == kind for group in groups]
        named = [each for each in found if each.kind == kind]
        yield kind, [each for each in named if not any(group <= {each.path, *each.with_} for group in wanted)]


def main(photos: Path, strangers: Path) -> None:
    """Print the table, and the false alarms."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TLSTUDIO_HOME"] = f"{folder}/home"
        planter = Planter(photos, strangers, Path(folder) / "photos")
        planter.plant()
        found: list[Finding] = []
        started = time.monotonic()
        with PhotoPool() as pool:
            for event in check_all(Path(folder) / "photos", Control(), pool, Store(), choose_device("cpu")):
                if isinstance(event, Finding):
                    found.append(event)
        count = sum(path.is_file() for path in (Path(folder) / "photos").rglob("*"))
        print(f"# Planted faults\n\n{__doc__.splitlines()[0]}\n")
        print(f"{count:,} files; the check took {time.monotonic() - started:.0f} s, the network's export included.\n")
        print("| planted | how many | found |\n|---|---|---|")
        print("\n".join(_rows(found, planter.planted)))
        first = worst_first(each for each in found if each.kind == "mislabelled")[:_SWAPPED]
        swapped = set().union(*planter.planted["swapped label"])
        strange = set().union(*planter.planted["stray"])
        print(
            f"\nOf the first {len(first)} labels named, {sum(each.path in swapped for each in first)} were swapped, "
            f"and {sum(each.path in strange for each in first)} are of strays, which have no right one."
        )
        print("\n| named | findings | not planted | the first of these |\n|---|---|---|---|")
        for kind, wrong in _false([each for each in found if each.kind not in _BROKEN_KINDS], planter.planted):
            listed = ", ".join(Path(each.path).name for each in wrong[:_LISTED])
            print(f"| {kind} | {sum(each.kind == kind for each in found)} | {len(wrong)} | {listed} |")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
