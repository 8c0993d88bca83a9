"""The recipe, the loop and what it keeps: how a network learns the person's classes."""
