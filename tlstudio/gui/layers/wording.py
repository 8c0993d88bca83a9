"""Numbers and shapes of layers, and what their freezing brings, written for people."""

from typing import TYPE_CHECKING

from tlstudio.backbone.tree import Cut
from tlstudio.features.cost import Cost
from tlstudio.features.key import Precision, record_bytes, stored_type
from tlstudio.foundation.events import Probed
from tlstudio.foundation.names import size_text
from tlstudio.gui.training.wording import about_text
from tlstudio.training.expected import Load

if TYPE_CHECKING:
    from tlstudio.features.already import Already

_NAME = "Frozen part"
_LEAST_SAVED = 3.0


def humane_number(number: int) -> str:
    """`864`, `2.6 k`, `253 k`, `1.7 M`: two or three digits say enough."""
    for size, letter in ((1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")):
        if number >= size * 0.9995:
            value = number / size
            return f"{value:.0f} {letter}" if value >= 99.95 else f"{value:.1f} {letter}"
    return str(number)


def shape_text(output: tuple[int, ...]) -> str:
    """`112 × 14 × 14`, or nothing where the shape was not seen."""
    return " × ".join(str(side) for side in output)


def no_border_text() -> str:
    """Why nothing is computed in advance."""
    return "The first layers are trained, so every epoch runs the whole network."


def varied_text() -> str:
    """The same, where photos are varied anew in every epoch."""
    return f"{_NAME}: computed in every epoch, as each varies the photos, unless augmented views are kept."


def size_text_per_photo(cut: Cut, precision: Precision) -> str:
    """What is known before there are photos."""
    size = record_bytes(cut.output, stored_type(cut.output, precision))
    return f"{_NAME}: computed once per photo · {size_text(size)} of disk for each"


def cost_text(cost: Cost, already: "Already | None") -> str:
    """`Frozen part: computed once per photo · 18 MB on disk · saves about 4 min in this run`."""
    if already and already.kept == already.records:
        return _joined(f"already computed for all {cost.photos:,} photos", _saved_text(cost))
    if already and not already.room:
        needed = f"needs {size_text(cost.bytes)}, more than the cache has room for"
        return _joined(needed, "see Edit ▸ Preferences")
    if already and already.kept:
        share = f"{already.kept:,} of {already.records:,} already computed"
        return _joined(share, f"{size_text(cost.bytes)} on disk", _saved_text(cost))
    return _joined("computed once per photo", f"{size_text(cost.bytes)} on disk", _saved_text(cost))


def load_text(load: Load) -> str:
    """`Training: about 320 MB of memory · about 4 s per epoch`."""
    parts = [f"about {size_text(_two_digits(load.memory))} of memory"]
    if load.seconds is not None:
        parts.append(f"{_short_time_text(load.seconds)} per epoch")
    return "Training: " + " · ".join(parts)


def too_many_weights_text(photos: int, weights: int, *, from_nothing: bool) -> str:
    """Why so few photos are a risk, and what to do."""
    few = f"{photos:,} training {'photo is' if photos == 1 else 'photos are'} few for {humane_number(weights)}"
    if from_nothing:
        return f"{few} weights from random numbers: choose another strategy, or expect it to learn the photos by heart."
    return f"{few} trainable weights: freeze more, or expect it to learn the photos by heart."


def _two_digits(number: int) -> int:
    """An estimate should not look exact."""
    return round(number, 2 - len(str(number)))


def _short_time_text(seconds: float) -> str:
    if seconds < 1:
        return "under 1 s"
    return f"about {seconds:.0f} s" if seconds < 10 else about_text(seconds)


def _saved_text(cost: Cost) -> str:
    """Nothing where it is unknown or hardly worth saying."""
    if cost.seconds_saved is None or abs(cost.seconds_saved) < _LEAST_SAVED:
        return ""
    if cost.seconds_saved < 0:
        return "pays off from the next run on"
    return f"saves {about_text(cost.seconds_saved)} in this run"


def _joined(*parts: str) -> str:
    return f"{_NAME}: " + " · ".join(part for part in parts if part)


def percent_text(share: float) -> str:
    """`92 %`; 100 % only where nothing is missing, 0 % only where nothing is there."""
    percent = round(100 * share)
    if share < 1:
        percent = min(99, percent)
    return f"{max(1, percent) if share else 0} %"


def known_text(one: Probed) -> str:
    """`Right on 374 of 398 photos: 94 % (95 % interval 91–96 %). …`: what a probe has found out."""
    low, high = (round(100 * bound) for bound in one.interval)
    chosen = f", chosen out of {one.available:,}" if one.photos < one.available else ""
    return (
        f"Knows {percent_text(one.accuracy)} of {one.photos:,} photos{chosen} (95 % interval {low}–{high} %).\n"
        f"Guessing would get {percent_text(one.guessing)}. Read from {one.features:,} numbers for each photo."
    )


def best_place_text(one: Probed, is_last: bool) -> str:
    """Why this is the place to cut."""
    if is_last:
        return "Best place to cut: behind the last layer. Every earlier one knows clearly less about your photos."
    low, high = (round(100 * bound) for bound in one.interval)
    return (
        f"Best place to cut. As good as any later layer on your photos: {percent_text(one.accuracy)} ({low}–{high} %)."
        "\nA head here would be smaller and faster. It is the earliest layer that gets at most 2 of 100 photos fewer"
        "\nright than the best one, a difference that chance explains."
    )
