"""What is left of a network's speed when other programs use the processor, too.

    python tests/benchmarks/busy_machine.py [--batch 8] [--programs 2]

The embedded network looks at pictures, and is trained whole, each in a process of its own: with OpenMP's threads
waiting for each other as they do by themselves, and as the studio lets them wait; on a machine that has nothing else to
do, and beside programs that do nothing but compute. Beside one for each core a fair scheduler leaves half of the speed.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from common import Table

from tlstudio.foundation.cores import sleep_soon, usable_cores

WORK = ("forward only", "all layers trained")
BUSY_BAR, QUIET_BAR = 1.0, 0.9
_HOG = "while True: pass"


def main() -> None:
    """Measure both ways on both machines and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each figure (5)")
    parser.add_argument("--programs", type=int, default=usable_cores(), help="beside it (one for each core)")
    parser.add_argument("--one", choices=["usual", "studio"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(_rates(options)))
        return
    quiet = {way: _measured(options, way) for way in ("usual", "studio")}
    with _hogs(options.programs):
        busy = {way: _measured(options, way) for way in ("usual", "studio")}
    table = Table("photos/s")
    for work in WORK:
        for machine, rates in (("quiet", quiet), ("busy", busy)):
            for way in ("usual", "studio"):
                table.row(f"{work}, {machine} machine, {way}", rates[way][work])
    table = Table("x")
    for work in WORK:
        table.row(f"{work}, quiet: studio beside usual", _gain(quiet, work), QUIET_BAR, at_least=True)
        table.row(f"{work}, busy: studio beside usual", _gain(busy, work), BUSY_BAR, at_least=True)


def _gain(rates: dict[str, dict[str, float]], work: str) -> float:
    return rates["studio"][work] / rates["usual"][work]


def _measured(options: argparse.Namespace, way: str) -> dict[str, float]:
    command = [sys.executable, __file__, "--one", way, "--batch", str(options.batch), "--seconds", str(options.seconds)]
    rates: dict[str, float] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return rates


@contextlib.contextmanager
def _hogs(count: int) -> Iterator[None]:
    hogs = [subprocess.Popen([sys.executable, "-c", _HOG]) for _ in range(count)]
    try:
        yield
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()


def _rates(options: argparse.Namespace) -> dict[str, float]:
    """Photos per second of each kind of work."""
    os.environ.pop("GOMP_SPINCOUNT", None)
    if options.one == "studio":
        sleep_soon()  # as the program does at its start, before torch is loaded
    from tlstudio.foundation.heap import keep_what_is_freed

    keep_what_is_freed()
    import torch

    from tlstudio.backbone.network import load_network

    network = load_network("efficientnet_lite0", 2, seed=0).to(memory_format=torch.channels_last)
    size = network.preprocessing.size
    photos = torch.rand(options.batch, 3, size, size).contiguous(memory_format=torch.channels_last)
    labels = torch.zeros(options.batch, dtype=torch.int64)

    def look() -> None:
        with torch.inference_mode():
            network.eval()(photos)

    def learn() -> None:
        network.train().zero_grad()
        torch.nn.functional.cross_entropy(network(photos), labels).backward()

    return {
        work: options.batch * _per_second(do, options.seconds) for work, do in zip(WORK, (look, learn), strict=True)
    }


def _per_second(do: Callable[[], None], seconds: float) -> float:
    do()
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        do()
        count += 1
    return count / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
