"""Training: the form, start, pause and stop, live curves and the result."""
