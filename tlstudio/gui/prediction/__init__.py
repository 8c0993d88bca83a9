"""Trying a model: drop a picture, see what it is."""
