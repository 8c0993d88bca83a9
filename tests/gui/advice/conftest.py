"""Advice as the engine would have given it, for the parts that only show it."""

import pytest
from measuring import measured, tried
from msgspec.structs import replace

from tlstudio.evaluation.advice_rules import choose
from tlstudio.evaluation.advice_verdict import verdict_text
from tlstudio.evaluation.advice_wording import reasons, summary_text
from tlstudio.evaluation.advised import Advice
from tlstudio.evaluation.standings import standings


@pytest.fixture
def advice() -> Advice:
    """To fine-tune the top: many photos, far from the pre-training."""
    found = measured(distance=0.5, counts={"ants": 600, "bees": 600})
    choice = choose(found)
    return Advice(
        strategy=choice.strategy,
        frozen=(),
        reasons=tuple(reasons(found, choice)),
        measured=found,
        summary=summary_text(choice),
    )


@pytest.fixture
def proven(advice: Advice) -> Advice:
    """The same, contradicted: the head alone is clearly better."""
    proof = standings([tried("top", "x" * 10 + "." * 20), tried("features", "x" * 30)])
    return replace(advice, proof=proof, verdict=verdict_text(proof))
