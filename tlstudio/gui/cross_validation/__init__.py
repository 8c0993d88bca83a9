"""Cross-validation in the window: how good a model would be, and how sure that is."""
