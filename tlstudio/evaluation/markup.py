"""Writing HTML and SVG by hand, so that no stranger's text becomes markup."""

import html

from tlstudio.foundation.names import printable

_EMPTY = frozenset({"br", "circle", "img", "line", "meta", "path", "polyline", "rect"})


class Markup(str):
    """Text that is HTML already, and is put in as it is."""

    __slots__ = ()


def element(name: str, *content: str, **attributes: object) -> Markup:
    """`<name attribute="…">content</name>`; content that is not Markup is escaped, and so is every attribute.

    An underscore in the name of an attribute stands for a hyphen, one at its end for nothing: `class_`.
    """
    within = "".join(f' {_name(key)}="{html.escape(str(value))}"' for key, value in attributes.items())
    if name in _EMPTY:
        return Markup(f"<{name}{within}/>")
    return Markup(f"<{name}{within}>{joined(*content)}</{name}>")


def joined(*content: str) -> Markup:
    """One after the other, what is not Markup escaped."""
    return Markup("".join(part if isinstance(part, Markup) else html.escape(shown(part)) for part in content))


def shown(text: str) -> str:
    """On one line, without characters that play tricks; names of files can be long."""
    return printable(text, 1000)


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
