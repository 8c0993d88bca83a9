"""File names and other strangers' text, made fit to be shown: as plain text, on one line, without tricks."""

import base64
import os
import unicodedata
from pathlib import Path

import msgspec

_HIDDEN_CATEGORIES = {"Cc", "Cf", "Co", "Zl", "Zp"}


def printable(text: str, limit: int = 200) -> str:
    """Text on one line with control, bidirectional and undecodable characters replaced by U+FFFD.

    Longer than `limit` characters it is cut in the middle, so that both ends stay readable.
    """
    shown = "".join("�" if _is_hidden(character) else character for character in text)
    if len(shown) <= limit:
        return shown
    half = (limit - 1) // 2
    return f"{shown[:half]}…{shown[-half:]}"


def _is_hidden(character: str) -> bool:
    return "\ud800" <= character <= "\udfff" or unicodedata.category(character) in _HIDDEN_CATEGORIES


def path_text(path: Path | str) -> str:
    """The path for JSON and reports: exact where it is UTF-8, else with U+FFFD for each byte that is not."""
    return os.fsencode(path).decode("utf-8", errors="replace")


def path_bytes(path: Path | str) -> str | msgspec.UnsetType:
    """The path's exact bytes in base64 when `path_text` cannot carry them, else unset."""
    raw = os.fsencode(path)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return base64.b64encode(raw).decode("ascii")
    return msgspec.UNSET


def size_text(count: int) -> str:
    """A number of bytes for people, in powers of a thousand as drives are sold: “512 bytes”, “18 MB”, “3.2 GB”."""
    if count < 1000:
        return f"{count} bytes"
    size = float(count)
    for unit in ("kB", "MB", "GB"):
        size /= 1000
        if size < 999.5:
            return f"{size:.1f} {unit}" if size < 9.95 else f"{size:.0f} {unit}"
    return f"{size / 1000:.1f} TB"
