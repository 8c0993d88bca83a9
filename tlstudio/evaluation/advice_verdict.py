"""Whether trying the candidates confirms the advice, in a word and in words. Needs no torch."""

from collections.abc import Sequence
from typing import Literal

from tlstudio.evaluation.advice_wording import TITLES
from tlstudio.evaluation.advised import ORDER, Proven
from tlstudio.foundation.names import printable

Outcome = Literal["right", "wrong", "not clear"]
_LUCK = 0.05


def outcome(proof: Sequence[Proven]) -> Outcome:
    """`wrong` when a candidate is better than the advised one, the first, by more than chance explains.

    `right` when none is, and every cheaper strategy, or where there is none another one, is worse by more than that.
    """
    if _ahead(proof):
        return "wrong"
    behind = [one for one in proof[1:] if _differs(one) and one.cut is None]
    cheaper = _cheaper(proof)
    return "right" if behind and all(one in behind for one in cheaper) else "not clear"


def labels_outcome(proof: Sequence[Proven], guessing: float) -> Outcome:
    """The same where the advice was that the labels look random: `wrong` when a candidate is better than guessing."""
    return "wrong" if any(one.interval[0] > guessing for one in proof) else "right"


def labels_verdict(proof: Sequence[Proven], guessing: float) -> str:
    """The same for a person; `guessing` is the share of the largest class."""
    guess = f"always naming the largest class, which is right {round(100 * guessing)} times in 100"
    if labels_outcome(proof, guessing) == "right":
        return f"Confirmed: nothing that was tried is better than {guess}."
    best = max(proof, key=lambda one: one.accuracy)
    return f"The advice was wrong: the labels are not random, as {titled(best)} is better than {guess}."


def verdict_text(proof: Sequence[Proven]) -> str:
    """The same for a person. The advice is the first; it may be contradicted."""
    advised, *others = proof
    name, found = titled(advised), outcome(proof)
    if found == "wrong":
        best = max(_ahead(proof), key=lambda one: one.better - one.worse)
        return (
            f"The advice was wrong: {titled(best)} names {best.better - best.worse:,} more of {best.photos:,} photos "
            f"right than {name}, which is hardly luck ({_p(best)}). Take that."
        )
    if found == "right":
        behind = " and ".join(titled(one) for one in others if _differs(one))
        return (
            f"Confirmed: {name} names more photos right than {behind}, and none is better by more than chance explains."
        )
    close = " and ".join(titled(one) for one in others if not _differs(one))
    if not close:
        return f"Nothing was tried that could have been better than {name}."
    dear = "takes longer than needed" if any(not _differs(one) for one in _cheaper(proof)) else "is the cheaper choice"
    return (
        f"Not clear: these {advised.photos:,} photos cannot tell {name} from {close}, as chance explains what differs. "
        f"{name} {dear}."
    )


def titled(one: Proven) -> str:
    """“Feature extraction, cut behind blocks.6”."""
    title = TITLES[one.strategy]
    return f"“{title}, cut behind {printable(one.cut)}”" if one.cut else f"“{title}”"


def _ahead(proof: Sequence[Proven]) -> list[Proven]:
    return [one for one in proof[1:] if _differs(one) and one.better > one.worse]


def _cheaper(proof: Sequence[Proven]) -> list[Proven]:
    place = ORDER.index(proof[0].strategy)
    return [one for one in proof[1:] if one.cut is None and ORDER.index(one.strategy) < place]


def _differs(one: Proven) -> bool:
    return one.chance is not None and one.chance < _LUCK


def _p(one: Proven) -> str:
    return "p < 0.001" if one.chance is None or one.chance < 0.001 else f"p = {one.chance:.3f}"
