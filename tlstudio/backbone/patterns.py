"""Patterns of `--freeze` and `--unfreeze`: globs on whole paths whose wildcards do not cross a dot."""

import difflib
import fnmatch

from tlstudio.backbone.tree import LayerTree
from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.names import printable

_WILDCARDS = frozenset("*?[")


def matching(tree: LayerTree, pattern: str) -> frozenset[str]:
    """The stateful rows that the pattern names, a named row's whole subtree included.

    The head is matched by its own name only. UsageError, with names that are near, when no row matches.
    """
    matched = _matched_rows(tree, pattern)
    if not matched:
        raise UsageError(_no_match(tree, pattern))
    return frozenset(row.path for row in tree.rows if row.stateful and _is_below(row.path, matched))


def _matched_rows(tree: LayerTree, pattern: str) -> frozenset[str]:
    paths = frozenset(row.path for row in tree.rows)
    if not _WILDCARDS & set(pattern):
        return frozenset({pattern}) & paths
    parts = pattern.split(".")
    return frozenset(path for path in paths - {"head"} if _fits(path.split("."), parts))


def _fits(names: list[str], parts: list[str]) -> bool:
    """Part by part, so that no wildcard can cross a dot."""
    return len(names) == len(parts) and all(map(fnmatch.fnmatchcase, names, parts))


def _is_below(path: str, tops: frozenset[str]) -> bool:
    parts = path.split(".")
    return any(".".join(parts[:count]) in tops for count in range(1, len(parts) + 1))


def _no_match(tree: LayerTree, pattern: str) -> str:
    shown = printable(pattern)
    near = difflib.get_close_matches(pattern, [row.path for row in tree.rows], n=3, cutoff=0.5)
    advice = f"Near it: {', '.join(near)}." if near else "List the names with the command layers."
    return f"No layer of {tree.title} matches {shown}. {advice}"
