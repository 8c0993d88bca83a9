"""What a comparison of two models comes to, in plain words."""

from tlstudio.evaluation.comparison import Comparison, Standing

_LUCK = 0.05
"""Differences that equally good models show less often than this are called more than luck."""


def verdict(comparison: Comparison, first: str, second: str) -> str:
    """Which one is better, by how many photos, and whether that may be luck; `first` and `second` name the models."""
    counts, photos = comparison.counts(), len(comparison.photos)
    before, after = comparison.standings()
    more = after.right - before.right
    if not counts["fixed"] and not counts["broken"]:
        return f"{at_the_beginning(first)} and {second} name the same {after.right:,} of {photos:,} photos right."
    if not more:
        return f"{at_the_beginning(first)} and {second} name equally many right, {after.right:,} of {photos:,} photos."
    than = f"{abs(more):,} {'more' if more > 0 else 'fewer'} of {photos:,} photos right than {first}"
    return f"{at_the_beginning(second)} names {than}. {_luck(comparison.chance())}"


def standing_text(standing: Standing) -> str:
    """`94.1 % (89–97 %)`: the share of photos that are named rightly, with its 95 % interval."""
    low, high = (round(100 * bound) for bound in standing.interval)
    return f"{100 * standing.accuracy:.1f} % ({low}–{high} %)"


def _luck(chance: float) -> str:
    if chance >= _LUCK:
        return f"With so few photos that differ, this may be luck ({_p(chance)})."
    return f"That is hardly luck ({_p(chance)})."


def _p(chance: float) -> str:
    """As statisticians write it."""
    return "p < 0.001" if chance < 0.001 else f"p = {chance:.2f}" if chance >= 0.095 else f"p = {chance:.3f}"


def at_the_beginning(name: str) -> str:
    """The name of a model as a sentence begins with it."""
    return name[:1].upper() + name[1:]
