"""A finished model for other programs."""
