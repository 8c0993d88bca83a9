"""The frozen part of a network in front of its border: what it reads, and the key of what it makes."""

from collections.abc import Sequence
from functools import cached_property

import torch

from tlstudio.backbone.network import Network
from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.backbone.tree import Cut
from tlstudio.features.augmentation import AugmentationName, with_margin
from tlstudio.features.inputs import augmented_input, network_input, pixel_request
from tlstudio.features.key import GroupKey, Precision, StoredType, stored_type
from tlstudio.features.runtime import Runtime, Stretch, open_named
from tlstudio.features.runtime.torch_runtime import torch_names
from tlstudio.foundation.control import Control
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.steps import Steps
from tlstudio.photos.request import Photo, PixelRequest, decoder_name

_GONE = "A damaged feature could not be computed again, as what computed it is gone. Clear the cache and start again."


class Prefix:
    """Everything up to `cut` of a frozen network in eval mode, on its device."""

    def __init__(
        self,
        network: Network,
        cut: Cut,
        preprocessing: Preprocessing,
        device: torch.device,
        precision: Precision,
        augmentation: AugmentationName = "none",
    ) -> None:
        self.network = network
        self.cut = cut
        self.preprocessing = preprocessing
        self.device = device
        self.precision = precision
        self.augmentation: AugmentationName = augmentation
        self._larger = with_margin(preprocessing, augmentation)

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """The shape of one activation; of another input size than the weights' own, by trying it."""
        if self.preprocessing.size == self.network.preprocessing.size:
            return self.cut.output
        size = self.preprocessing.size
        with torch.inference_mode():
            front = self.network.between(None, self.cut)
            return tuple(front(torch.zeros(1, 3, size, size, device=self.device)).shape[1:])

    def stretch(self, start: Cut | None = None) -> Stretch:
        """What a runtime has to run: from the photos, or from a cut further in front, to the border."""
        return Stretch(self.network, start, self.cut, self.preprocessing.size, self.device)

    def reopened(self, name: str) -> Runtime:
        """The runtime of that name, with which the prefix has been run before. StudioError when it is gone."""
        steps = Steps(open_named(name, self.stretch(), Control()))
        for _ in steps:
            pass
        if steps.result is None:
            raise StudioError(_GONE)
        return steps.result

    @property
    def stored(self) -> StoredType:
        """The kind of number in which activations are kept."""
        return stored_type(self.shape, self.precision)

    def key(self, runtime: str) -> GroupKey:
        """Under which the activations lie that a runtime of that name computes."""
        return GroupKey(
            backbone=self.network.tree.backbone,
            weights=self._weights,
            node=self.cut.node,
            after=self.cut.after,
            preprocessing=self.preprocessing,
            decoder=decoder_name(),
            runtime=runtime,
            dtype=self.stored,
            shape=self.shape,
        )

    def comes_before(self, key: GroupKey) -> Cut | None:
        """The cut in front of this one at which the activations of that key lie; None when they are of no use here."""
        ours = (self.network.tree.backbone, self.preprocessing, decoder_name())
        if (key.backbone, key.preprocessing, key.decoder) != ours:
            return None
        if self.precision == "exact" and (key.dtype, key.runtime) != ("float32", torch_names(self.device, "exact")[-1]):
            return None
        cuts = self.network.tree.cuts
        for cut in cuts[: cuts.index(self.cut)]:
            if (cut.node, cut.after) == (key.node, key.after):
                return cut if self.network.fingerprint(self.network.front_state(cut)) == key.weights else None
        return None

    def request(self, view: int) -> PixelRequest:
        """The pixels to ask for: with a margin for all views but the plain one."""
        return pixel_request(self._larger if view else self.preprocessing)

    def inputs(self, photos: Sequence[Photo], views: Sequence[int], numbers: Sequence[int]) -> torch.Tensor:
        """Float32 (photos, 3, size, size) for the network: each photo in its view, varied as its number says."""
        plain = [place for place, view in enumerate(views) if view == 0]
        others = [place for place, view in enumerate(views) if view]
        parts = []
        if plain:
            parts.append(network_input([photos[place] for place in plain], self.preprocessing, self.device))
        if others:
            larger, chosen = [photos[place] for place in others], [numbers[place] for place in others]
            parts.append(augmented_input(larger, self.preprocessing, self.augmentation, chosen, self.device))
        if len(parts) == 1:
            return parts[0]
        order = torch.tensor([*plain, *others], device=self.device).argsort()
        return torch.cat(parts)[order]

    def rounded(self, values: torch.Tensor) -> torch.Tensor:
        """Float32 values as they would come back from the cache; those beyond half precision stay as they are."""
        if self.stored == "float32":
            return values
        halved = values.half().float()
        finite = halved.flatten(1).isfinite().all(1)
        return halved if bool(finite.all()) else torch.where(finite.view(-1, *[1] * (values.ndim - 1)), halved, values)

    @cached_property
    def _weights(self) -> str:
        return self.network.fingerprint(self.network.front_state(self.cut))
