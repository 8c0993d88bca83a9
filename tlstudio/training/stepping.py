"""One step: forwards, backwards, and the weights move. When memory runs out, in smaller parts of the same batch."""

from collections.abc import Callable, Generator, Iterator, Mapping, Set
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field

import torch
from torch import Tensor

from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Event, Warned
from tlstudio.training.batches import LabelledBatch

_NO_ROOM = ("out of memory", "can't allocate memory", "not enough memory")
_LOST = ("CUDA error", "CUDA driver error", "device-side assert", "MPS backend")

_GPU_LOST = (
    "The GPU has failed and cannot be used any more until the studio is started again. What was learned up to the last "
    "checkpoint is kept: start again and go on, on the GPU or on the processor."
)
_LESS_MEMORY = "Freeze more layers, choose a smaller network or a smaller input size, or close other programs."


@dataclass
class Criterion:
    """The loss that is trained on: cross-entropy, maybe with smoothed labels and classes that count differently.

    `weights` is of shape (classes,), None where all photos count the same. Source of the smoothing: C. Szegedy and
    others, "Rethinking the Inception Architecture for Computer Vision" (2016), section 7.
    """

    smoothing: float = 0.0
    weights: Tensor | None = None

    def losses(self, scores: Tensor, labels: Tensor) -> Tensor:
        """Of each photo, in nats, times its weight; scores are (photos, classes)."""
        losses = torch.nn.functional.cross_entropy(scores, labels, label_smoothing=self.smoothing, reduction="none")
        return losses if self.weights is None else losses * self.weights[labels]

    def slopes(self, scores: Tensor, labels: Tensor) -> Tensor:
        """How these losses change with each score, (photos, classes)."""
        slopes = scores.softmax(1) - self.smoothing / scores.shape[1]
        slopes[torch.arange(len(slopes)), labels] -= 1 - self.smoothing
        return slopes if self.weights is None else slopes * self.weights[labels][:, None]

    def weight(self, labels: Tensor) -> float | Tensor:
        """What all these photos weigh together: the mean loss is the losses' sum by this."""
        return len(labels) if self.weights is None else self.weights[labels].sum()


@dataclass
class Forward:
    """What runs on a batch, in how many parts, and in bfloat16 where `mixed`."""

    part: torch.nn.Module
    criterion: Criterion = field(default_factory=Criterion)
    mixed: bool = False
    parts: int = 1

    def scores(self, inputs: Tensor) -> Tensor:
        """Float32 (photos, classes)."""
        with torch.autocast(inputs.device.type, torch.bfloat16) if self.mixed else nullcontext():
            found: Tensor = self.part(inputs)
        return found.float()

    def backward(self, batch: LabelledBatch) -> tuple[Tensor, Tensor]:
        """Gradients of the batch's mean loss. Returns the scores, and the plain mean cross-entropy."""
        pieces = zip(batch.inputs.tensor_split(self.parts), batch.labels.tensor_split(self.parts), strict=True)
        weight, found = self.criterion.weight(batch.labels), []
        for inputs, labels in pieces:
            scores = self.scores(inputs)
            (self.criterion.losses(scores, labels).sum() / weight).backward()  # type: ignore[no-untyped-call]
            found.append(scores.detach())
        scores = torch.cat(found)
        return scores, torch.nn.functional.cross_entropy(scores, batch.labels)

    def judge(self, inputs: Tensor) -> Tensor:
        """The scores without gradients; the mode is the caller's."""
        with torch.no_grad():
            return torch.cat([self.scores(piece) for piece in inputs.tensor_split(self.parts)])


def gradients(
    forward: Forward,
    batch: LabelledBatch,
    network: torch.nn.Module,
    moving: Set[str],
    begin: Callable[[], None] = lambda: None,
) -> Generator[Event, None, tuple[Tensor, Tensor]]:
    """Leave the gradients of the batch's mean loss in the network, and no others; smaller parts when memory runs out.

    `moving` names the buffers that an attempt may change; `begin` is called before each attempt. Returns the scores,
    and the plain mean cross-entropy.
    """
    buffers = {name: buffer.clone() for name, buffer in network.named_buffers() if name in moving}
    while True:
        network.zero_grad(set_to_none=True)
        begin()
        try:
            return forward.backward(batch)
        except RuntimeError as error:
            yield from halve(forward, error, len(batch.labels))
            restored(network, buffers)


def judged(forward: Forward, batch: LabelledBatch) -> Generator[Event, None, Tensor]:
    """The scores of a batch, without gradients; smaller parts when memory runs out."""
    while True:
        try:
            return forward.judge(batch.inputs)
        except RuntimeError as error:
            yield from halve(forward, error, len(batch.labels))


def halve(forward: Forward, error: RuntimeError, photos: int) -> Iterator[Event]:
    """After an error in a batch of so many photos: smaller parts, and a word about it.

    Raises StudioError when the GPU is lost, or nothing smaller is left; the error itself when it is of no known kind.
    """
    if _is_lost(error):
        raise StudioError(_GPU_LOST) from error
    if not _is_out_of_memory(error):
        raise error
    if forward.parts * 4 > photos:  # a part keeps at least two photos: batch norm cannot train on one
        raise StudioError(
            f"There is not enough memory to train on even two photos at a time. {_LESS_MEMORY}"
        ) from error
    forward.parts *= 2
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    yield Warned(
        f"Memory ran out, so each batch is computed in {forward.parts} parts from now on. The result stays that of the "
        "whole batch, except for batch norms that learn; it only takes longer."
    )


@torch.no_grad()
def restored(network: torch.nn.Module, buffers: Mapping[str, Tensor]) -> None:
    """Put the network's buffers back to these copies: what a step that failed has counted does not count."""
    for name, buffer in network.named_buffers():
        if name in buffers:
            buffer.copy_(buffers[name])


@contextmanager
def device_errors_in_words() -> Iterator[None]:
    """What the GPU or the memory refuses inside, other than in a batch, becomes a StudioError."""
    try:
        yield
    except RuntimeError as error:
        if _is_lost(error):
            raise StudioError(_GPU_LOST) from error
        if _is_out_of_memory(error):
            raise StudioError(f"There is not enough memory for this training. {_LESS_MEMORY}") from error
        raise


def _is_lost(error: RuntimeError) -> bool:
    text = str(error)
    return any(sign in text for sign in _LOST) and "out of memory" not in text


def _is_out_of_memory(error: RuntimeError) -> bool:
    return isinstance(error, torch.OutOfMemoryError) or any(sign in str(error) for sign in _NO_ROOM)
