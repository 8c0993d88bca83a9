"""Advice in words: what to do in a sentence or two, and the reasons with their figures. Needs no torch."""

from collections.abc import Iterator, Sequence

from tlstudio.evaluation.advice_rules import FAR, FEWEST_TO_GAIN, NEAR, Choice, labels_look_random, place_to_end
from tlstudio.evaluation.advised import Gain, Measured
from tlstudio.foundation.events import Probed
from tlstudio.foundation.names import printable

TITLES = {"features": "Feature extraction", "top": "Fine-tune the top", "all": "Fine-tune everything"}
_UNEVEN = 3
_HALF_A_POINT = 0.005
_WHY = {
    "labels": "What the network sees has nothing to do with the labels, so first look whether they are right.",
    "no room": "Hardly anything is left that another strategy could do better.",
    "few": "There are too few photos to train more, and too few to tell.",
    "unknown": "How far the photos are from those of the pre-training cannot be measured for this network.",
    "far": "The photos are many, and unlike those that the network learned from, so it may be worth the time.",
    "far and few": "The photos are unlike those that the network learned from, but hardly enough to train more layers.",
    "between": "The photos differ somewhat from those that the network learned from; training more may help.",
    "near": "The photos are like those that the network learned from; these figures cannot tell whether training more "
    "would help.",
}


def summary_text(choice: Choice) -> str:
    """What to do, why, and whether that is sure."""
    what = {
        "features": "Keep everything frozen but the new head",
        "top": "Let the last group of layers learn along with the head",
        "all": "Let every layer learn",
    }[choice.strategy]
    prove = "" if choice.sure or choice.rule == "labels" else " Prove it to know."
    return f"{what} ({TITLES[choice.strategy]}). {_WHY[choice.rule]}{prove}"


def reasons(measured: Measured, choice: Choice) -> Iterator[str]:
    """The reasons, the weightiest first."""
    if labels_look_random(measured):
        yield (
            "The labels look random: what a probe says agrees with them no better than chance explains "
            f"(p = {measured.by_chance:.2f}). Either many labels are wrong, or the difference between the classes is "
            "not to be seen, or the photos are too few."
        )
    yield from _counted(measured)
    yield _probed(measured.last)
    if not labels_look_random(measured):
        yield _room(measured)
    yield _far(measured.distance)
    yield from _placed(measured)
    yield _telling(measured)
    yield from gain_texts(measured.gains)


def gain_texts(gains: Sequence[Gain]) -> Iterator[str]:
    """What more photos are worth."""
    for gain in gains:
        what = "of each class" if gain.label is None else f"of “{printable(gain.label, 40)}”"
        whose = "" if gain.label is None else " for this class"
        low, middle, high = (_points(value) for value in (gain.band[0], gain.gain, gain.band[1]))
        if gain.band[1] < _HALF_A_POINT:
            yield f"{gain.more} more photos {what} would hardly bring anything{whose}: less than half a point."
        elif gain.band[0] < _HALF_A_POINT:
            yield f"{gain.more} more photos {what} may bring up to {high} {_unit(high)}{whose}, or nothing."
        else:
            yield f"{gain.more} more photos {what} are worth about {middle} {_unit(middle)}{whose} ({low} to {high})."


def _counted(measured: Measured) -> Iterator[str]:
    counts = measured.counts
    few, many = min(counts, key=counts.__getitem__), max(counts, key=counts.__getitem__)
    total = f"{sum(counts.values()):,} photos in {len(counts)} classes"
    if counts[few] == counts[many]:
        yield f"{total}, {counts[few]:,} of each."
    else:
        yield (
            f"{total}: the fewest of “{printable(few, 40)}” ({counts[few]:,}), the most of “{printable(many, 40)}” "
            f"({counts[many]:,})."
        )
    if measured.imbalance >= _UNEVEN:
        yield (
            f"“{printable(many, 40)}” has {measured.imbalance:.0f} times as many photos as “{printable(few, 40)}”, so "
            "the accuracy says little of the small class: collect more of it, or let every class count the same."
        )


def _probed(last: Probed) -> str:
    low, high = (round(100 * bound) for bound in last.interval)
    return (
        f"A new head alone names about {round(100 * last.accuracy)} of 100 new photos rightly (most likely {low} to "
        f"{high}); always naming the largest class would be right {round(100 * last.guessing)} times."
    )


def _room(measured: Measured) -> str:
    wrong, photos = measured.wrong, measured.last.photos
    if wrong < FEWEST_TO_GAIN:
        return (
            f"It is wrong about {wrong} of {photos:,} photos. Even if another strategy got them all right, that could "
            f"be luck: below {FEWEST_TO_GAIN} photos every difference can."
        )
    return f"It is wrong about {wrong} of {photos:,} photos: that much is left to do better."


def _far(distance: float | None) -> str:
    if distance is None:
        return "How far the photos are from those that the network learned from cannot be measured for this network."
    where = "like them" if distance < NEAR else "unlike them" if distance > FAR else "somewhat unlike them"
    return (
        f"The photos are {distance:.2f} away from those that the network learned from, which is {where} (below "
        f"{NEAR:.2f} is near, above {FAR:.2f} is far)."
    )


def _placed(measured: Measured) -> Iterator[str]:
    place, best = place_to_end(measured), measured.best
    if place:
        low, high = (round(100 * bound) for bound in best.interval)
        yield (
            f"The stage {printable(place)} knows about as much as the end of the network ({round(100 * best.accuracy)} "
            f"of 100, {low} to {high}): the network may be cut behind it, which makes it smaller and faster."
        )


def _telling(measured: Measured) -> str:
    there, enough = measured.validation_photos, measured.enough_to_tell
    if there >= enough:
        return f"The {there:,} validation photos are enough to tell 90 % from 97 %."
    return (
        f"The {there:,} validation photos cannot tell 90 % from 97 %, which takes about {enough}: cross-validation "
        "asks about every photo."
    )


def _unit(points: str) -> str:
    return "point" if points == "1" else "points"


def _points(share: float) -> str:
    points = 100 * share
    return f"{points:.1f}" if points < 0.95 else f"{points:.0f}"
