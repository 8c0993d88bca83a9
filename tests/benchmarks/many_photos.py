"""Whether many photos cost more, each, than few: seconds per photo and memory, from 6,000 to 60,000 made photos.

    python tests/benchmarks/many_photos.py [--few 6000] [--many 60000] [--device cuda]

Each size is a whole run (scan, features, head, saving) with an empty cache and a prepared runtime, in a process of its
own, whose largest memory is asked of the system (Linux's /proc). The memory of its reader processes is told apart.
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

from common import Table, check_device, own_home
from made_photos import make_photos

from tlstudio.features.runtime import prepare
from tlstudio.foundation.control import Control
from tlstudio.training.recipe import Recipe

COST, MEMORY = 1.1, 2.0
CLASSES = 10


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--few", type=int, default=6000)
    parser.add_argument("--many", type=int, default=60000)
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    check_device(options.device)
    if options.run:
        _one_run(options.run, options.device)
        return
    home = own_home()
    list(prepare(Recipe().backbone, Control()))
    sizes = []
    for count in (options.few, options.many):
        make_photos(home / str(count), count, CLASSES)
        sizes.append(_measure(home / str(count), options.device))
    few, many = sizes
    _print(options.few, few, options.many, many)


def _measure(photos: Path, device: str) -> dict[str, float]:
    command = [sys.executable, __file__, "--run", str(photos), "--device", device]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _print(few_photos: int, few: dict[str, float], many_photos: int, many: dict[str, float]) -> None:
    print(f"{'seconds':34}{few_photos:>12,}{many_photos:>12,}{'per photo':>12}")
    for phase in (name for name in few if name not in ("memory", "readers")):
        ratio = (many.get(phase, 0.0) / many_photos) / max(few[phase] / few_photos, 1e-9)
        print(f"{phase:34}{few[phase]:>12.2f}{many.get(phase, 0.0):>12.2f}{ratio:>10.2f} x")
    print()
    table = Table("x")
    table.row("cost per photo", (many["all"] / many_photos) / (few["all"] / few_photos), COST)
    table = Table("GB")
    table.row(f"largest memory, {few_photos:,} photos", few["memory"])
    table.row(f"largest memory, {many_photos:,} photos", many["memory"], MEMORY)
    table.row("the same of its reader processes together", many["readers"])


def _one_run(photos: Path, device: str) -> None:
    """In a process of its own: the run, and what it took, as JSON."""
    from watching import CountingPool, watch

    from tlstudio.features.choice import CacheChoice
    from tlstudio.foundation.heap import keep_what_is_freed
    from tlstudio.pipeline import run

    keep_what_is_freed()  # as the program does at its start
    recipe = Recipe(photos=str(photos), out=str(photos.parent / f"{photos.name}.tlmodel"), device=device)
    with CountingPool() as pool:
        watched = watch(run(recipe, pool=pool, cache=CacheChoice(folder=photos.parent / f"cache of {photos.name}")))
        readers = sum(_largest_memory(process) for process in pool.process_ids())
    found = {"all": watched.seconds, **watched.phases, "memory": _largest_memory("self"), "readers": readers}
    print(json.dumps(found))


def _largest_memory(process: int | str) -> float:
    """GB that a process ever held; of a run, since its network was made ready. (What getrusage says of it includes its
    parent's at the time it was started.)"""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    found = re.search(r"VmHWM:\s*(\d+) kB", status)
    assert found
    return int(found[1]) * 1024 / 1e9


if __name__ == "__main__":
    main()
