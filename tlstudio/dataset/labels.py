"""From folder names to class names that can be shown, saved, and told apart."""

import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from tlstudio.foundation.names import path_text


def labels_for(names: Iterable[str]) -> dict[str, str]:
    """The class name of each folder name: the same, but bytes that are not UTF-8 become U+FFFD.

    Where two names come out alike that way, the later one (in order of their bytes) gets a number.
    """
    labels: dict[str, str] = {}
    for name in sorted(set(names), key=os.fsencode):
        plain = label = path_text(name)
        number = 2
        while label in labels.values():
            label, number = f"{plain} ({number})", number + 1
        labels[name] = label
    return labels


def twins(labels: Iterable[str]) -> list[tuple[str, ...]]:
    """Class names that differ only in case, in how an accent is stored (NFC, NFD), or in spaces at the ends."""
    alike: dict[str, list[str]] = defaultdict(list)
    for label in sorted(labels):
        alike[unicodedata.normalize("NFC", unicodedata.normalize("NFC", label).casefold()).strip()].append(label)
    return [tuple(group) for group in alike.values() if len(group) > 1]
