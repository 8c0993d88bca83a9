"""Ends with one clear sentence on a Python that is too old; any Python, even Python 2, can read this file."""

import sys


def require():
    # type: () -> None
    """Go on only with Python 3.11 or newer."""
    if sys.version_info < (3, 11):  # noqa: UP036 - that is the question
        sys.exit(
            "tlstudio needs Python 3.11 or newer, and this is Python {}.{}. Get a newer one from "
            "https://www.python.org or your system's package manager, then run this file with it.".format(
                *sys.version_info[:2]
            )
        )
