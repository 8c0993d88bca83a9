"""Fetching weights: resumed where it stopped, refused unless the hash is right."""

from tlstudio.backbone.download.weights import download

__all__ = ["download"]
