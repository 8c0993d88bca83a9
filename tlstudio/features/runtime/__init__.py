"""The fastest way on this machine to run the frozen part of a network: measured, checked against plain torch, kept."""

from tlstudio.features.runtime.candidates import open_named
from tlstudio.features.runtime.choosing import names, pick, prepare
from tlstudio.features.runtime.stretch import Runtime, Stretch

__all__ = ["Runtime", "Stretch", "names", "open_named", "pick", "prepare"]
