"""What a layer makes of one photo: its maps, or its values, as plain arrays to be drawn."""

import functools
from collections.abc import Generator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tlstudio.backbone.heads import HEAD
from tlstudio.backbone.network import Network, load_network
from tlstudio.backbone.positions import as_maps, token_grid
from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.features.inputs import network_input, pixel_request
from tlstudio.foundation.control import Control
from tlstudio.foundation.device import one_thread
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.names import printable
from tlstudio.photos.pool import PhotoPool, Priority, Source
from tlstudio.photos.request import Photo
from tlstudio.prediction.predictor import load_model

MOST_MAPS = 64
_NO_PLACES = "What comes out of this layer stands for no places in the photo."
Pixels = NDArray[np.uint8]


class Seen(msgspec.Struct, frozen=True):
    """What came out of the layer `path` for one photo. Either `maps` or `values` has something in it, or `why` says in
    a sentence why there is nothing to draw.

    `photo` uint8 (height, width, 3): the photo as the network was shown it. `maps` uint8 (maps, height, width): the
    liveliest of `channels` maps first, each stretched from its own lowest value (0) to its own highest (255);
    `numbers` are their channels, `peaks` the row and column of each one's highest value, `ranges` its lowest and
    highest value. `values` float32 (channels,). `filters` uint8 (maps, height, width, 3): for a layer that reads the
    photo's colours, the weights of the same channels as pictures, grey where a weight is 0; else None. `tokens` counts
    those of a sequence that stand for no place in the photo and are not shown.
    """

    path: str
    photo: Pixels
    maps: Pixels
    channels: int = 0
    numbers: tuple[int, ...] = ()
    peaks: tuple[tuple[int, int], ...] = ()
    ranges: tuple[tuple[float, float], ...] = ()
    values: NDArray[np.float32] | None = None
    filters: Pixels | None = None
    tokens: int = 0
    why: str = ""


class _ArrivedError(Exception):
    """The layer has been reached: what follows it need not run."""


def look(
    source: Source, backbone: str, path: str, pool: PhotoPool, control: Control, model: Path | None = None
) -> Generator[Event, None, Seen | None]:
    """What the layer of that row makes of the photo, in the pre-trained network, or in the trained `model`.

    Returns None when stopped. StudioError when the photo, the weights or the model cannot be read. The network used
    last stays in memory, so only the first look takes long. Not for two threads at once.
    """
    yield Progress("prepare", 0, 1)
    network, preprocessing = _network(backbone, model, model.stat().st_mtime_ns if model and model.exists() else 0)
    if control.stopped:
        return None
    yield Progress("prepare", 1, 1)
    photo = pool.submit(source, pixel_request(preprocessing), Priority.DROP).result()
    if not isinstance(photo, Photo):
        raise StudioError(f"Nothing to see: {photo.reason}")
    if model is None and path.split(".")[0] == HEAD:
        return _nothing(path, photo, "The head is new and knows nothing yet: train a model, then look into that.")
    return _seen(network, path, photo, preprocessing)


@functools.lru_cache(maxsize=1)
def _network(backbone: str, model: Path | None, _version: int) -> tuple[Network, Preprocessing]:
    if model is not None:
        predictor = load_model(model, "cpu")
        return predictor.network, predictor.preprocessing
    network = load_network(backbone, 1, seed=0).eval()
    return network, network.preprocessing


def _seen(network: Network, path: str, photo: Photo, preprocessing: Preprocessing) -> Seen:
    module = dict(network.named_modules()).get(path)
    if module is None:
        where = "is a table of weights, not a layer" if path in network.owners.values() else "is not in this network"
        return _nothing(path, photo, f"{printable(path)} {where}: nothing of the photo comes out of it.")
    output = _output(network, module, network_input([photo], preprocessing))
    if isinstance(output, str):
        return _nothing(path, photo, output)
    if output.dim() == 1:
        return msgspec.structs.replace(_nothing(path, photo), channels=len(output), values=output.numpy())
    tokens = 0
    if output.dim() == 2 and (grid := token_grid(len(output))):
        output, tokens = as_maps(output[None])[0], grid.extra
    if output.dim() != 3:
        return _nothing(path, photo, _NO_PLACES)
    return msgspec.structs.replace(_drawn(path, photo, output, module), tokens=tokens)


def _nothing(path: str, photo: Photo, why: str = "") -> Seen:
    return Seen(path, photo.pixels, np.empty((0, 0, 0), np.uint8), why=why)


def _output(network: nn.Module, module: nn.Module, batch: Tensor) -> Tensor | str:
    """The layer's first output for one photo, float32, without the batch: (values,), (tokens, channels) or (channels,
    height, width), height and width equal; or why there is none.

    A copy, because the layer behind may work in place.
    """
    found: list[Any] = []

    def hook(_module: nn.Module, _inputs: Any, output: Any) -> None:
        found.append(output.float().clone() if isinstance(output, Tensor) else None)
        raise _ArrivedError

    handle = module.register_forward_hook(hook)
    try:
        with torch.inference_mode(), one_thread():
            network(batch)
    except _ArrivedError:
        pass
    finally:
        handle.remove()
    if not found:
        return "The network uses this layer's weights without calling the layer, so there is nothing to look at."
    output = found[0]
    if output is None:
        return "More than one thing comes out of this layer: look at the layers in it."
    if len(output) != 1:
        return f"This layer looks at {len(output):,} pieces of the photo one by one: look at the row above it."
    return _channels_first(output[0])


def _channels_first(output: Tensor) -> Tensor | str:
    """Transformers such as Swin have (height, width, channels); a picture of one pixel is a list of values."""
    if not bool(output.isfinite().all()):
        return "The values that come out of this layer are no numbers."
    if output.dim() != 3:
        return output
    channels, height, width = output.shape
    if height != width:
        if channels != height:
            return _NO_PLACES
        output = output.permute(2, 0, 1)
    return output.flatten() if output.shape[1] == 1 else output


def _drawn(path: str, photo: Photo, output: Tensor, module: nn.Module) -> Seen:
    """The liveliest maps, those that differ most between places of the photo (by standard deviation), first."""
    flat = output.flatten(1)
    lively = flat.std(1).sort(descending=True, stable=True).indices[:MOST_MAPS]
    chosen = flat[lively]
    low, high = chosen.min(1).values, chosen.max(1).values
    stretched = (chosen - low[:, None]) / (high - low).clamp_min(1e-12)[:, None] * 255
    _, height, width = output.shape
    return Seen(
        path,
        photo.pixels,
        maps=stretched.round().to(torch.uint8).view(-1, height, width).numpy(),
        channels=len(output),
        numbers=tuple(lively.tolist()),
        peaks=tuple(divmod(place, width) for place in chosen.argmax(1).tolist()),
        ranges=tuple(zip(low.tolist(), high.tolist(), strict=True)),
        filters=_filters(module, lively),
    )


def _filters(module: nn.Module, channels: Tensor) -> Pixels | None:
    """The weights of a convolution that reads red, green and blue, each filter stretched around 0 alone."""
    weight = getattr(module, "weight", None)
    if not isinstance(module, nn.Conv2d) or weight is None or weight.shape[1] != 3:
        return None
    chosen = weight.detach()[channels].float()
    largest = chosen.abs().amax((1, 2, 3), keepdim=True).clamp_min(1e-12)
    pictures = ((chosen / largest + 1) * 127.5).round().to(torch.uint8)
    array: Pixels = pictures.permute(0, 2, 3, 1).contiguous().numpy()
    return array
