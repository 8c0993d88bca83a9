"""Advice in the window: which layers to freeze, why, and whether trying the candidates confirms it."""
