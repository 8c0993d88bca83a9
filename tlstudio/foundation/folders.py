"""Where the studio keeps what is its own: finished models, caches and logs, in the user's own folders."""

import os
from pathlib import Path

import platformdirs


def models_folder() -> Path:
    """Every finished model is kept here by itself."""
    return _home("data") / "models"


def cache_folder() -> Path:
    """What can be made again."""
    return _home("cache")


def log_folder() -> Path:
    """The log files."""
    return _home("log")


def _home(kind: str) -> Path:
    """The user's folder of that kind; the environment variable TLSTUDIO_HOME moves all of them."""
    moved = os.environ.get("TLSTUDIO_HOME")
    if moved:
        return Path(moved) / kind
    finders = {
        "data": platformdirs.user_data_path,
        "cache": platformdirs.user_cache_path,
        "log": platformdirs.user_log_path,
    }
    return finders[kind]("tlstudio", appauthor=False)
