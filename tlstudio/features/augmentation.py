"""The augmentations by name: what each does to a photo, and from which number its chance comes.

How the pixels are changed stands in `varying`, which needs torch; who only names an augmentation does not.
"""

from typing import Literal, get_args

import msgspec

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.foundation.randomness import seed_for

AugmentationName = Literal["none", "crop", "crop and mirror", "gentle", "strong"]
AUGMENTATIONS: tuple[AugmentationName, ...] = get_args(AugmentationName)
MEANINGS: dict[AugmentationName, str] = {
    "none": "Every epoch shows the same pixels: quickest, and right while all but the head is frozen.",
    "crop": "Each epoch cuts a photo out a little elsewhere: does no harm, and helps once deeper layers learn.",
    "crop and mirror": (
        "Cut out elsewhere, every other time mirrored: not where left and right matter, as in writing or road signs."
    ),
    "gentle": (
        "Cut out, mirrored, turned a little, brighter or paler: for few photos, or light that varies; not where left "
        "and right matter."
    ),
    "strong": (
        "Cut closer, mirrored, one change of TrivialAugment, at times a patch hidden: for many epochs on few photos; "
        "not where colour alone tells the classes apart."
    ),
}
_MARGIN = 1.15


def with_margin(preprocessing: Preprocessing, augmentation: AugmentationName) -> Preprocessing:
    """The preprocessing to read photos with: larger by a margin of 15 % where they will be cut."""
    if augmentation == "none":
        return preprocessing
    larger = round(preprocessing.size * _MARGIN)
    fraction = min(1.0, preprocessing.crop_fraction * larger / preprocessing.size)
    return msgspec.structs.replace(preprocessing, size=larger, crop_fraction=fraction)


def number_in_epoch(seed: int, epoch: int, digest: str) -> int:
    """63 random bits, from which follows all that an epoch does to a photo that is read anew in each."""
    return seed_for(seed, "augment", epoch, digest)


def view_in_epoch(seed: int, epoch: int, digest: str, views: int) -> int:
    """Which of its kept views an epoch shows of a photo; 0 is the plain one."""
    return seed_for(seed, "view", epoch, digest) % (views + 1)


def number_of_view(view: int, digest: str) -> int:
    """63 random bits for a kept view: of no seed, so that runs with another one find it kept."""
    return seed_for("view", view, digest)
