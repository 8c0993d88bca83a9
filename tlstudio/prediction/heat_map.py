"""Why a class? Which places of the photo speak for it (Grad-CAM), at the deepest point where there are still places."""

import contextlib
import functools
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tlstudio.backbone.network import Network
from tlstudio.backbone.positions import as_maps, grid_of
from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.features.inputs import network_input, pixel_request
from tlstudio.foundation.device import one_thread
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.names import printable
from tlstudio.photos.geometry import Box, seen_part
from tlstudio.photos.request import Photo

_DEEP_ENOUGH = 0.25  # of all layers with weights: further in front there are edges and colours, and no classes yet


class HeatMap(msgspec.Struct, frozen=True):
    """How much each place of a photo speaks for the class `label`.

    `values` float32 (rows, columns): 1 where it speaks most, 0 where nothing does; 0 everywhere when no place speaks
    for that class. They lie evenly over `box`: the part of the photo that the network was shown, left, top, right and
    bottom in shares of its sides, beyond 0 and 1 where the photo was padded.
    """

    label: str
    values: NDArray[np.float32]
    box: Box

    def share(self, part: Box) -> float:
        """How much of all heat lies in a part of the photo, 0…1; 0 where there is none at all. `part` is in shares of
        the photo's sides, as `box` is."""
        rows, columns = self.values.shape
        left, top, right, bottom = self.box
        down = _overlaps(rows, top, bottom, part[1], part[3])
        across = _overlaps(columns, left, right, part[0], part[2])
        total = float(self.values.sum())
        return float(down @ self.values @ across) / total if total else 0.0


class _Pieces(msgspec.Struct, frozen=True):
    """A network in two: what makes maps or tokens of pictures, and what makes scores of those."""

    front: nn.Module
    behind: nn.Module


class HeatMaps:
    """Heat maps of a network in eval mode, which stays as it is, by Grad-CAM (Selvaraju et al. 2017, "Grad-CAM: Visual
    Explanations from Deep Networks via Gradient-based Localization", equations 1 and 2). Not for two threads at once.

    Each map counts as much as the mean, over all places, of the score's gradient by it; what is above 0 in their sum
    speaks for the class. The maps are taken from the deepest point where there are still places and the score depends
    on them. Behind the last block of a transformer with a class token it depends on that token alone, so there it is
    one block further in front.
    """

    def __init__(
        self, network: Network, classes: Sequence[str], preprocessing: Preprocessing, device: torch.device
    ) -> None:
        self._network = network
        self._classes = list(classes)
        self._preprocessing = preprocessing
        self._device = device

    def of(self, photo: Photo, label: str) -> HeatMap:
        """What speaks for that class in a photo that was read as `pixel_request` of the preprocessing asks.

        StudioError where the network cannot be cut so, or its values are no numbers.
        """
        inputs = network_input([photo], self._preprocessing, self._device)
        asked = torch.zeros(len(self._classes))
        asked[self._classes.index(label)] = 1
        values, gradient = _values_and_gradient(self._pieces, inputs, asked)
        values, gradient = as_maps(values), as_maps(gradient)
        summed = (gradient.mean((2, 3), keepdim=True) * values).sum(1)[0].relu()
        highest = summed.max()
        if not bool(torch.isfinite(highest)):
            raise StudioError("There is no heat map: the values inside the network are no numbers for this picture.")
        heat = (summed / highest if highest > 0 else summed).cpu().numpy()
        return HeatMap(label, heat, seen_part(pixel_request(self._preprocessing), photo.width, photo.height))

    @functools.cached_property
    def _pieces(self) -> _Pieces:
        """Found by trying, from the back, with a picture of noise and all classes mixed: a fraction of a second."""
        size, dice = self._preprocessing.size, torch.Generator().manual_seed(0)
        noise = torch.randn(1, 3, size, size, generator=dice).to(self._device)
        mixed = torch.randn(len(self._classes), generator=dice)
        for pieces in self._candidates(noise):
            _, gradient = _values_and_gradient(pieces, noise, mixed)
            if bool(as_maps(gradient).any()):
                return pieces
        name = printable(self._network.tree.backbone, 60)
        raise StudioError(
            f"There is no heat map: deep inside of {name} there is no point where all it knows lies place by place."
        )

    def _candidates(self, batch: Tensor) -> Iterator[_Pieces]:
        enough = _DEEP_ENOUGH * sum(row.stateful for row in self._network.tree.rows)
        for cut in reversed(self._network.points(batch)):
            if grid_of(cut.output) and len(cut.rows) >= enough:
                with contextlib.suppress(StudioError):  # one that was not traced may not let itself be cut everywhere
                    yield _Pieces(self._network.between(None, cut), self._network.between(cut, None))


def _overlaps(cells: int, start: float, end: float, first: float, last: float) -> NDArray[np.float32]:
    """Which share of each of so many equal cells from `start` to `end` lies between `first` and `last`."""
    edges = np.linspace(start, end, cells + 1)
    inside = np.minimum(edges[1:], last) - np.maximum(edges[:-1], first)
    shares: NDArray[np.float32] = (inside.clip(0) / ((end - start) / cells)).astype(np.float32)
    return shares


def _values_and_gradient(pieces: _Pieces, inputs: Tensor, asked: Tensor) -> tuple[Tensor, Tensor]:
    """What passes between the pieces, float32 (1, …), and the gradient by it of the scores, each times what `asked`
    (classes,) has for its class."""
    with one_thread():
        with torch.no_grad():
            values = pieces.front(inputs).float()
        with torch.enable_grad():
            values.requires_grad_()
            scores = pieces.behind(values.clone())  # a copy, for the next layer may work in place
            (gradient,) = torch.autograd.grad(scores[0] @ asked.to(scores), values)
    return values.detach(), gradient
