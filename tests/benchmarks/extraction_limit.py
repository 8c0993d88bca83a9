"""How close computing the frozen part's features comes to what reading and network alone allow on this machine.

    python tests/benchmarks/extraction_limit.py [PHOTOS] [--rounds 3] [--precision exact] [--device cuda]

Reading alone: the photos through the same reader processes, all of them busy. Network alone: the same batches, already
in memory, through the runtime that the studio picks. Both are warmed up. On a CPU, which they share, the limit is
1 / (1 / reading + 1 / network); beside a GPU it is the slower of the two. In one round follows on the other.
"""

import time

from borders import FrozenPart, computing_features, frozen_part, network_alone
from common import Table, check_device, median, options_parser, own_home, working_copy
from watching import CountingPool

from tlstudio.features.store import Store
from tlstudio.training.recipe import Recipe

SHARE = 0.9


def main() -> None:
    """Measure and print the table."""
    parser = options_parser(__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--precision", choices=["fast", "exact"], default="fast")
    parser.add_argument("--strategy", choices=["features", "top"], default="features", help="where the border is")
    options = parser.parse_args()
    check_device(options.device)
    home = own_home()
    photos = working_copy(options.photos, home)
    recipe = Recipe(photos=str(photos), strategy=options.strategy, precision=options.precision, device=options.device)
    with CountingPool() as pool:
        part = frozen_part(recipe, pool)
        batches = list(part.decoded(pool))
        rounds = []
        for number in range(options.rounds + 1):  # the first one warms up
            store = Store(home / f"features {number}")
            rounds.append((_reading(part, pool), network_alone(part, batches), computing_features(part, pool, store)))
    _print(part, rounds[1:], options.device)


def _print(part: FrozenPart, rounds: list[tuple[float, float, float]], device: str) -> None:
    reading, network, whole = (len(part.rows) / median(seconds) for seconds in zip(*rounds, strict=True))
    limit = min(reading, network) if device == "cuda" else 1 / (1 / reading + 1 / network)
    print(f"runtime: {part.runtime.name}; {len(part.rows):,} photos")
    table = Table("photos/s")
    table.row("reading alone", reading)
    table.row("network alone", network)
    table.row("the limit that follows", limit)
    table.row("features, end to end", whole, SHARE * limit, at_least=True, note=f"{whole / limit:.3f} of the limit")


def _reading(part: FrozenPart, pool: CountingPool) -> float:
    started = time.perf_counter()
    for _ in part.decoded(pool):
        pass
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
