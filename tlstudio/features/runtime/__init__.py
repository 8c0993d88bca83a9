"""The fastest way on this machine to run the frozen part of a network: measured, checked against plain torch, kept."""

from tlstudio.features.runtime.choosing import names, open_named, pick, prepare
from tlstudio.features.runtime.stretch import Runtime

__all__ = ["Runtime", "names", "open_named", "pick", "prepare"]
