"""What all benchmarks share: a home and photos of their own, their options, and one small table."""

import argparse
import atexit
import os
import shutil
import statistics
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

_PICTURES = {".png", ".jpg", ".jpeg"}


def own_home() -> Path:
    """An empty folder for all that the studio keeps, gone at the end: nothing of the user's is read or changed."""
    folder = Path(tempfile.mkdtemp(prefix="tlstudio-benchmark-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    use_home(folder)
    return folder


def use_home(folder: Path) -> None:
    """From now on the studio, and every process started from here, keeps its files in this folder."""
    os.environ["TLSTUDIO_HOME"] = str(folder)
    os.environ["XDG_CONFIG_HOME"] = str(folder / "config")


def sample_photos(folder: Path) -> Path:
    """The digits sample, 1,797 photos."""
    from tlstudio.dataset.sample_set import write_digits

    write_digits(folder / "digits")
    return folder / "digits"


def working_copy(photos: Path | None, folder: Path, most: int | None = None) -> Path:
    """A copy of the photos (None: the digits sample) in `folder/photos`, with `train/` and `val/`, free to be changed.

    Where there is no `val/`, every fifth photo of a class goes there. `most` takes about so many, of every class alike.
    """
    source = photos.resolve() if photos else sample_photos(folder)
    is_split = (source / "train").is_dir() and (source / "val").is_dir()
    seen: Counter[str] = Counter()
    for file in _thinned(pictures(source), most):
        label = file.parent.name
        seen[label] += 1
        part = file.relative_to(source).parts[0] if is_split else "val" if seen[label] % 5 == 0 else "train"
        place = folder / "photos" / part / label
        place.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, place)
    return folder / "photos"


def pictures(folder: Path) -> list[Path]:
    """All picture files below a folder, in order of their paths."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in _PICTURES)


def _thinned(files: Sequence[Path], most: int | None) -> list[Path]:
    wanted = min(len(files), most or len(files))
    return [files[number * len(files) // wanted] for number in range(wanted)]


def options_parser(text: str | None) -> argparse.ArgumentParser:
    """A parser for PHOTOS and --device, with the script's own text as its help."""
    parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path, nargs="?", help="a folder with train/ and val/ (the digits sample)")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    return parser


def check_device(device: str) -> None:
    """End the program, in one sentence, where there is no such device."""
    if device == "cpu":
        return
    import torch

    if not torch.cuda.is_available():
        raise SystemExit("There is no GPU here.")


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed; nan of none."""
    if not values:
        return float("nan")
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)


class Table:
    """Rows of a figure, what was measured, and the bar it has to stay under, or with `at_least` to reach."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        print(f"{'':58}{'measured':>16}{'bar':>16}")

    def row(
        self, figure: str, measured: float, bar: float | None = None, *, at_least: bool = False, note: str = ""
    ) -> None:
        """Print one row; without a bar the figure is for comparison only."""
        shown = verdict = ""
        if bar is not None:
            shown = self._with_unit(bar)
            if at_least:
                verdict = "  ok" if measured >= bar else "  UNDER"
            else:
                verdict = "  ok" if measured <= bar else "  OVER"
        print(f"{figure:58}{self._with_unit(measured):>16}{shown:>16}{verdict}{note and '  ' + note}", flush=True)

    def _with_unit(self, value: float) -> str:
        return f"{_number(value)} {self._unit}".rstrip()


def _number(value: float) -> str:
    """Enough digits to compare by: 0.00012, 0.85, 12.3, 1,234."""
    if not value:
        return "0"
    if abs(value) < 0.01:
        return f"{value:.1e}"
    return f"{value:.3f}" if abs(value) < 1 else f"{value:.2f}" if abs(value) < 100 else f"{value:,.0f}"
