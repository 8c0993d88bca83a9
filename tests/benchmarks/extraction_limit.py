"""How close computing the frozen part's features comes to what reading and network alone allow on this machine.

    python tests/benchmarks/extraction_limit.py [PHOTOS] [--rounds 3] [--precision exact] [--device cuda]

Reading alone: the photos through the same reader processes, all of them busy. Network alone: the same batches, already
in memory, through the runtime that the studio picks. Both are warmed up. On a CPU, which they share, the limit is
1 / (1 / reading + 1 / network); beside a GPU it is the slower of the two. In one round follows on the other.
"""

import time

from borders import FrozenPart, frozen_part, result
from common import Table, check_device, median, options_parser, own_home, working_copy
from watching import CountingPool

from tlstudio.features.filling import fill
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.photos.request import Photo
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
            rounds.append((_reading(part, pool), _network(part, batches), _whole(part, pool, store)))
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


def _network(part: FrozenPart, batches: list[list[Photo]]) -> float:
    started = time.perf_counter()
    for photos in batches:
        part.runtime(part.inputs(photos)).float().cpu()
    return time.perf_counter() - started


def _whole(part: FrozenPart, pool: CountingPool, store: Store) -> float:
    """Everything: reading, network, and putting the features on the disk."""
    started = time.perf_counter()
    assert result(fill(part.rows, part.prefix, pool, store, Control())) is not None
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
