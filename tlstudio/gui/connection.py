"""How weights are fetched and where they are kept, as a person has set it in the preferences."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from tlstudio.foundation.folders import weights_folder
from tlstudio.gui.settings import settings

PROXY_KEY = "network/proxy"
WEIGHTS_KEY = "network/weights"
_VARIABLE = "TLSTUDIO_WEIGHTS"
_AT_START = os.environ.get(_VARIABLE)


def remembered_proxy() -> str | None:
    """The proxy's address; None for the system's own."""
    return str(settings().value(PROXY_KEY, "")) or None


def checked_proxy(text: str) -> str:
    """The address in full (`http://host:port`), "" for none. ValueError, as a sentence, when it is no address."""
    text = text.strip()
    if not text:
        return ""
    address = text if "://" in text else f"http://{text}"
    if not _is_address(address):
        raise ValueError("A proxy looks like http://proxy.example.org:8080; leave it empty for the system's own.")
    return address


def remembered_folder() -> Path | None:
    """The folder that was chosen for weights, None for the studio's own."""
    text = str(settings().value(WEIGHTS_KEY, ""))
    return Path(text) if text else None


def use_folder(folder: Path | None) -> None:
    """Keep weights there from now on, and at the next start; None for the studio's own place."""
    settings().setValue(WEIGHTS_KEY, str(folder) if folder else "")
    use_remembered_folder()


def use_remembered_folder() -> Path:
    """Tell the engine, by the variable that it reads; returns the folder that it uses now."""
    wanted = remembered_folder()
    value = str(wanted) if wanted else _AT_START
    if value is None:
        os.environ.pop(_VARIABLE, None)
    else:
        os.environ[_VARIABLE] = value
    return weights_folder()


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        _port = parts.port  # ValueError for one that is no number
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in address
