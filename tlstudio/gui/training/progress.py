"""How far a run is, as one number for the progress bar."""

from tlstudio.foundation.events import Progress

WHOLE = 1000


def share_done(progress: Progress, epochs: int | None) -> int | None:
    """Thousandths of the stage at hand, all epochs being one stage; None while nobody can know."""
    if progress.stage == "prepare" or not progress.total:
        return None
    share = progress.done / progress.total
    if progress.stage == "train" and epochs and progress.epoch:
        share = (progress.epoch - 1 + share) / epochs
    return round(WHOLE * min(1.0, share))
