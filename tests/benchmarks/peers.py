"""One run: the studio, the usual tutorial's loop or fastai, from a folder of photos to a trained network.

    python tests/benchmarks/peers.py [PHOTOS] --peer fastai --row top [--seed 0] [--epochs 10]

All start from the same weights of the studio's embedded network and see the same photos. It prints one line of JSON:
seconds without imports, and the accuracy on `val/` of the weights that are kept. The loop and the studio keep an epoch
that they choose by these same photos, fastai keeps the last one.
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from common import check_device, options_parser, own_home, working_copy

PEERS = ("studio", "tutorial", "fastai")
ROWS = ("features", "top", "all")
EPOCHS = {"studio": None, "tutorial": 25, "fastai": 10}  # None: the studio chooses by itself


def main() -> None:
    """Train once and print the line."""
    parser = options_parser(__doc__)
    parser.add_argument("--peer", choices=PEERS, default="studio")
    parser.add_argument("--row", choices=ROWS, default="features", help="the studio's strategy: what is trained")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, help="(the studio chooses; tutorial 25, fastai 10)")
    options = parser.parse_args()
    options.epochs = options.epochs or EPOCHS[options.peer]
    check_device(options.device)
    home = own_home()
    photos = working_copy(options.photos, home)
    ran = {"studio": _studio, "tutorial": _tutorial, "fastai": _fastai}[options.peer](photos, home, options)
    print(json.dumps({"peer": options.peer, "row": options.row, "seed": options.seed, **ran}))


def _studio(photos: Path, home: Path, options: argparse.Namespace) -> dict[str, float]:
    """In a process that has run before; then once more, with the features kept."""
    from watching import RunningStudio

    from tlstudio.training.recipe import Recipe

    recipe = Recipe(photos=str(photos), strategy=options.row, epochs=options.epochs, device=options.device)
    studio = RunningStudio(home, recipe)
    studio.warm_up(epochs=1)
    studio.forget()
    cold, warm = studio.run(options.seed), studio.run(options.seed)
    studio.close()
    seconds = {"seconds": cold.seconds, "warm_seconds": warm.seconds}
    return {"epochs": len(cold.epochs), "accuracy": cold.accuracy, **seconds}


def _tutorial(photos: Path, home: Path, options: argparse.Namespace) -> dict[str, float]:
    from tutorial_loop import train

    ran = train(photos, epochs=options.epochs, device=options.device, seed=options.seed, strategy=options.row)
    return {"epochs": ran.epochs, "accuracy": ran.accuracy, "seconds": ran.seconds}


def _fastai(photos: Path, home: Path, options: argparse.Namespace) -> dict[str, float]:
    """As its own guide for photos shows it: photos of 460 pixels, augmented and cut to size in the batch.

    With everything frozen it trains its head by one cycle; else as its `fine_tune`, which does so for one epoch first.
    """
    try:
        from fastai.vision.all import ImageDataLoaders, Resize, accuracy, aug_transforms, set_seed, vision_learner
    except ImportError:
        raise SystemExit("fastai is not installed. The README beside this script says how.") from None
    import torch
    from tutorial_loop import frozen_by, pretrained_network

    weights, is_frozen = home / "pretrained.pt", frozen_by(options.row)
    torch.save(pretrained_network().state_dict(), weights)
    started = time.perf_counter()
    set_seed(options.seed)
    loaders = ImageDataLoaders.from_folder(
        photos,
        valid="val",
        item_tfms=Resize(460),
        batch_tfms=aug_transforms(size=224),
        device=torch.device(options.device),
    )
    learner = vision_learner(
        loaders,
        "tf_efficientnet_lite0",
        metrics=accuracy,
        pretrained_cfg_overlay={"file": str(weights)},
        splitter=(lambda model: _groups(model, is_frozen)) if options.row == "top" else None,
    )
    with learner.no_bar(), learner.no_logging():
        _fit(learner, options.row, options.epochs)
    seconds, accuracy_at_end = time.perf_counter() - started, learner.recorder.values[-1][-1]
    return {"epochs": options.epochs, "accuracy": accuracy_at_end, "seconds": seconds}


def _fit(learner: Any, row: str, epochs: int) -> None:
    if row == "features":
        learner.fit_one_cycle(epochs)
    elif row == "all":
        learner.fine_tune(epochs)
    else:  # what `fine_tune` does, with the last two groups free instead of all
        learner.freeze()
        learner.fit_one_cycle(1, slice(2e-3), pct_start=0.99)
        learner.freeze_to(-2)
        learner.fit_one_cycle(epochs, slice(1e-3 / 100, 1e-3), pct_start=0.3, div=5.0)


def _groups(model: Any, is_frozen: Callable[[str], bool]) -> list[list[Any]]:
    """The weights that stay, those that are trained, and the new layers': what fastai freezes and gives rates by."""
    body, head = model
    named = list(body.model.named_parameters())
    stays, learns = ([weight for name, weight in named if is_frozen(name) == frozen] for frozen in (True, False))
    return [stays, learns, list(head.parameters())]


if __name__ == "__main__":
    main()
