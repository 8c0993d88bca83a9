"""One photo on disk → upright RGB pixels, or a reason why not."""
