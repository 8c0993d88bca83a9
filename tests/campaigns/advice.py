"""Advice on very different sets of photos, and whether trying the candidates confirms it; and the forecast of what more
photos bring, against what they brought.

Run by hand, with a folder of photos in two classes of 130 or more each (train/ and val/ may have them):
`python -W ignore tests/campaigns/advice.py PHOTOS > tests/campaigns/advice.md`. Naming sets behind the folder runs
these alone, so that it can be done in parts. On a processor it takes hours, nearly all of it for “all”.
"""

import os
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from msgspec.structs import replace

from tlstudio.backbone.network import load_network
from tlstudio.backbone.stage_ends import stage_ends
from tlstudio.dataset.sample import Dataset, Sample
from tlstudio.dataset.sample_set import write_digits
from tlstudio.dataset.scan import scan
from tlstudio.evaluation.advice import advise
from tlstudio.evaluation.advice_verdict import labels_outcome, outcome
from tlstudio.evaluation.advised import Advice, Proven
from tlstudio.evaluation.learning_curve import learning_curve
from tlstudio.evaluation.linear_probe import answers_to
from tlstudio.features.means import channel_means
from tlstudio.features.store import Store
from tlstudio.foundation.control import Control
from tlstudio.foundation.heap import keep_what_is_freed
from tlstudio.foundation.steps import Steps
from tlstudio.metrics.intervals import wilson_interval
from tlstudio.photos.pool import PhotoPool
from tlstudio.training.recipe import Recipe

RECIPE = Recipe(device="cpu")
_DRAWS, _THEN = 20, 120


def ended(steps: Steps) -> object:
    """The result of engine steps."""
    for _ in steps:
        pass
    return steps.result


def photos_in(folder: Path) -> Dataset:
    """The photos of a folder."""
    return ended(Steps(scan(folder, Control())))


def only(dataset: Dataset, most: Callable[[int], int]) -> Dataset:
    """So many photos of each class, the classes counted from 0."""
    classes = defaultdict(list)
    for sample in sorted(dataset.samples, key=lambda sample: sample.digest):
        classes[sample.label].append(sample)
    kept = [one for number, label in enumerate(sorted(classes)) for one in classes[label][: most(number)]]
    return replace(dataset, samples=tuple(kept))


def shuffled(dataset: Dataset) -> Dataset:
    """The same photos, the labels dealt out anew."""
    labels = [sample.label for sample in dataset.samples]
    random.Random(0).shuffle(labels)
    pairs = zip(dataset.samples, labels, strict=True)
    return replace(dataset, samples=tuple(replace(sample, label=label) for sample, label in pairs))


SETS: dict[str, Callable[[Dataset, Dataset], Dataset]] = {
    "all photos": lambda photos, digits: photos,
    "10 per class": lambda photos, digits: only(photos, lambda number: 10),
    "digits": lambda photos, digits: digits,
    "12 and 110": lambda photos, digits: only(photos, lambda number: (12, 110)[number]),
    "shuffled labels": lambda photos, digits: shuffled(photos),
    "10 per digit": lambda photos, digits: only(digits, lambda number: 10),
    "40 per digit": lambda photos, digits: only(digits, lambda number: 40),
}


def advice_rows(name: str, found: Advice) -> Iterator[str]:
    """A line of the table."""
    measured = found.measured
    last = measured.last
    tried = "<br>".join(map(proven_text, found.proof or ()))
    said = f"**{found.strategy}**{'' if found.sure else ' (cannot tell)'}"
    if measured.by_chance > 0.05:
        said = "**labels look random**"
    word = outcome(found.proof) if found.proof else "–"
    if found.proof and measured.by_chance > 0.05:
        word = labels_outcome(found.proof, last.guessing)
    yield (
        f"| {name} | {sum(measured.counts.values()):,} | {measured.distance:.2f} | {last.accuracy:.1%} "
        f"({last.interval[0]:.1%}–{last.interval[1]:.1%}) | {said} | {tried} | {word} |"
    )


def proven_text(one: Proven) -> str:
    """`top 95.5 % (93.0–97.1 %), +6 −5, p = 1.00, 320 s`."""
    beside = "" if one.chance is None else f", +{one.better} −{one.worse}, p = {one.chance:.3f}"
    left_out = ", given up" if one.left_out else ""
    low, high = one.interval
    return f"{one.name} {one.accuracy:.1%} ({low:.1%}–{high:.1%}){beside}, {one.seconds:.0f} s{left_out}"


def forecasts(photos: Dataset, pool: PhotoPool) -> Iterator[str]:
    """From so many photos of each class to what 120 gave: for each of many draws the forecast, then the truth."""
    values, labels = features(photos.samples, pool)
    yield f"| From, per class | Forecast for {_THEN}, mean of {_DRAWS} draws | Band | What {_THEN} gave | In the band |"
    yield "|---|---|---|---|---|"
    for few in (20, 40, 60):
        said, bands, truths, held = [], [], [], 0
        for draw in range(_DRAWS):
            first, many, rest = drawn(labels, few, draw)
            curve = ended(Steps(learning_curve(values[first], labels[first], Control())))
            middle, (low, high) = curve.accuracy_at(_THEN)
            given = ended(Steps(answers_to(values[rest], values[many], labels[many], Control())))
            right = int((given == labels[rest]).sum())
            truths.append(right / len(rest))
            held += low <= truths[-1] <= high
            said.append(middle)
            bands.append((low, high))
        low, high = np.mean(bands, 0)
        yield (
            f"| {few} | {np.mean(said):.1%} | {low:.1%} to {high:.1%} | {np.mean(truths):.1%} "
            f"({min(truths):.1%}–{max(truths):.1%}) | {held} of {_DRAWS} |"
        )
    one = wilson_interval(round(np.mean(truths) * len(rest)), len(rest))
    yield f"\nWhat {_THEN} gave is itself counted on {len(rest)} photos a draw: {one[0]:.1%} to {one[1]:.1%}."


def features(samples: tuple[Sample, ...], pool: PhotoPool) -> tuple[torch.Tensor, torch.Tensor]:
    """What the end of the network makes of the photos, and their classes as numbers."""
    network = load_network(RECIPE.backbone, 1, seed=0).to(memory_format=torch.channels_last).eval()
    cut = stage_ends(network.tree)[-1].cut
    means = ended(Steps(channel_means(network, [cut], samples, pool, Store(), Control())))
    classes = sorted({sample.label for sample in samples})
    return means.values[0], torch.tensor([classes.index(sample.label) for sample in means.samples])


def drawn(labels: torch.Tensor, few: int, draw: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Rows: the first few of each class, 120 of each with these among them, and all others."""
    random_ = torch.Generator().manual_seed(draw)
    parts: list[list[torch.Tensor]] = [[], [], []]
    for label in labels.unique():
        rows = (labels == label).nonzero()[:, 0]
        rows = rows[torch.randperm(len(rows), generator=random_)]
        for part, piece in zip(parts, (rows[:few], rows[:_THEN], rows[_THEN:]), strict=True):
            part.append(piece)
    first, many, rest = map(torch.cat, parts)
    return first, many, rest


def main(folder: Path, names: list[str]) -> None:
    """Print both tables."""
    keep_what_is_freed()  # as the program does at its start
    with tempfile.TemporaryDirectory() as home, PhotoPool() as pool:
        os.environ["TLSTUDIO_HOME"] = f"{home}/studio"
        write_digits(Path(home) / "digits")
        photos, digits = photos_in(folder), photos_in(Path(home) / "digits")
        print(f"# Advice\n\n{' '.join(__doc__.split(chr(10) * 2)[0].split())}\n")
        print(
            "| Set | Photos | Distance | New head alone | Advice | Tried | Advice was |\n|---|---|---|---|---|---|---|"
        )
        for name in names or SETS:
            if name in SETS:
                chosen = SETS[name](photos, digits)
                found = ended(Steps(advise(RECIPE, chosen, pool, Store(), Control(), proven=True)))
                print("\n".join(advice_rows(name, found)), flush=True)
        if not names or "forecast" in names:
            print("\n" + "\n".join(forecasts(photos, pool)), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
