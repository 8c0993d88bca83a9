"""Patterns of `--freeze` and `--unfreeze`: globs on whole paths whose wildcards do not cross a dot."""

import difflib
import re

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
    paths = {row.path for row in tree.rows}
    if not _WILDCARDS & set(pattern):
        return frozenset({pattern} & paths)
    expression = re.compile(_expression(pattern))
    return frozenset(path for path in paths - {"head"} if expression.fullmatch(path))


def _is_below(path: str, tops: frozenset[str]) -> bool:
    parts = path.split(".")
    return any(".".join(parts[:count]) in tops for count in range(1, len(parts) + 1))


def _expression(pattern: str) -> str:
    """The glob as a regular expression; `[` that is never closed stands for itself."""
    written = ""
    position = 0
    while position < len(pattern):
        character = pattern[position]
        closing = pattern.find("]", position + 2) if character == "[" else -1
        if closing > 0:
            written += _choice(pattern[position + 1 : closing])
            position = closing
        else:
            written += {"*": r"[^.]*", "?": r"[^.]"}.get(character) or re.escape(character)
        position += 1
    return written


def _choice(inside: str) -> str:
    """One character out of a set such as `0-3` or `!ab`, never a dot."""
    negated = inside.startswith("!")
    characters = re.sub(r"([\\\[\]^&~|])", r"\\\1", inside[1:] if negated else inside)
    return rf"(?!\.)[{'^' if negated else ''}{characters}]"


def _no_match(tree: LayerTree, pattern: str) -> str:
    shown = printable(pattern)
    near = difflib.get_close_matches(pattern, [row.path for row in tree.rows], n=3, cutoff=0.5)
    advice = f"Near it: {', '.join(near)}." if near else "List the names with the command layers."
    return f"No layer of {tree.backbone} matches {shown}. {advice}"
