"""What the bar about “neither” says."""

from tlstudio.gui.prediction.confidence_bars import percent
from tlstudio.prediction.answer import Answer, fewest_to_keep

_MOST_OF_A_CLASS = 200


def kept_text(keep: float, measured: int) -> str:
    """What becomes of one's own photos."""
    if keep >= 1:
        return "Keeps all of your photos: no picture is called “neither”."
    fewest = fewest_to_keep(keep)
    if measured < fewest:
        known = f"and this model knows {measured}, so no picture is called “neither”."
        return f"To keep {100 * keep:g} % of your photos takes at least {fewest} of them, {known}"
    return f"Keeps {100 * keep:g} % of your photos."


def strangers_text(turned_away: int, strangers: int) -> str:
    """What becomes of strangers, or how to find out."""
    if not strangers:
        return "Drop a folder of strangers here, pictures of other things, to see how many of them it turns away."
    share = f"{100 * turned_away / strangers:.0f} %"
    if strangers == 1:
        return "Turns the stranger away." if turned_away else "Does not turn the stranger away."
    return f"Turns away {turned_away:,} of {strangers:,} strangers ({share})."


def looking_text(done: int, total: int) -> str:
    """While strangers are looked at."""
    return f"Looking at the strangers: {done:,} of {total:,}…" if total else "Looking for the strangers…"


def remembers_text(photos: int) -> str:
    """What the model has in it of one's photos."""
    return f"The model remembers {photos:,} lists of numbers, no pictures."


def measured_text(measured: int, measured_on: str) -> str:
    """The same with all that is to be known of it."""
    return (
        "Of its training photos the model remembers a list of numbers each, of at most "
        f"{_MOST_OF_A_CLASS} photos per class, and no pictures. How far from them is too far was measured on "
        f"{measured:,} {measured_on}, each as if it were new."
    )


def far_text(answer: Answer) -> str:
    """How far a picture is that is called “neither”."""
    return f"Further from your photos than all but {percent(answer.typicality or 0)} of them."
