"""What the search for a learning rate says in words."""

from tlstudio.training.tried_rates import FoundRate, rate_text

INTRODUCTION = (
    "The network takes some steps on your photos, each at a higher learning rate than the one before. Take a rate at "
    "which the loss falls steeply, well before the place where it is lowest or jumps."
)
LEGEND = "Each dot is a step. Dotted: the suggested rate. Drag the solid line, or move it with the arrow keys."
_STEPS_TOLD = 8


def described(found: FoundRate) -> str:
    """The curve for a screen reader: some of its points, the lowest one, and where the search ended."""
    if not found.tried:
        return found.reason
    every = max(1, len(found.tried) // _STEPS_TOLD)
    points = ", ".join(f"{each.smoothed:.2f} at {rate_text(each.rate)}" for each in found.tried[::every])
    lowest = min(found.tried, key=lambda each: each.smoothed)
    return (
        f"Loss {points}. Lowest: {lowest.smoothed:.2f} at {rate_text(lowest.rate)}. The last rate tried was "
        f"{rate_text(found.tried[-1].rate)}."
    )
