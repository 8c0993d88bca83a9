"""A finished model, opened from its file, on any machine: pictures in, classes out."""

import functools
import io
import itertools
import weakref
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Union

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from tlstudio.backbone.heads import HEAD, described_head
from tlstudio.backbone.network import Network, empty_network
from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.backbone.proof import fingerprint
from tlstudio.backbone.tree import HeadDesign
from tlstudio.features.inputs import network_input, pixel_request
from tlstudio.foundation.control import Control
from tlstudio.foundation.device import DeviceName, choose_device, one_thread
from tlstudio.foundation.drift import Drift
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Progress
from tlstudio.foundation.names import path_bytes, path_text, printable
from tlstudio.foundation.pace import Pace
from tlstudio.modelfile.container import read_contents
from tlstudio.modelfile.description import Description
from tlstudio.photos.pool import PhotoPool, Priority, Source
from tlstudio.photos.request import Photo, Refusal
from tlstudio.photos.view import path_of
from tlstudio.prediction.answer import Answer, NoAnswer, judged
from tlstudio.prediction.heat_map import HeatMap, HeatMaps
from tlstudio.prediction.quickest import Look, Quickest
from tlstudio.prediction.reference import Reference, from_tensors, units

if TYPE_CHECKING:
    from PIL.Image import Image

_BATCH, _FIRST_BATCH = 32, 4  # small at first, so that the first answers come soon
KEEP_RATE = 0.95
"""The share of photos of a model's own kind that is kept, if nobody says otherwise."""

Picture = Union[Path, str, bytes, NDArray[np.uint8], "Image"]


class ModelSummary(msgspec.Struct, frozen=True):
    """What a person wants to know about a model before trusting it.

    `frozen_unchanged`: the frozen weights in its file are those that its run had loaded; None when nothing was frozen.
    `drift` is how far its run moved the others, from a random start where `random_start`.
    """

    backbone: str
    head: HeadDesign
    frozen: tuple[str, ...]
    train_photos: int
    validation_photos: int
    validation_accuracy: float
    validation_interval: tuple[float, float]
    used_to_choose: bool
    frozen_unchanged: bool | None
    drift: Drift | None
    random_start: bool


def load_model(path: Path | str, device: DeviceName = "auto") -> "Predictor":
    """Open a `.tlmodel`. StudioError, in one sentence, when it is damaged, foreign, or of another version."""
    path = Path(path)
    description, weights, _, remembered = read_contents(path)
    where = printable(str(path))
    design = described_head(description.head, where)
    network = empty_network(description.backbone, len(description.classes), design)
    _check_fits(network.state_dict(), weights, where)
    network.load_state_dict(weights)
    try:
        preprocessing = msgspec.convert(description.preprocessing, Preprocessing)
    except msgspec.ValidationError as error:
        raise StudioError(f"{where} cannot be opened: it does not say how photos are prepared.") from error
    reference = _reference(description, remembered, network.tree.features, where)
    return Predictor(network, description, preprocessing, choose_device(device), reference)


class Predictor:
    """A network with its classes. Not for two threads at once.

    `reference` is what it remembers of its training photos; None when it remembers none, and never says “neither”.
    `keep_rate` is the share of photos of its own kind that is to be kept when it does; 1 switches that off.
    `temperature` is what its scores are divided by, so that it is right as often as it says.
    """

    def __init__(
        self,
        network: Network,
        description: Description,
        preprocessing: Preprocessing,
        device: torch.device,
        reference: Reference | None = None,
    ) -> None:
        self.temperature = description.calibration.temperature if description.calibration else 1.0
        self.reference = reference
        self.keep_rate = KEEP_RATE
        self.classes = tuple(description.classes)
        self.summary = _summary(network, description)
        self.preprocessing = preprocessing
        self.device = device
        self.network: Network = network.to(device, memory_format=torch.channels_last).eval()  # type: ignore[call-overload]

    def predict(self, image: Picture) -> Answer:
        """The class of one picture: a file, its bytes, a Pillow image, or uint8 RGB pixels of shape (height, width, 3).

        StudioError when it is not a usable photo.
        """
        source = _as_source(image)
        photo = self._reader.submit(source, pixel_request(self.preprocessing), Priority.DROP).result()
        answer = self.answer_read([source], [photo])[0]
        if isinstance(answer, NoAnswer):
            raise StudioError(answer.error)
        return answer

    def heat_map(self, image: Picture, label: str) -> HeatMap:
        """Which places of a picture speak for that class. StudioError when it is not a usable photo, or the network
        has no heat map; ValueError for an unknown class."""
        photo = self._reader.submit(_as_source(image), pixel_request(self.preprocessing), Priority.DROP).result()
        if isinstance(photo, Refusal):
            raise StudioError(photo.reason)
        return self.heat_maps.of(photo, label)

    @functools.cached_property
    def heat_maps(self) -> HeatMaps:
        """What makes heat maps of photos that were read; made at the first call."""
        return HeatMaps(self.network, self.classes, self.preprocessing, self.device)

    @functools.cached_property
    def _reader(self) -> PhotoPool:
        """The one reader process that `predict` needs, started at the first call, ended with this predictor."""
        pool = PhotoPool(workers=1)
        weakref.finalize(self, pool.close)
        return pool

    def predict_files(
        self, sources: Sequence[Source], pool: PhotoPool, control: Control, priority: Priority = Priority.DROP
    ) -> Generator[Answer | NoAnswer | Progress, None, None]:
        """One answer per source, in order; ends early when the control is stopped. `priority` is that of reading."""
        pace = Pace(len(sources))
        photos = pool.in_order(sources, pixel_request(self.preprocessing), priority)
        quickest = Quickest(self.network, self.preprocessing.size, self.device)
        done = 0
        try:
            while done < len(sources) and not control.stopped:
                some = sources[done : done + min(_BATCH, done + _FIRST_BATCH)]
                read = list(itertools.islice(photos, len(some)))
                yield from self.answer_read(some, read, quickest.look)
                done += len(some)
                if len(some) == _BATCH and any(isinstance(photo, Photo) for photo in read):
                    yield from self._hurry(quickest, read, len(sources) - done)
                if len(sources) > _BATCH:
                    yield Progress("features", done, len(sources), seconds_left=pace.seconds_left(done))
        finally:
            quickest.close()

    def answer_read(
        self, sources: Sequence[Source], photos: Sequence[Photo | Refusal], look: Look | None = None
    ) -> list[Answer | NoAnswer]:
        """One answer for each photo of a batch that was read already, as `pixel_request` of its preprocessing asks.
        `look` computes what the head reads, where the network itself is not to."""
        readable = [photo for photo in photos if isinstance(photo, Photo)]
        known = [source for source, photo in zip(sources, photos, strict=True) if isinstance(photo, Photo)]
        answers = iter(self._answers(known, self._looked_at(readable, look)) if readable else [])
        return [
            next(answers) if isinstance(photo, Photo) else _no_answer(source, photo)
            for source, photo in zip(sources, photos, strict=True)
        ]

    def answer_features(self, sources: Sequence[Source], values: torch.Tensor, front: nn.Module) -> list[Answer]:
        """One answer for each photo of which the values at a cut are known, float32 (photos, …); `front` is the part of
        this network from there to its head."""
        with torch.inference_mode(), one_thread(len(values) <= 2):
            return self._answers(sources, front(values.to(self.device)))

    def features_of(self, photos: Sequence[Photo]) -> NDArray[np.float32]:
        """What the head reads of photos that were read as `pixel_request` of its preprocessing asks, scaled to length
        1: float32 (photos, features)."""
        return units(self._looked_at(photos)).cpu().numpy()

    def _looked_at(self, photos: Sequence[Photo], look: Look | None = None) -> torch.Tensor:
        inputs = network_input(photos, self.preprocessing, self.device)
        with torch.inference_mode(), one_thread(len(inputs) <= 2):
            return (look or self.network.read_by_head)(inputs)

    def _hurry(
        self, quickest: Quickest, photos: Sequence[Photo | Refusal], remaining: int
    ) -> Generator[Progress, None, None]:
        """Let the `remaining` ones be looked at faster, where that can be; it is tried with these photos."""
        readable = [photo for photo in photos if isinstance(photo, Photo)]
        batch = functools.partial(network_input, readable, self.preprocessing, self.device)
        yield from quickest.seek(batch, functools.partial(self._answers, [b""] * len(readable)), remaining)

    def _answers(self, sources: Sequence[Source], features: torch.Tensor) -> list[Answer]:
        with torch.inference_mode(), one_thread(len(features) <= 2):
            scores = self.network.get_submodule(HEAD)(features).float()
            probabilities = (scores / self.temperature).softmax(1).tolist()
        typicalities = self._typicalities(features)
        return [self._answer(*each) for each in zip(sources, probabilities, typicalities, strict=True)]

    def _typicalities(self, features: torch.Tensor) -> list[float | None]:
        if self.reference is None:
            return [None] * len(features)
        distances = self.reference.distance(units(features).cpu().numpy())
        return [self.reference.typicality(distance) for distance in distances.tolist()]

    def _answer(self, source: Source, probabilities: list[float], typicality: float | None) -> Answer:
        top = sorted(zip(self.classes, probabilities, strict=True), key=lambda pair: -pair[1])
        path, raw = _name(source)
        return judged(Answer(path, *top[0], tuple(top), typicality=typicality, path_bytes=raw), self.keep_rate)


def _no_answer(source: Source, refusal: Refusal) -> NoAnswer:
    path, raw = _name(source)
    return NoAnswer(path, refusal.reason, raw)


def _name(source: Source) -> tuple[str, str | msgspec.UnsetType]:
    if isinstance(source, bytes):
        return "", msgspec.UNSET
    return path_text(path_of(source)), path_bytes(path_of(source))


def _as_source(image: Picture) -> Source:
    """Pixels in memory become a PNG, so that they pass the same door as any file."""
    if isinstance(image, str | Path):
        return Path(image)
    if isinstance(image, bytes):
        return image
    from PIL import Image

    picture = Image.fromarray(image) if isinstance(image, np.ndarray) else image
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def _check_fits(expected: dict[str, torch.Tensor], found: dict[str, torch.Tensor], where: str) -> None:
    """StudioError unless the weights are exactly this network's: names, shapes, kinds of number, all finite."""
    for name in expected.keys() | found.keys():
        theirs, ours = found.get(name), expected.get(name)
        if theirs is None or ours is None or theirs.shape != ours.shape or theirs.dtype != ours.dtype:
            raise StudioError(f"{where} cannot be opened: its weights do not belong to the network that it names.")
        if not torch.isfinite(theirs).all():
            raise StudioError(f"{where} cannot be opened: some of its weights are not numbers.")


def _reference(
    description: Description, remembered: Mapping[str, torch.Tensor] | None, features: int, where: str
) -> Reference | None:
    said = description.reference
    if said is None or remembered is None:
        return None
    return from_tensors(remembered, said.measured_on, len(description.classes), features, where)


def _summary(network: Network, description: Description) -> ModelSummary:
    scores = description.scores
    return ModelSummary(
        backbone=description.backbone,
        head=network.tree.head,
        frozen=tuple(description.frozen),
        train_photos=scores.train_photos,
        validation_photos=scores.validation_photos,
        validation_accuracy=scores.validation_accuracy,
        validation_interval=scores.validation_interval,
        used_to_choose=scores.used_to_choose,
        frozen_unchanged=_frozen_unchanged(network, description),
        drift=description.drift,
        random_start=not description.backbone_sha256,
    )


def _frozen_unchanged(network: Network, description: Description) -> bool | None:
    if description.frozen_sha256 is None:
        return None
    frozen, state = frozenset(description.frozen), network.state_dict()
    kept = {name: tensor for name, tensor in state.items() if network.owners[name] in frozen}
    return fingerprint(kept) == description.frozen_sha256
