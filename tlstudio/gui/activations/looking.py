"""Looking into layers in the background."""

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.gui.libraries import load_engine
from tlstudio.photos.pool import PhotoPool, Source

if TYPE_CHECKING:
    from tlstudio.evaluation.activations import Seen


class Question(NamedTuple):
    """What a look depends on; `model` is None for the pre-trained weights."""

    source: Source
    backbone: str
    path: str
    model: Path | None


def look_into(pool: PhotoPool, question: Question, control: Control) -> "Generator[Event, None, Seen | None]":
    """What the layer sees; None when stopped."""
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.evaluation.activations import look

    source, backbone, path, model = question
    return (yield from look(source, backbone, path, pool, control, model))
