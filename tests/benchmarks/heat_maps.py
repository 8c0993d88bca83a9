"""Heat maps: on pictures made of a photo beside a blank half, how much of the heat lies on the photo? And how long
does a map take?

python tests/benchmarks/heat_maps.py [PHOTOS] [--device cuda]
"""

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean

import common
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

HOME = common.own_home()

SIDE = 320
BLANKS = {"grey": (128, 128, 128), "white": (255, 255, 255), "black": (0, 0, 0)}
HALVES = {"left": (0.0, 0.0, 0.5, 1.0), "right": (0.5, 0.0, 1.0, 1.0)}
BAR = 80


def half_blank(photo: Path, colour: tuple[int, int, int], half: str) -> NDArray[np.uint8]:
    """The middle of the photo in one half of a square, nothing but the colour in the other."""
    with Image.open(photo) as opened:
        middle = ImageOps.fit(ImageOps.exif_transpose(opened).convert("RGB"), (SIDE // 2, SIDE))
    picture = Image.new("RGB", (SIDE, SIDE), colour)
    picture.paste(middle, (0 if half == "left" else SIDE // 2, 0))
    return np.asarray(picture)


def shares(predictor, photos: list[Path], label: str) -> Iterator[tuple[str, float, bool]]:  # type: ignore[no-untyped-def]
    """For each photo, colour and half: the colour's name, how many per cent of the heat lie on the photo, and whether
    the model still finds that class in the picture."""
    for photo in photos:
        for name, colour in BLANKS.items():
            for half, place in HALVES.items():
                picture = half_blank(photo, colour, half)
                heat = predictor.heat_map(picture, label)
                yield name, 100 * heat.share(place), predictor.predict(picture).top[0][0] == label


def milliseconds(predictor, photo: Path, label: str) -> tuple[float, float, float]:  # type: ignore[no-untyped-def]
    """The first map of a network, one later on, and an answer alone: of a photo that was read already."""
    from tlstudio.features.inputs import pixel_request
    from tlstudio.photos.pool import PhotoPool, Priority

    with PhotoPool(workers=1) as pool:
        read = pool.submit(photo, pixel_request(predictor.preprocessing), Priority.DROP).result()
    predictor.answer_read([photo], [read])

    def seconds(call) -> float:  # type: ignore[no-untyped-def]
        began = time.perf_counter()
        call()
        return time.perf_counter() - began

    first = seconds(lambda: predictor.heat_maps.of(read, label))
    later = common.median([seconds(lambda: predictor.heat_maps.of(read, label)) for _ in range(20)])
    answer = common.median([seconds(lambda: predictor.answer_read([photo], [read])) for _ in range(20)])
    return 1000 * first, 1000 * later, 1000 * answer


def main() -> None:
    """Train the last layer, then look at the maps of the first class's validation photos."""
    options = common.options_parser(__doc__).parse_args()
    common.check_device(options.device)
    photos = common.working_copy(options.photos, HOME)

    from tlstudio.pipeline import run
    from tlstudio.prediction.predictor import load_model
    from tlstudio.training.recipe import Recipe

    model = HOME / "model.tlmodel"
    for _ in run(Recipe(photos=str(photos), out=str(model), seed=0, device=options.device)):
        pass
    predictor = load_model(model, options.device)
    label = predictor.classes[0]
    asked = common.pictures(photos / "val" / label)
    first, later, answer = milliseconds(predictor, asked[0], label)
    found = list(shares(predictor, asked, label))
    print(f"{len(asked)} photos of “{label}”, each beside {len(BLANKS)} colours, on both sides\n")
    table = common.Table("%")
    for name in BLANKS:
        table.row(f"heat on the photo beside {name}, mean", fmean(share for each, share, _ in found if each == name))
    everything = [share for _, share, _ in found]
    table.row("heat on the photo, mean of all", fmean(everything), BAR, at_least=True)
    table.row("heat on the photo, worst of all", min(everything))
    table.row("worst of those that are given their class", min(share for _, share, right in found if right))
    table.row(f"pictures with at least {BAR} % of it there", 100 * fmean(share >= BAR for share in everything))
    table = common.Table("ms")
    table.row("a map, of a photo that was read", later)
    table.row("the first map of a network", first)
    table.row("an answer alone", answer)


if __name__ == "__main__":
    main()
