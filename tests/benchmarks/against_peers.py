"""The studio beside the usual tutorial's loop and fastai: accuracy and time, for each strategy.

    python tests/benchmarks/against_peers.py PHOTOS --out RUNS.jsonl [--seeds 5] [--rows top all] [--only studio fastai]
    python tests/benchmarks/against_peers.py --table RUNS.jsonl

Every run is a process of its own and, once it has ended, a line of RUNS.jsonl. What has a line there is not run again,
so that hours of runs can be broken off and gone on with. The seeds follow one another, each through all rows. With
`--memory-kept` glibc keeps freed memory for the others, too, as the studio has it (docs/decisions/0034).
"""

import argparse
import json
import math
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from statistics import fmean, median, stdev
from typing import Any

from common import options_parser
from peers import EPOCHS, PEERS, ROWS

MEMORY_KEPT = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "100000000000"}
PEERS_SCRIPT = Path(__file__).with_name("peers.py")
Run = dict[str, Any]


def main() -> None:
    """Run what is missing, then print the table."""
    options = _options()
    file: Path = options.table or options.out
    if not options.table:
        for seed in range(options.seeds):
            for row in options.rows:
                for peer in options.only:
                    _run_once(file, options, peer, row, seed)
    _print_table(_read(file))


def _options() -> argparse.Namespace:
    parser = options_parser(__doc__)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--out", type=Path, help="the file that gets a line for each run")
    which.add_argument("--table", type=Path, help="print the table of such a file, run nothing")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--rows", nargs="+", choices=ROWS, default=ROWS)
    parser.add_argument("--only", nargs="+", choices=PEERS, default=PEERS)
    for peer, epochs in EPOCHS.items():
        parser.add_argument(f"--epochs-{peer}", type=int, default=epochs, help=f"({epochs or 'its own choice'})")
    parser.add_argument("--busy", action="store_true", help="mark the times: the machine does something else as well")
    parser.add_argument("--memory-kept", action="store_true", help="the others keep freed memory as the studio does")
    return parser.parse_args()


def _run_once(file: Path, options: argparse.Namespace, peer: str, row: str, seed: int) -> None:
    epochs = getattr(options, f"epochs_{peer}")
    same = [run for run in _read(file) if (run["peer"], run["row"]) == (peer, row)]
    if {run["asked"] for run in same} - {epochs}:
        raise SystemExit(f"{file} has runs of {peer} with another number of epochs: take another file.")
    if seed in {run["seed"] for run in same}:
        return
    command = [sys.executable, str(PEERS_SCRIPT), *([str(options.photos)] if options.photos else [])]
    command += ["--peer", peer, "--row", row, "--seed", str(seed), "--device", options.device]
    command += ["--epochs", str(epochs)] if epochs else []
    kept = MEMORY_KEPT if options.memory_kept and peer != "studio" else {}
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=os.environ | kept)
    if ran.returncode:
        raise SystemExit(f"{peer}, {row}, seed {seed} failed; what has ended before is in {file}.")
    how = {"asked": epochs, "device": options.device, "busy": options.busy, "memory_kept": bool(kept)}
    run = json.loads(ran.stdout.splitlines()[-1]) | how
    with file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(run) + "\n")
    print(f"{peer}, {row}, seed {seed}: {run['accuracy']:.1%}, {run['seconds']:.1f} s", flush=True)


def _read(file: Path) -> list[Run]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def _print_table(runs: list[Run]) -> None:
    cells: dict[tuple[str, str], list[Run]] = defaultdict(list)
    for run in runs:
        cells[run["row"], run["peer"]].append(run)
    print(f"\n{'':32}{'seeds':>6}{'epochs':>8}{'accuracy':>16}{'seconds':>12}{'ratio':>10}")
    for row in ROWS:
        ours = cells.get((row, "studio"))
        for peer in PEERS:
            theirs = cells.get((row, peer))
            if theirs:
                _print_row(f"{row}, {peer}", theirs, _verdict(ours, theirs) if ours and ours is not theirs else "")
        if ours:
            kept = _seconds(ours, "warm_seconds")
            print(f"{f'{row}, studio, features kept':62}{kept:>12.1f}{_busy(ours)}")
    print("\naccuracy: mean ± standard error; not lower: by no more than one standard error of the difference")
    print("seconds: median of the runs that had the machine for themselves; the ratio is that of the studio with no")
    print("features kept")
    if any(run["busy"] for run in runs):
        print("* none had: timed while the machine did something else as well")


def _print_row(name: str, runs: list[Run], verdict: str) -> None:
    epochs = fmean(run["epochs"] for run in runs)
    accuracy = f"{_accuracy(runs):.1%} ± {100 * _standard_error(runs):.1f}"
    print(f"{name:32}{len(runs):>6}{epochs:>8.0f}{accuracy:>16}{_seconds(runs):>12.1f}{_busy(runs)}{verdict}")


def _verdict(ours: list[Run], theirs: list[Run]) -> str:
    """How many times faster ours is, and whether it reaches both bars."""
    ratio, lower = _seconds(theirs) / _seconds(ours), _accuracy(theirs) - _accuracy(ours)
    allowed = math.hypot(_standard_error(ours), _standard_error(theirs))
    return f"{ratio:>7.1f} x  {'faster' if ratio > 1 else 'SLOWER'}, {'not lower' if lower <= allowed else 'LOWER'}"


def _accuracy(runs: list[Run]) -> float:
    return fmean(run["accuracy"] for run in runs)


def _standard_error(runs: list[Run]) -> float:
    """Of the mean over the seeds; one seed has none."""
    return stdev(run["accuracy"] for run in runs) / math.sqrt(len(runs)) if len(runs) > 1 else 0.0


def _seconds(runs: list[Run], which: str = "seconds") -> float:
    return median(run[which] for run in _timed(runs))


def _timed(runs: list[Run]) -> list[Run]:
    """Those that had the machine for themselves; all where none had."""
    return [run for run in runs if not run["busy"]] or runs


def _busy(runs: list[Run]) -> str:
    return "*" if all(run["busy"] for run in runs) else " "


if __name__ == "__main__":
    main()
