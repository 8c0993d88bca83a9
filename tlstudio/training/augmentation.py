"""The same photo a little different each time: where it is cut out, and whether it is mirrored."""

from collections.abc import Sequence
from typing import Literal

import msgspec
import torch

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.foundation.randomness import seed_for

AugmentationName = Literal["none", "crop", "crop and mirror"]
_MARGIN = 1.15


class Augmentation:
    """A random cut of the photo with a margin of 15 %, mirrored or not: a function of (seed, epoch, photo) alone."""

    def __init__(self, name: AugmentationName, seed: int) -> None:
        self._name = name
        self._seed = seed
        self._size: int | None = None

    def request_size(self, preprocessing: Preprocessing) -> Preprocessing:
        """The preprocessing to read photos with: larger by the margin where they will be cut."""
        self._size = preprocessing.size
        if self._name == "none":
            return preprocessing
        larger = round(preprocessing.size * _MARGIN)
        fraction = min(1.0, preprocessing.crop_fraction * larger / preprocessing.size)
        return msgspec.structs.replace(preprocessing, size=larger, crop_fraction=fraction)

    def apply(self, inputs: torch.Tensor, digests: Sequence[str], epoch: int) -> torch.Tensor:
        """Inputs of shape (photos, 3, larger, larger) → (photos, 3, size, size), channels last in memory."""
        if self._name == "none":
            return inputs
        cuts = [self._cut(image, digest, epoch) for image, digest in zip(inputs, digests, strict=True)]
        return torch.stack(cuts).contiguous(memory_format=torch.channels_last)

    def _cut(self, image: torch.Tensor, digest: str, epoch: int) -> torch.Tensor:
        size = self._size or image.shape[-1]
        room = image.shape[-1] - size + 1
        number = seed_for(self._seed, "augment", epoch, digest)
        number, left = divmod(number, room)
        number, top = divmod(number, room)
        cut = image[:, top : top + size, left : left + size]
        return cut.flip(-1) if self._name == "crop and mirror" and number % 2 else cut
