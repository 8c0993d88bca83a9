"""The window: everything that knows Qt. Imports the engine, never the reverse."""

import sys

if sys.platform == "win32":
    # There, torch's libraries fail to load once Qt's are in the process. Elsewhere Qt comes first, so that the window
    # is on the screen while torch still loads.
    import torch  # noqa: F401
