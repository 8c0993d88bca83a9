"""Names for folders and files that every file system takes, and that are told apart on every one."""

import os
import unicodedata
from collections import Counter
from collections.abc import Iterable

from tlstudio.dataset.walk import is_system_name

_UNSAFE = set('<>:"/\\|?*')
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
_MOST_BYTES = 200  # of 255, which leaves room for a number


def safe_name(name: str) -> str:
    """The name, with “_” for what some system refuses, hides or takes for something else."""
    plain = "".join("_" if _is_unsafe(character) else character for character in unicodedata.normalize("NFC", name))
    stem, suffix = os.path.splitext(plain.strip().rstrip(". "))  # noqa: PTH122 - a name, not a path
    stem = _cut(stem, _MOST_BYTES - len(suffix.encode())) if len(suffix) < 20 else _cut(stem + suffix, _MOST_BYTES)
    safe = stem + (suffix if len(suffix) < 20 else "")
    is_device = safe.split(".")[0].casefold() in _DEVICES
    return f"_{safe}" if not safe or is_device or is_system_name(safe) else safe


def names_for(labels: Iterable[str]) -> dict[str, str]:
    """A folder's name for each class, the class's own where it is safe."""
    names = Names()
    by_safety = sorted(labels, key=lambda label: (safe_name(label) != label, label))
    return {label: names.new(label) for label in by_safety}


class Names:
    """The names inside one folder: where two are the same to some file system, the later one gets a number. `taken`
    are those that are there already."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(map(_key, taken))
        self._numbers: Counter[str] = Counter()

    def new(self, name: str) -> str:
        """A safe name like this one that is not taken yet, and is from now on."""
        safe = safe_name(name)
        stem, suffix = os.path.splitext(safe)  # noqa: PTH122 - a name, not a path
        made = safe
        while _key(made) in self._taken:
            self._numbers[_key(safe)] += 1
            made = f"{stem} ({self._numbers[_key(safe)] + 1}){suffix}"
        self._taken.add(_key(made))
        return made


def _key(name: str) -> str:
    """What file systems that take capitals for small letters compare."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _is_unsafe(character: str) -> bool:
    return character in _UNSAFE or unicodedata.category(character) in _HIDDEN


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore").rstrip(". ")
