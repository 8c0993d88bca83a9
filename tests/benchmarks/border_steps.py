"""What a training step gains from starting at the frozen border, behind every block group of a network.

    python tests/benchmarks/border_steps.py [PHOTOS] [--backbone NAME] [--precision exact] [--device cuda]

The full step and the step behind the border are each measured alone: random inputs that already are in memory (so
neither reads or decodes a photo), the same freeze map, optimiser and batch. The studio's own step is that of a whole
training from the cache, with everything that belongs to it. The last column compares it with a full step in torch's
default memory layout, which is what most people run.
"""

import time
from dataclasses import dataclass

import torch
from borders import group_borders
from common import check_device, median, options_parser, own_home, working_copy
from watching import CountingPool, watch

from tlstudio.backbone.catalogue import layer_tree
from tlstudio.backbone.heads import HEAD
from tlstudio.backbone.network import Network, load_network
from tlstudio.backbone.tree import Cut
from tlstudio.features.choice import CacheChoice
from tlstudio.pipeline import run
from tlstudio.training.optimiser import make_optimiser
from tlstudio.training.recipe import Recipe

BATCH = 32
SHARE_OF_GAIN, LAST_GROUP = 0.85, 10.0
ROUNDS, STEPS, EPOCHS = 5, 3, 6
COLUMNS = ("full ms", "alone ms", "studio ms", "possible", "gain", "share", "default")


@dataclass(frozen=True)
class Steps:
    """Seconds of one step: full, full in torch's default memory layout, behind the border, and the studio's."""

    full: float
    default: float
    alone: float
    studio: float

    @property
    def columns(self) -> tuple[float, ...]:
        """What COLUMNS names."""
        gain, possible = self.full / self.studio, self.full / self.alone
        times = (self.full * 1000, self.alone * 1000, self.studio * 1000)
        return (*times, possible, gain, gain / possible, self.default / self.studio)


def main() -> None:
    """Measure and print the table."""
    parser = options_parser(__doc__)
    parser.add_argument("--backbone", default="efficientnet_lite0")
    parser.add_argument("--precision", choices=["fast", "exact"], default="fast")
    parser.add_argument("--borders", type=int, default=0, help="only so many borders, the last ones")
    parser.add_argument("--count", type=int, default=320, help="how many photos, about (320)")
    options = parser.parse_args()
    check_device(options.device)
    home = own_home()
    photos = working_copy(options.photos, home, most=options.count)
    classes = len(list((photos / "train").iterdir()))
    cuts = group_borders(layer_tree(options.backbone, classes))
    print(f"{'border behind':32}" + "".join(f"{name:>11}" for name in COLUMNS))
    with CountingPool() as pool:
        for cut in cuts[-options.borders :]:
            recipe = Recipe(
                photos=str(photos),
                out=str(home / "new.tlmodel"),
                backbone=options.backbone,
                frozen=tuple(cut.rows),
                precision=options.precision,
                epochs=EPOCHS,
                batch_size=BATCH,
                learning_rate=3e-4,
                device=options.device,
            )
            steps = _steps(recipe, cut, classes, pool)
            _print(cut, steps, only_last_group_trains=cut == cuts[-2])


def _print(cut: Cut, steps: Steps, only_last_group_trains: bool) -> None:
    gain, share = steps.columns[4:6]
    verdict = "ok" if share >= SHARE_OF_GAIN else f"UNDER {SHARE_OF_GAIN}"
    if only_last_group_trains:
        verdict += ", gain ok" if gain >= LAST_GROUP else f", gain UNDER {LAST_GROUP:.0f}"
    print(f"{cut.after:32}" + "".join(f"{value:>11.2f}" for value in steps.columns) + f"  {verdict}", flush=True)


def _steps(recipe: Recipe, cut: Cut, classes: int, pool: CountingPool) -> Steps:
    network = load_network(recipe.backbone, classes, seed=0)
    network.freeze(recipe.frozen or ())
    network.to(recipe.device).train()
    size = network.preprocessing.size
    photos = torch.rand(BATCH, 3, size, size, device=recipe.device)
    activations = torch.rand(BATCH, *cut.output, device=recipe.device)
    default = _seconds(network, network, recipe, photos)
    network.to(memory_format=torch.channels_last)
    full = _seconds(network, network, recipe, _channels_last(photos))
    alone = _seconds(network, network.split(cut)[1], recipe, _channels_last(activations))
    epochs = watch(run(recipe, pool=pool, cache=CacheChoice())).epochs
    return Steps(full, default, alone, BATCH / median([epoch.photos_per_second for epoch in epochs[1:]]))


def _seconds(network: Network, part: torch.nn.Module, recipe: Recipe, inputs: torch.Tensor) -> float:
    """One step of `part`, the median of some rounds; the first round warms up."""
    labels = torch.arange(BATCH, device=inputs.device) % network.get_submodule(HEAD).out_features
    optimiser = make_optimiser(network, recipe)
    rounds = []
    for _ in range(ROUNDS + 1):
        started = time.perf_counter()
        for _ in range(STEPS):
            torch.nn.functional.cross_entropy(part(inputs), labels).backward()
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
        if inputs.is_cuda:
            torch.cuda.synchronize()
        rounds.append((time.perf_counter() - started) / STEPS)
    return median(rounds[1:])


def _channels_last(values: torch.Tensor) -> torch.Tensor:
    return values.contiguous(memory_format=torch.channels_last) if values.ndim == 4 else values


if __name__ == "__main__":
    main()
