"""Folders and tables of photos → classes, samples and a split."""
