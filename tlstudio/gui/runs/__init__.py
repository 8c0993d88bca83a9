"""The runs of the open project: what was tried, and what came of it."""
