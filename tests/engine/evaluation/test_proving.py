"""Trying candidates: on the same photos, fold by fold, and what is known stays when it is stopped."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from draining import drain

from tlstudio.dataset.sample import Dataset
from tlstudio.dataset.scan import scan
from tlstudio.evaluation import proving
from tlstudio.evaluation.advised import Candidate, TrialEnded, TrialEpoch
from tlstudio.evaluation.proving import prove
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.events import Warned
from tlstudio.photos.pool import PhotoPool
from tlstudio.training.recipe import Input, Recipe

Draw = Callable[..., Path]
BASE = Recipe(input=Input(size=64), device="cpu")
FEATURES, TOP = Candidate("features"), Candidate("top")


def scanned(folder: Path) -> Dataset:
    dataset, _ = drain(scan(folder, Control()))
    return dataset


def proof(candidates: list[Candidate], dataset: Dataset, pool: PhotoPool) -> tuple[Any, list[Any]]:
    return drain(prove(candidates, BASE, dataset, pool, Store(), Control()))


def test_that_all_candidates_are_asked_about_the_same_photos_and_show_their_curves(
    draw_photos: Draw, pool: PhotoPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "_FOLDS", 2)
    dataset = scanned(draw_photos(count=10))
    found, events = proof([FEATURES, Candidate("features", "blocks.1"), TOP], dataset, pool)
    assert [one.name for one in found] == ["features", "features, cut behind blocks.1", "top"]
    assert [one.photos for one in found] == [20, 20, 20]
    assert found[0].accuracy > 0.9
    assert [one.chance is None for one in found] == [True, False, False]
    ended = [event for event in events if isinstance(event, TrialEnded)]
    assert [event.candidate for event in ended[:3]] == [one.name for one in found]
    assert [event.fold for event in ended] == sorted(event.fold for event in ended)
    epochs = [event for event in events if isinstance(event, TrialEpoch) and event.candidate == "top"]
    assert len(found[2].curve) == max(event.epoch for event in epochs)
    assert found[0].curve  # of the head alone, too


def test_that_what_is_known_stays_when_it_is_stopped(draw_photos: Draw, pool: PhotoPool) -> None:
    control = Control()
    steps = prove([FEATURES], BASE, scanned(draw_photos(count=10)), pool, Store(), control)
    while not isinstance(next(steps), TrialEnded):
        pass
    control.stop()
    found, events = drain(steps)
    assert [one.photos for one in found] == [4]
    assert not any(isinstance(event, TrialEnded) for event in events)
    stopped = Control()
    stopped.stop()
    assert drain(prove([FEATURES], BASE, scanned(draw_photos()), pool, Store(), stopped))[0] == ()


def test_that_a_candidate_that_takes_too_long_is_given_up_and_that_this_is_said(
    draw_photos: Draw, pool: PhotoPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "_MOST_SECONDS", 0.0)
    found, events = proof([FEATURES], scanned(draw_photos(count=8)), pool)
    assert found == ()
    assert [event.text for event in events if isinstance(event, Warned)] == [
        "“features” is left out: all its trainings together would take about 0 min."
    ]
