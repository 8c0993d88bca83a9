"""Whether “neither” keeps what belongs to a model and turns strangers away, and whether its confidence is right.

    python tests/benchmarks/neither.py PHOTOS STRANGERS [--seeds 5] [--strategies features top]

PHOTOS has `train/` and `val/`, STRANGERS is a folder of pictures of other things. Every model is made from `train/`
alone, so that neither `val/` nor a stranger has a part in what is judged here. AUROC: how often a photo of `val/` is
more at home than a stranger, by distance and by the confidence of the answer. Calibration error: of 15 bins, on `val/`,
as the network has it and as the model says it, and the 95 % interval of the difference (bootstrap over the photos).
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from common import own_home, pictures
from numpy.typing import NDArray

from tlstudio.features.inputs import pixel_request
from tlstudio.metrics.calibration import expected_calibration_error
from tlstudio.metrics.intervals import wilson_interval
from tlstudio.metrics.ranks import share_above
from tlstudio.metrics.temperature import without_temperature
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo
from tlstudio.pipeline import run
from tlstudio.prediction.answer import Answer
from tlstudio.prediction.predictor import Predictor, load_model
from tlstudio.training.recipe import Recipe

KEEP, TURNED_AWAY = 0.95, 0.95
_BATCH, _DRAWS = 32, 2000
_HEADER = "seed  measured on          kept of val       turned away  AUROC distance, confidence  accuracy  temperature"
_CALIBRATION = "calibration error"
Figures = dict[str, float]


@dataclass(frozen=True)
class Asked:
    """What a model says of some pictures: arrays of one value for each. `plain` is the confidence as the network has
    it."""

    neither: NDArray[np.bool_]
    distance: NDArray[np.float64]
    confidence: NDArray[np.float64]
    plain: NDArray[np.float64]
    right: NDArray[np.bool_]


def main() -> None:
    """Train, ask, and print a line for each model."""
    options = _options()
    home = own_home()
    with PhotoPool() as pool:
        for strategy in options.strategies:
            print(f"\n{strategy}\n{_HEADER}  {_CALIBRATION}", flush=True)
            seeds = [_judge(options, home / "m.tlmodel", strategy, seed, pool) for seed in range(options.seeds)]
            _print_means(seeds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path, help="a folder with train/ and val/")
    parser.add_argument("strangers", type=Path, help="a folder with pictures of other things")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--strategies", nargs="+", default=["features", "top"])
    return parser.parse_args()


def _judge(options: argparse.Namespace, out: Path, strategy: str, seed: int, pool: PhotoPool) -> Figures:
    recipe = Recipe(photos=str(options.photos / "train"), out=str(out), strategy=strategy, seed=seed, device="cpu")
    for _ in run(recipe, pool=pool):
        pass
    model = load_model(out, "cpu")
    model.keep_rate = KEEP
    own, strange = (_asked(model, pictures(folder), pool) for folder in (options.photos / "val", options.strangers))
    figures = _figures(own, strange)
    _print(seed, model, own, figures)
    return figures


def _asked(model: Predictor, files: Sequence[Path], pool: PhotoPool) -> Asked:
    rows: list[tuple[bool, float, float, float, bool]] = []
    assert model.reference
    photos = list(pool.in_order(files, pixel_request(model.preprocessing), Priority.TRAINING))
    for start in range(0, len(files), _BATCH):
        some = photos[start : start + _BATCH]
        distances = model.reference.distance(model.features_of([each for each in some if isinstance(each, Photo)]))
        answers = [each for each in model.answer_read(files[start : start + _BATCH], some) if isinstance(each, Answer)]
        for answer, distance in zip(answers, distances.tolist(), strict=True):
            label, confidence = answer.top[0]
            plain = without_temperature([share for _, share in answer.top], model.temperature)[0]
            rows.append((answer.neither, distance, confidence, plain, label == Path(answer.path).parent.name))
    return Asked(*(np.array(column) for column in zip(*rows, strict=True)))


def _figures(own: Asked, strange: Asked) -> Figures:
    return {
        "kept": float(1 - own.neither.mean()),
        "turned away": float(strange.neither.mean()),
        "AUROC, distance": share_above(strange.distance, own.distance),
        "AUROC, confidence": share_above(-strange.confidence, -own.confidence),
        "accuracy": float(own.right.mean()),
        "calibration error before": expected_calibration_error(own.plain, own.right),
        "calibration error": expected_calibration_error(own.confidence, own.right),
    }


def _print(seed: int, model: Predictor, own: Asked, figures: Figures) -> None:
    assert model.reference
    kept = round(figures["kept"] * len(own.neither))
    low, high = wilson_interval(kept, len(own.neither))
    verdict = "ok " if low <= KEEP <= high else "OFF"
    away = "ok " if figures["turned away"] >= TURNED_AWAY else "UNDER"
    first, second = _interval(own)
    print(
        f"{seed:4}  {model.reference.measured_on:17}  {figures['kept']:.1%} ({low:.1%}–{high:.1%}) {verdict}"
        f"  {figures['turned away']:6.1%} {away}  {figures['AUROC, distance']:.4f}, {figures['AUROC, confidence']:.4f}"
        f"  {figures['accuracy']:.1%}  {model.temperature:.3f}  {figures['calibration error before']:.4f} →"
        f" {figures['calibration error']:.4f} (difference {first:+.4f} to {second:+.4f})",
        flush=True,
    )


def _interval(own: Asked) -> tuple[float, float]:
    """The 95 % interval of what calibration adds to the error: negative is better."""
    random = np.random.default_rng(0)
    added = []
    for _ in range(_DRAWS):
        drawn = random.integers(0, len(own.right), len(own.right))
        right = own.right[drawn]
        after, before = (expected_calibration_error(each[drawn], right) for each in (own.confidence, own.plain))
        added.append(after - before)
    low, high = np.quantile(added, [0.025, 0.975])
    return float(low), float(high)


def _print_means(seeds: Sequence[Figures]) -> None:
    print("means: " + ", ".join(f"{name} {np.mean([each[name] for each in seeds]):.4f}" for name in seeds[0]))


if __name__ == "__main__":
    main()
