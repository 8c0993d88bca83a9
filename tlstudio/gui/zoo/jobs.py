"""What runs in the background for the zoo: listing, fetching and importing; all of it loads the networks' libraries."""

from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path

from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Event, Progress
from tlstudio.foundation.folders import models_folder
from tlstudio.gui.libraries import load_engine
from tlstudio.gui.zoo.line import Line, line_of, line_of_model


def list_networks() -> Generator[Event, None, list[Line]]:
    """The catalogue's networks, then the finished models in the studio's own folder, newest first."""
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.backbone.catalogue import entries

    return [*map(line_of, entries(every=True)), *_own_models()]


def list_own_models() -> Generator[Event, None, list[Line]]:
    """The finished models in the studio's own folder alone, newest first."""
    yield Progress("prepare", 0, 1)
    load_engine()
    return [*_own_models()]


def fetch(name: str, proxy: str | None, control: Control) -> Generator[Event, None, Path | None]:
    """Download the weights of a network; None when stopped."""
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.backbone.download import download

    return (yield from download(name, control, proxy))


def take(path: Path, name: str, control: Control) -> Generator[Event, None, Path | None]:
    """Import the weights of a network from a file; None when stopped."""
    yield Progress("prepare", 0, 1)
    load_engine()
    from tlstudio.backbone.importing import import_weights

    return (yield from import_weights(path, name, control))


def _own_models() -> Iterator[Line]:
    with suppress(OSError):
        paths = list(models_folder().glob("*.tlmodel"))
        for path in sorted(paths, key=lambda path: path.stat().st_mtime, reverse=True):
            yield line_of_model(path)
