"""Where the photos of each class and each part of the split lie, as the names of folders tell."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from tlstudio.dataset.labels import labels_for
from tlstudio.dataset.sample import NO_LABEL, Skipped, Split
from tlstudio.dataset.walk import entries_of, is_system_name, left_out, not_a_file, unreadable
from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.names import printable

PARTS: dict[str, Split] = {
    "train": "train",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "test": "test",
}
WANTED = "Give each class a folder of its own with its photos inside, such as photos/cats and photos/dogs."

_STRAY = "It lies beside the class folders, so it has no class. Move it into one of them."
_BESIDE = "It lies beside train and is no part of the split (val, valid, validation, test): nothing in it is used."
_AWAY = "This folder of photos without a label is not there. If its drive was taken out, bring it back and scan again."
_REPLACED = "Another folder was chosen for validation, so this is not used."


class LayoutError(UsageError):
    """Something is there, but it does not say which photo belongs to which class."""


class Labelled(msgspec.Struct, frozen=True):
    """A file, or a folder with all photos at any depth in it, that has one label, or NO_LABEL, and one part."""

    path: Path
    label: str
    part: Split


class Layout(msgspec.Struct, frozen=True):
    """What to look through. Links are followed within `roots`; `skipped` was seen already and is not used."""

    root: Path
    roots: tuple[Path, ...]
    folders: tuple[Labelled, ...] = ()
    files: tuple[Labelled, ...] = ()
    skipped: tuple[Skipped, ...] = ()


def folder_layout(photos: Sequence[Path], *, loose: bool = False) -> Layout:
    """One folder of class folders, or several class folders; or either with train/, val/, test/ that have the classes.

    `loose`: files beside the class folders are wanted, too, without a label; then there need be no class folders.
    Raises LayoutError, saying what is wanted, where there are no class folders; UsageError where nothing can be read.
    """
    folders, skipped = sub_folders(photos[0]) if len(photos) == 1 else _among(photos)
    parts = _parts_of_split(folders)
    classes: list[tuple[Path, Split]] = [] if parts else [(folder, "train") for folder in folders]
    skipped += [Skipped(folder, "folder", _BESIDE) for folder in folders if parts and folder not in parts]
    for folder, part in parts.items():
        inside, others = sub_folders(folder)
        classes += [(each, part) for each in inside]
        skipped += others
    strays = [each.path for each in skipped if loose and each.kind == "stray"]
    if not strays and not any(part == "train" for _, part in classes):
        raise LayoutError(f"{_names(parts or photos)} has no class folders. {WANTED}")
    labels = labels_for(_name(folder) for folder, _ in classes)
    found = tuple(Labelled(folder, labels[_name(folder)], part) for folder, part in classes)
    files = tuple(Labelled(path, NO_LABEL, parts.get(path.parent, "train")) for path in strays)
    rest = tuple(each for each in skipped if not loose or each.kind != "stray")
    return Layout(common_root(photos), tuple(photos), found, files, rest)


def with_validation(layout: Layout, validation: Path) -> Layout:
    """The layout with the class folders of `validation` in place of what it had for validation itself.

    Raises LayoutError when there are none, or when nothing to train on would be left.
    """
    classes, others = sub_folders(validation)
    if not classes:
        raise LayoutError(f"{printable(str(validation))} has no class folders. {WANTED}")
    real = validation.resolve()
    apart = [folder for folder in layout.folders if not folder.path.resolve().is_relative_to(real)]
    replaced = [item for item in (*apart, *layout.files) if item.part == "validation"]
    folders = tuple(folder for folder in apart if folder.part != "validation")
    files = tuple(file for file in layout.files if file.part != "validation")
    if not any(item.part == "train" for item in (*folders, *files)):
        raise LayoutError(f"{printable(str(validation))} holds all the photos: choose other ones to train on.")
    labels = labels_for(_name(folder) for folder in classes)
    return msgspec.structs.replace(
        layout,
        roots=(*layout.roots, validation),
        folders=folders + tuple(Labelled(each, labels[_name(each)], "validation") for each in classes),
        files=files,
        skipped=(*layout.skipped, *others, *(Skipped(item.path, "replaced", _REPLACED) for item in replaced)),
    )


def with_unlabelled(layout: Layout, folders: Sequence[Path]) -> Layout:
    """The layout with all photos in these folders, without a label; one that is away is said and passed over."""
    there = [folder for folder in folders if folder.is_dir()]
    away = [Skipped(folder, "missing", _AWAY) for folder in folders if folder not in there]
    return msgspec.structs.replace(
        layout,
        roots=(*layout.roots, *there),
        folders=(*layout.folders, *(Labelled(folder, NO_LABEL, "train") for folder in there)),
        skipped=(*layout.skipped, *away),
    )


def with_single(layout: Layout, files: Sequence[Path]) -> Layout:
    """The layout with these photos by themselves, to learn from; their labels are a person's, and stand elsewhere."""
    return msgspec.structs.replace(
        layout, files=(*layout.files, *(Labelled(file, NO_LABEL, "train") for file in files))
    )


def sub_folders(folder: Path) -> tuple[list[Path], list[Skipped]]:
    """The folders directly inside, links to folders included, and everything else there with its reason.

    Raises UsageError when the folder cannot be read.
    """
    entries, broken_off = entries_of(folder)
    if broken_off and not entries:
        raise UsageError(f"Cannot look into {printable(str(folder))}. {broken_off.reason}")
    folders, skipped = [], [broken_off] if broken_off else []
    for entry in entries:
        beside = _beside_classes(entry)
        if beside:
            skipped.append(beside)
        else:
            folders.append(Path(entry.path))
    return folders, skipped


def _beside_classes(entry: "os.DirEntry[str]") -> Skipped | None:
    """Why something in a folder of class folders is none; None for one that is."""
    path = Path(entry.path)
    try:
        if is_system_name(entry.name):
            return left_out(path, entry.is_dir())
        if entry.is_dir():
            return None
        return Skipped(path, "stray", _STRAY) if entry.is_file() else not_a_file(path)
    except OSError as error:
        return unreadable(path, error)


def common_root(photos: Sequence[Path]) -> Path:
    """The folder that all of them lie in; the one folder itself."""
    if len(photos) == 1:
        return photos[0]
    try:
        return Path(os.path.commonpath([path.absolute().parent for path in photos]))
    except ValueError:  # on different drives
        return photos[0].parent


def _among(photos: Iterable[Path]) -> tuple[list[Path], list[Skipped]]:
    folders, skipped = [], []
    for path in dict.fromkeys(photos):
        if path.is_dir():
            folders.append(path)
        else:
            skipped.append(Skipped(path, "stray", _STRAY))
    return folders, skipped


def _parts_of_split(folders: Sequence[Path]) -> dict[Path, Split]:
    """The folders that are parts of a split; none when these are the names of classes.

    A class may be called "train": only together with another part, or all alone with folders inside, is it a part.
    """
    parts = {folder: PARTS[_name(folder).casefold()] for folder in folders if _name(folder).casefold() in PARTS}
    kinds = set(parts.values())
    if "train" in kinds and (len(kinds) > 1 or (len(folders) == 1 and sub_folders(folders[0])[0])):
        return parts
    return {}


def _name(folder: Path) -> str:
    return folder.name or folder.absolute().name


def _names(paths: Iterable[Path]) -> str:
    return " and ".join(printable(str(path)) for path in paths)
