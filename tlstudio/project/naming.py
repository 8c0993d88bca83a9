"""Labels that the names of photos tell: cat.1.jpg is a cat, IMG_0001.jpg could be anything."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

FEWEST = 3
"""So many photos have to be called alike, or it is chance."""

_MOST_WORDS = 6
_LONGEST = 60
_WELL_GROUPED = 0.8
_SEPARATOR = re.compile(r"[\s_.,;+#~()\[\]{}–—-]+")
_WORD_AND_NUMBER = re.compile(r"(\D+)(\d+)")
# What cameras, telephones and programs call every photo: it says nothing about what is on it.
_OF_DEVICES = frozenset(
    """
    burst capture cdy cimg copia copie copy dcim download dsc dscf dscn dji e ek fb fid foto fotos gh gopr gp gx hpim
    imag image images imagen img imgp import jpeg jpg kif kopie mfdc mfnr mov mvimg p photo photos pic pict pics
    picture pictures png pxl r rcnx sam scan scanned sdc signal snapchat stc sunp telegram thumb thumbnail tmp unnamed
    untitled vid wa webp x
    """.split()  # noqa: SIM905 - easier to read than a list
)
# What they add behind date and number; it may well be a class where it stands at the beginning.
_ADDED_BY_DEVICES = frozenset(
    """
    cover crop cropped edit edited full hdr large mp night original pano portrait resized rotated small video
    """.split()  # noqa: SIM905 - easier to read than a list
)
# Names with such a word were given by a program, all of them.
_OF_PROGRAMS = frozenset({"bildschirmfoto", "screenshot", "screenshots", "whatsapp"})


def labels_from_names(paths: Collection[Path], known: Collection[str] = ()) -> dict[Path, str]:
    """The label of each photo whose name tells one; none at all where no two classes would come of it.

    A name tells one by the words before its number, or, where these differ from photo to photo, by the first word
    alone. At least three photos have to share it. A class that is `known` already keeps its spelling, and for it one
    photo is enough.
    """
    words = {path: found for path in paths if (found := _words(path.stem))}
    classes = {_key(label): label for label in known}
    whole = _shared({path: " ".join(each) for path, each in words.items()}, classes)
    if len(whole) >= _WELL_GROUPED * len(words):
        return whole
    first = _shared({path: each[0] for path, each in words.items()}, classes)
    return first if len(first) > len(whole) else whole


def _words(stem: str) -> list[str]:
    """The words before the number in a name; none where only a device or a program could have called it so."""
    words: list[str] = []
    after_number = False
    for token in _tokens(stem):
        plain = token.casefold()
        if token.isdecimal() or plain in _OF_DEVICES or (after_number and plain in _ADDED_BY_DEVICES):
            if words:
                break
            after_number = after_number or token.isdecimal()
        elif _is_word(token) and plain not in _OF_PROGRAMS:
            words.append(token)
        else:
            return []  # something like a3f9c2 is a code
    return words if len(words) <= _MOST_WORDS else []


def _tokens(stem: str) -> Iterator[str]:
    """Words, numbers, and what is neither; cat12 is a word and a number."""
    for part in _SEPARATOR.split(unicodedata.normalize("NFC", stem)):
        both = _WORD_AND_NUMBER.fullmatch(part)
        if both:
            yield from both.groups()
        elif part:
            yield part


def _is_word(token: str) -> bool:
    """Letters of any script, with apostrophes and the marks that some write above and below."""
    return token[0].isalpha() and all(
        each.isalpha() or each in "'’" or unicodedata.category(each)[0] == "M" for each in token
    )


def _shared(names: Mapping[Path, str], classes: Mapping[str, str]) -> dict[Path, str]:
    """The names that several photos share, as labels, each spelled as most of its photos spell it."""
    groups: dict[str, dict[Path, str]] = defaultdict(dict)
    for path, name in names.items():
        if len(name) <= _LONGEST:
            groups[_key(name)][path] = name
    large = {key: group for key, group in groups.items() if len(group) >= FEWEST or key in classes}
    if len(large) < 2 and not large.keys() & classes.keys():
        return {}
    labels = {key: classes.get(key) or Counter(group.values()).most_common(1)[0][0] for key, group in large.items()}
    return {path: labels[key] for key, group in large.items() for path in group}


def _key(label: str) -> str:
    """The same for labels that differ only in capital letters, separators, or in how accents are stored."""
    return " ".join(_SEPARATOR.split(unicodedata.normalize("NFC", label).casefold())).strip()
