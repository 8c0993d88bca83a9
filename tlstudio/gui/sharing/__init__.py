"""A model for other programs, from the window."""
