"""Photos per second, on a GPU above all: the studio's beside those of the tutorial's loop and of the network alone.

    python tests/benchmarks/photo_rates.py [PHOTOS] [--device cuda] [--epochs 2]

Frozen: the pass that reads each photo and computes its features, beside the loop with all but its last layer frozen;
the studio needs that pass once, the loop does as much in every epoch. Full: training every layer, beside the loop with
nothing frozen. Forward only: the network alone, on batches that lie in memory already.
"""

import msgspec
from borders import computing_features, frozen_part, network_alone
from common import Table, check_device, median, options_parser, own_home, working_copy
from tutorial_loop import train
from watching import CountingPool, watch

from tlstudio.features.choice import CacheChoice
from tlstudio.features.store import Store
from tlstudio.pipeline import run
from tlstudio.training.recipe import Recipe

FROZEN, FULL, FORWARD = 10.0, 2.0, 0.9
ROUNDS = 3


def main() -> None:
    """Measure and print the table."""
    parser = options_parser(__doc__)
    parser.add_argument("--epochs", type=int, default=2, help="of the loop, and of training every layer (2)")
    options = parser.parse_args()
    check_device(options.device)
    home = own_home()
    photos = working_copy(options.photos, home)
    recipe = Recipe(photos=str(photos), out=str(home / "new.tlmodel"), device=options.device)
    with CountingPool() as pool:
        part = frozen_part(recipe, pool)
        batches = list(part.decoded(pool))
        rounds = [
            (computing_features(part, pool, Store(home / f"features {number}")), network_alone(part, batches))
            for number in range(ROUNDS + 1)
        ]
        frozen, forward = (len(part.rows) / median(seconds[1:]) for seconds in zip(*rounds, strict=True))
        full = _full_rate(recipe, options.epochs, pool)
    loop = train(photos, epochs=options.epochs, device=options.device)
    loop_full = train(photos, epochs=options.epochs, device=options.device, strategy="all")
    loop_frozen_rate = loop.photos_run / loop.seconds
    loop_full_rate = loop_full.train_photos * loop_full.epochs / loop_full.train_seconds
    table = Table("photos/s")
    table.row("the loop, frozen", loop_frozen_rate)
    table.row("the loop, every layer", loop_full_rate)
    table.row("network alone", forward, note=part.runtime.name)
    table.row("features, end to end", frozen)
    table.row("every layer", full)
    table = Table("x")
    table.row("frozen, against the loop", frozen / loop_frozen_rate, FROZEN, at_least=True)
    table.row("every layer, against the loop", full / loop_full_rate, FULL, at_least=True)
    table.row("frozen, against the network alone", frozen / forward, FORWARD, at_least=True)


def _full_rate(recipe: Recipe, epochs: int, pool: CountingPool) -> float:
    """The last epoch's, as the first one warms up."""
    everything = msgspec.structs.replace(recipe, strategy="all", epochs=epochs)
    return watch(run(everything, pool=pool, cache=CacheChoice())).epochs[-1].photos_per_second


if __name__ == "__main__":
    main()
