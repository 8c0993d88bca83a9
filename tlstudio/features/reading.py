"""Samples through the decode door, in batches; what cannot be read becomes a problem, not an exception."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.dataset.sample import Sample
from tlstudio.features.inputs import pixel_request
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.events import Problem
from tlstudio.foundation.names import path_bytes, path_text
from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.reader import NO_READER
from tlstudio.photos.request import Photo, Refusal


@dataclass
class Batch:
    """Photos that could be read, their samples, and problems met on the way."""

    samples: list[Sample] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_batches(
    samples: Sequence[Sample], preprocessing: Preprocessing, pool: PhotoPool, batch_size: int
) -> Iterator[Batch]:
    """The samples in their order, `batch_size` readable photos at a time.

    The last batch never holds exactly one photo (batch norm cannot train on one), unless there is only one at all:
    a batch is handed on only once two photos follow it, or none.
    """
    batch = Batch()
    sources, digests = (sample.source for sample in samples), (sample.digest for sample in samples)
    answers = pool.in_order(sources, pixel_request(preprocessing), Priority.TRAINING, digests)
    for sample, answer in zip(samples, answers, strict=True):
        if isinstance(answer, Refusal):
            batch.problems.append(problem_of(sample, answer))
            continue
        batch.samples.append(sample)
        batch.photos.append(answer)
        if len(batch.samples) == batch_size + 2:
            rest = Batch(batch.samples[batch_size:], batch.photos[batch_size:])
            yield Batch(batch.samples[:batch_size], batch.photos[:batch_size], batch.problems)
            batch = rest
    yield batch


def problem_of(sample: Sample, refusal: Refusal) -> Problem:
    """That a sample cannot be used, and why. StudioError where that is not the photo's fault: none can be read now."""
    if refusal.kind == NO_READER:
        raise StudioError(refusal.reason)
    return Problem(path_text(sample.path), refusal.reason, refusal.kind, path_bytes(sample.path))
