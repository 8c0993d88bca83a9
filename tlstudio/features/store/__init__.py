"""Activations kept on disk between runs, in groups with the same key; see docs/decisions/0006-feature-cache.md."""

from tlstudio.features.store.group import Group
from tlstudio.features.store.room import StoreFullError
from tlstudio.features.store.store import GroupInfo, Store
from tlstudio.features.store.turn import Turn

__all__ = ["Group", "GroupInfo", "Store", "StoreFullError", "Turn"]
