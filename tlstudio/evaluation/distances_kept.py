"""The last distances that were measured, in a small file of the cache, so that no photo is read for one twice."""

import logging

import msgspec

from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.files import write_safely
from tlstudio.foundation.folders import cache_folder

_MOST = 100
_FILE = "distances.json"
_log = logging.getLogger(__name__)


def kept_distance(key: str) -> float | None:
    """What was kept under that key; None for nothing."""
    return _recall().get(key)


def keep_distance(key: str, distance: float) -> None:
    """Keep it for next time; a disk that takes nothing costs only the time to measure again."""
    latest = dict(list(_recall().items())[1 - _MOST :])
    try:
        cache_folder().mkdir(parents=True, exist_ok=True)
        write_safely(cache_folder() / _FILE, [msgspec.json.encode({**latest, key: distance})])
    except (OSError, StudioError) as error:
        _log.info("Distances are not remembered: %s", error)


def _recall() -> dict[str, float]:
    try:
        return msgspec.json.decode((cache_folder() / _FILE).read_bytes(), type=dict[str, float])
    except (OSError, msgspec.DecodeError):
        return {}
