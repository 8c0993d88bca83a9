"""How much faster the studio comes from a folder to a trained classifier than the usual tutorial's loop.

    python tests/benchmarks/against_the_tutorial.py [PHOTOS] [--tutorial-epochs 25] [--seeds 3] [--profile]

Both train a new last layer on the same embedded network and the same photos, on the same machine, one after the other.
The tutorial's seconds do not count its imports; the studio's do where it starts as a process of its own.
"""

import cProfile
import pstats
import subprocess
import sys
import time
from pathlib import Path
from statistics import fmean

from common import Table, check_device, median, options_parser, own_home, use_home, working_copy
from tutorial_loop import EPOCHS, TutorialRun, train
from watching import RunningStudio, Watched

from tlstudio.training.recipe import Recipe

COLD, WARM = 100.0, 1000.0
RELABELLED = 10


def main() -> None:
    """Measure and print the tables."""
    parser = options_parser(__doc__)
    parser.add_argument("--tutorial-epochs", type=int, default=EPOCHS, help="fewer are scaled up, and that is said")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--profile", action="store_true", help="also profile a cold and a warm run")
    options = parser.parse_args()
    check_device(options.device)
    home = own_home()
    photos = working_copy(options.photos, home)
    tutorial = train(photos, epochs=options.tutorial_epochs, device=options.device)
    _print_tutorial(tutorial)
    studio = RunningStudio(home, Recipe(photos=str(photos), device=options.device))
    studio.warm_up()
    cold, warm = [], []
    for seed in range(options.seeds):
        studio.forget()
        cold.append(studio.run(seed))
        warm.append(studio.run(seed + options.seeds))
    _print_ratios(tutorial, cold, warm)
    _print_phases(cold, warm)
    if options.profile:
        studio.forget()
        _profile("cold", studio)
        _profile("warm", studio)
    _relabel(photos / "train")
    _print_relabelled(tutorial, studio.run(0))
    studio.close()
    _print_processes(tutorial, photos, home, options.device, studio)


def _print_tutorial(ran: TutorialRun) -> None:
    scaled = "" if ran.epochs == EPOCHS else f", scaled up from {ran.epochs} epochs ({ran.seconds:.1f} s)"
    print(f"The tutorial's loop, {EPOCHS} epochs: {ran.seconds_for_all_epochs:.1f} s{scaled}")
    print(f"accuracy {ran.accuracy:.1%}; {ran.photos_run * EPOCHS // ran.epochs:,} photos decoded and run\n")


def _print_ratios(tutorial: TutorialRun, cold: list[Watched], warm: list[Watched]) -> None:
    table = Table("x")
    for name, runs, bar in (("no features cached", cold, COLD), ("features cached, another seed", warm, WARM)):
        seconds = median([watched.seconds for watched in runs])
        table.row(
            f"{name}, in a running studio",
            tutorial.seconds_for_all_epochs / seconds,
            bar,
            at_least=True,
            note=f"{seconds:.3f} s",
        )
    ratio = _accuracy(cold) / tutorial.accuracy
    table.row("accuracy, over the tutorial's", ratio, 1.0, at_least=True, note=f"{_accuracy(cold):.1%}")
    for name, runs in (("no features cached", cold), ("features cached", warm)):
        decoded, computed = max(ran.decoded for ran in runs), max(ran.computed for ran in runs)
        print(f"{name}: {decoded:,} photos decoded, {computed:,} through the network")
    print()


def _accuracy(runs: list[Watched]) -> float:
    return fmean(ran.accuracy for ran in runs)


def _print_phases(cold: list[Watched], warm: list[Watched]) -> None:
    print("where the time goes (medians, s):".ljust(58) + f"{'cold':>16}{'warm':>16}")
    for phase in dict.fromkeys(name for ran in cold for name in ran.phases):
        shares = [median([ran.phases.get(phase, 0.0) for ran in runs]) for runs in (cold, warm)]
        print(phase.ljust(58) + "".join(f"{share:>16.3f}" for share in shares))
    print()


def _relabel(train_photos: Path) -> None:
    """Move photos of the first class to the second, and as many the other way."""
    first, second, *_ = sorted(train_photos.iterdir())
    moves = [(first, second), (second, first)]
    chosen = [(file, there) for here, there in moves for file in sorted(here.iterdir())[: RELABELLED // 2]]
    for file, there in chosen:
        file.rename(there / f"relabelled {file.name}")


def _print_relabelled(tutorial: TutorialRun, ran: Watched) -> None:
    table = Table("x")
    ratio = tutorial.seconds_for_all_epochs / ran.seconds
    table.row(f"{RELABELLED} photos relabelled, trained again", ratio, WARM, at_least=True, note=f"{ran.seconds:.3f} s")
    print(f"relabelled: {ran.decoded:,} photos decoded, {ran.computed:,} through the network\n")


def _print_processes(tutorial: TutorialRun, photos: Path, home: Path, device: str, studio: RunningStudio) -> None:
    studio.forget()
    prepared = _process(photos, home, device)
    use_home(home / "empty")
    first = _process(photos, home, device)
    for name, seconds in (("runtime prepared, no features", prepared), ("the first time ever", first)):
        ratio = tutorial.seconds_for_all_epochs / seconds
        print(f"{f'from process start, {name}':58}{ratio:>14.1f} x{seconds:>14.1f} s", flush=True)


def _process(photos: Path, home: Path, device: str) -> float:
    """Seconds from the start of the command to its end."""
    command = [sys.executable, "-m", "tlstudio", "train", str(photos), "--out", str(home / "by process.tlmodel")]
    started = time.perf_counter()
    subprocess.run([*command, "--device", device, "--json"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def _profile(name: str, studio: RunningStudio) -> None:
    profile = cProfile.Profile()
    profile.runcall(studio.run, 0)
    print(f"profile of a {name} run:")
    pstats.Stats(profile).sort_stats("cumulative").print_stats(30)


if __name__ == "__main__":
    main()
