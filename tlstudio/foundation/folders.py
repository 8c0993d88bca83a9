"""Where the studio keeps what is its own: finished models, weights and logs, in the user's own folders."""

import itertools
import os
import time
from collections.abc import Callable
from pathlib import Path

import platformdirs

from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.files import cannot_write
from tlstudio.foundation.names import printable


def models_folder() -> Path:
    """Every finished model is kept here by itself."""
    return _home("data") / "models"


def projects_folder() -> Path:
    """A project for each collection that was opened in the window: labels, marks, runs."""
    return _home("data") / "projects"


def new_model_path(name: str) -> Path:
    """A path in the models folder (made if need be) that is not taken yet: the name and the time of day.

    StudioError when the folder cannot be made.
    """
    folder = models_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudioError(cannot_write(folder, error)) from error
    stem = f"{printable(name, 60)} {time.strftime('%Y-%m-%d %H.%M.%S')}"
    numbered = (f"{stem} {number}" if number > 1 else stem for number in itertools.count(1))
    return next(path for path in (folder / f"{stem}.tlmodel" for stem in numbered) if not path.exists())


def weights_folder() -> Path:
    """Weights files of pre-trained networks; the environment variable TLSTUDIO_WEIGHTS names another folder."""
    moved = os.environ.get("TLSTUDIO_WEIGHTS")
    return Path(moved) if moved else _home("data") / "weights"


def cache_folder() -> Path:
    """What the studio can compute again at any time: features, exported networks, remembered hashes."""
    return _home("cache")


def log_folder() -> Path:
    """The log files."""
    return _home("log")


def _home(kind: str) -> Path:
    """The user's folder of that kind; the environment variable TLSTUDIO_HOME moves all of them."""
    moved = os.environ.get("TLSTUDIO_HOME")
    if moved:
        return Path(moved) / kind
    finders: dict[str, Callable[..., Path]] = {
        "cache": platformdirs.user_cache_path,
        "data": platformdirs.user_data_path,
        "log": platformdirs.user_log_path,
    }
    return finders[kind]("tlstudio", appauthor=False)
