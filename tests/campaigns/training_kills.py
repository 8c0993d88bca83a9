"""A run is killed at random moments, again and again: it goes on each time, and ends with the unbroken run's weights.

Run by hand, on Linux: `python tests/campaigns/training_kills.py > tests/campaigns/training_kills.md`. A number as
argument makes it that many kills, more arguments name the kinds of runs; the tests run a few.
"""

import functools
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import torch
from PIL import Image

from tlstudio.modelfile.container import read_model
from tlstudio.photos.pool import PhotoPool
from tlstudio.pipeline import run
from tlstudio.training.recipe import Change, Input, Recipe, Thaw

_SMALL = Recipe(input=Input(size=64), validation_fraction=0.3, device="cpu", cut="blocks.2", batch_size=4)
_KINDS: dict[str, Recipe] = {
    "behind the border": msgspec.structs.replace(
        _SMALL, strategy="top", epochs=12, averaging=0.9, hidden=(8,), dropout=0.3,
        changes=(Change(3, 1, learning_rate=3e-4), Change(5, 0, epochs=14)),
    ),
    "whole photos": msgspec.structs.replace(_SMALL, strategy="all", epochs=4, augmentation="crop and mirror"),
    "layers that thaw": msgspec.structs.replace(_SMALL, epochs=12, thaw=(Thaw(4, ("blocks.2",)),)),
    "the head alone": msgspec.structs.replace(_SMALL, batch_size=None),
}  # fmt: skip
_PHOTOS_PER_CLASS = 12
_SECONDS_BETWEEN_CHECKPOINTS = 0.05
_COLUMNS = ("kills", "before a checkpoint", "went on", "runs", "weights equal, bit for bit", "different", "failed")


def main() -> None:
    """Print the table; the exit code is 1 when a run did not go on, or ended elsewhere."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    kinds = {kind: _KINDS[kind] for kind in sys.argv[2:]} or _KINDS
    print(f"# Kills while a network is trained\n\n{__doc__.splitlines()[0]}\n")
    print("Every run trains EfficientNet-Lite0 up to blocks.2 on 24 small pictures, on the processor, and writes a")
    print(
        "checkpoint twenty times a second. SIGKILL comes at a moment drawn evenly over the length of an unbroken run,"
    )
    print("to a process that has the libraries loaded, so that most kills hit the run itself. *Before a checkpoint*:")
    print("the killed run had left none yet, and began at its start again. Seed 0.\n")
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TLSTUDIO_HOME"] = f"{folder}/home"
        _draw_photos(Path(folder) / "photos")
        for kind, recipe in kinds.items():
            photographed = msgspec.structs.replace(recipe, photos=f"{folder}/photos")
            place = Path(folder) / kind
            place.mkdir()
            rows[kind] = _kill_often(photographed, place, -(-count // len(kinds)))
    print(f"| kind | {' | '.join(_COLUMNS)} |\n|---|{'---|' * len(_COLUMNS)}")
    for kind, counter in {**rows, "all": sum(rows.values(), Counter())}.items():
        print(f"| {kind} | {' | '.join(f'{counter[column]:,}' for column in _COLUMNS)} |")
    sys.exit(any(counter["different"] + counter["failed"] for counter in rows.values()))


def _kill_often(recipe: Recipe, folder: Path, count: int) -> Counter[str]:
    whole = msgspec.structs.replace(recipe, out=str(folder / "whole.tlmodel"))
    _in_child(functools.partial(_train, whole))  # fills the cache, as a first run would
    began = time.monotonic()
    _in_child(functools.partial(_train, whole))
    seconds = time.monotonic() - began
    chance, counter = random.Random(0), Counter[str]()
    expected = read_model(Path(whole.out or ""))[1]
    while counter["kills"] < count:
        broken = msgspec.structs.replace(recipe, out=str(folder / f"{counter['runs']}.tlmodel"))
        work = functools.partial(_train, broken)
        counter["runs"] += 1
        while counter["kills"] < count and not _in_child(work, chance.uniform(0, seconds)):
            counter["kills"] += 1
            left = Path(f"{broken.out}.resume/checkpoint").exists()
            counter["went on" if left else "before a checkpoint"] += 1
        if not Path(broken.out or "").exists() and not _in_child(work):
            counter["failed"] += 1
            continue
        weights = read_model(Path(broken.out or ""))[1]
        equal = all(torch.equal(weights[name], expected[name]) for name in expected)
        counter["weights equal, bit for bit" if equal else "different"] += 1
    return counter


def _in_child(work: Callable[[], None], kill_after: float | None = None) -> bool:
    """Whether a forked process did the work; it is killed after so many seconds, if it is not done then."""
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException as error:  # the child must never return into the campaign
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            os._exit(1)
        os._exit(0)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    return os.waitstatus_to_exitcode(status) == 0


def _train(recipe: Recipe) -> None:
    with PhotoPool(workers=1) as pool:
        for _ in run(recipe, pool=pool, resume=True, checkpoint_every=_SECONDS_BETWEEN_CHECKPOINTS):
            pass


def _draw_photos(folder: Path) -> None:
    """Noise on two grounds: nothing to learn much from, so that the weights keep moving."""
    for number, label in enumerate(("dark", "bright")):
        (folder / label).mkdir(parents=True)
        for photo in range(_PHOTOS_PER_CLASS):
            noise = np.random.default_rng([number, photo]).integers(0, 120, (72, 72, 3))
            Image.fromarray((noise + 60 * number).astype(np.uint8)).save(folder / label / f"{photo}.png")


if __name__ == "__main__":
    main()
