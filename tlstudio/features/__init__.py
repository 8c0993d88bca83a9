"""Activations at the frozen border: what the frozen layers make of each photo, computed once."""
