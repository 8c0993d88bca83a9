"""What keeping the frozen part's activations changes: nothing where exactness is asked for, next to nothing where not.

    python tests/benchmarks/with_and_without_cache.py [PHOTOS] [--count 64] [--device cuda]

Exact: the losses of three epochs with the cache and without it, the border behind every block group of the embedded
network and at three places of four others (with random weights). Fast: features, first loss and labels beside exact
ones, at every block group and with only the head trained.
"""

from pathlib import Path

import msgspec
import torch
from borders import frozen_part, group_borders, result, three_of
from common import Table, check_device, options_parser, own_home, pictures, working_copy
from watching import CountingPool, watch

from tlstudio.backbone.catalogue import layer_tree
from tlstudio.backbone.tree import Cut
from tlstudio.features.choice import CacheChoice
from tlstudio.features.runtime import prepare
from tlstudio.foundation.control import Control
from tlstudio.modelfile.container import read_model
from tlstudio.pipeline import run
from tlstudio.prediction.answer import Answer
from tlstudio.prediction.predictor import load_model
from tlstudio.training.recipe import Recipe

EMBEDDED = "efficientnet_lite0"
OTHERS = ("resnet18", "densenet121", "swin_t", "vit_b_16")
LOSSES, COSINE, FIRST_LOSS, LABELS = 1e-6, 0.999, 1e-3, 0.99


def main() -> None:
    """Measure and print the tables."""
    parser = options_parser(__doc__)
    parser.add_argument("--count", type=int, default=64, help="how many photos, about (64)")
    parser.add_argument("--only", choices=[EMBEDDED, *OTHERS], help="only this network")
    options = parser.parse_args()
    check_device(options.device)
    home = own_home()
    photos = working_copy(options.photos, home, most=options.count)
    base = Recipe(photos=str(photos), out=str(home / "new.tlmodel"), device=options.device)
    networks = [options.only] if options.only else [EMBEDDED, *OTHERS]
    with CountingPool() as pool:
        _exact(base, networks, pool)
        if EMBEDDED in networks:
            _fast(base, photos, pool)


def _exact(base: Recipe, networks: list[str], pool: CountingPool) -> None:
    print("exact: largest difference of the losses of three epochs, with the cache and without")
    table = Table("")
    for name in networks:
        cuts = group_borders(layer_tree(name, 2))
        weights = "features" if name == EMBEDDED else "scratch"
        result(prepare(name, Control()))
        for cut in cuts if name == EMBEDDED else three_of(cuts):
            recipe = _with_cut(msgspec.structs.replace(base, backbone=name, strategy=weights, precision="exact"), cut)
            with_cache, without = (_losses(recipe, pool, kept) for kept in (True, False))
            furthest = max(abs(one - other) for one, other in zip(with_cache, without, strict=True))
            table.row(f"{name}, behind {cut.after}", furthest, LOSSES, note=_computed_by(recipe))


def _with_cut(recipe: Recipe, cut: Cut) -> Recipe:
    return msgspec.structs.replace(recipe, frozen=tuple(cut.rows), epochs=3, batch_size=16)


def _losses(recipe: Recipe, pool: CountingPool, kept: bool) -> list[float]:
    epochs = watch(run(recipe, pool=pool, cache=CacheChoice(enabled=kept))).epochs
    assert len(epochs) == recipe.epochs
    return [loss for epoch in epochs for loss in (epoch.train_loss, epoch.validation_loss)]


def _computed_by(recipe: Recipe) -> str:
    return read_model(Path(recipe.out or ""))[0].runtime["features"]


def _fast(base: Recipe, photos: Path, pool: CountingPool) -> None:
    print("\nfast: beside exact features; the loss of the first batch; labels after training with either")
    table = Table("")
    cuts = group_borders(layer_tree(EMBEDDED, 2))
    for where, recipe in [(f"behind {cut.after}", _with_cut(base, cut)) for cut in cuts] + [("head only", base)]:
        cosine, loss = _beside_exact(recipe, pool)
        table.row(f"{where}: cosine of features, lowest", cosine, COSINE, at_least=True)
        table.row(f"{where}: first loss, difference", loss, FIRST_LOSS)
        labels = [_labels(msgspec.structs.replace(recipe, precision=kind), photos, pool) for kind in ("fast", "exact")]
        same = sum(one == other for one, other in zip(*labels, strict=True)) / len(labels[0])
        table.row(f"{where}: same labels", same, LABELS, at_least=True)


def _beside_exact(recipe: Recipe, pool: CountingPool) -> tuple[float, float]:
    """The lowest cosine of a photo's features with the exact ones, and how far the first batch's losses are apart."""
    part = frozen_part(recipe, pool)
    assert part.plan.cut
    front, behind = part.plan.network.split(part.plan.cut)
    numbers = {label: number for number, label in enumerate(part.plan.dataset.classes)}
    labels = torch.tensor([numbers[sample.label] for sample in part.rows.samples])
    cosines, losses = [], []
    with torch.inference_mode():
        for photos in part.decoded(pool):
            inputs = part.inputs(photos)
            kinds = (front(inputs).float().cpu(), part.prefix.rounded(part.runtime(inputs).float().cpu()))
            cosines.append(torch.cosine_similarity(*(kind.flatten(1) for kind in kinds)).min().item())
            scores = [behind(kind.to(part.plan.device)).cpu() for kind in kinds]
            exact, fast = (torch.nn.functional.cross_entropy(score, labels[: len(photos)]).item() for score in scores)
            losses.append(abs(exact - fast))
    return min(cosines), losses[0]


def _labels(recipe: Recipe, photos: Path, pool: CountingPool) -> list[str]:
    """What the trained model says of every photo."""
    watch(run(recipe, pool=pool, cache=CacheChoice()))
    answers = load_model(recipe.out or "", recipe.device).predict_files(pictures(photos), pool, Control())
    return [answer.label for answer in answers if isinstance(answer, Answer)]


if __name__ == "__main__":
    main()
