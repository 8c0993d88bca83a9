"""Every network of torchvision and one of every family of timm: tree, borders, and a training step at every stage.

Run by hand (an hour on one core, 8 GB of memory):
`PYTHONPATH=tests/support python -W ignore tests/campaigns/all_networks.py > tests/campaigns/all_networks.md`.
With the names of networks, only those. Weights are random, as few people have all the files. Of each of timm's families
the network is taken that computes least; families with only very large ones are left out. Of the two largest of
torchvision only the tree and its borders are looked at.
"""

import sys
import time

import network_checks as checks
import torch

from tlstudio.backbone.catalogue import Entry, entries, layer_tree
from tlstudio.backbone.freezing import border, freeze_map
from tlstudio.foundation.errors import StudioError

_EXPLAINED = f"""
Rows with weights; points where the network can be cut; the border of two strategies; of two cuts, those after which
both parts give exactly what the whole gives; whether a network built anew gives the same with the same weights; of all
stages, those with a border where everything up to there is frozen; steps: of the first stage, the middle and the last,
those where, frozen up to there, one step left every frozen tensor as it was, bit for bit, and changed the head and
layers before it; moved: the share of trained tensors that the step behind the first stage changed (some begin at zero
and hold back those before them for one step). Random weights, two pictures, torch {torch.__version__}, float32,
processor.
"""
_COLUMNS = (
    *("network", "family", "with weights", "cuts", "border of `features`", "border of `top`"),
    *("split exactly", "comes back", "stages", "steps", "moved", "seconds"),
)
_LARGEST = 9e12  # weights × pixels, for one of timm's
_MOST_WEIGHTS = 500_000_000  # in a network that is trained here


def main() -> None:
    """Print the table, a row at a time, and what went wrong at the end."""
    chosen = [entry for entry in entries(every=True) if entry.name in sys.argv] if sys.argv[1:] else _all()
    torch.set_num_threads(1)
    print(f"# All networks\n\n{__doc__.splitlines()[0]}\n{_EXPLAINED}")
    print(f"| {' | '.join(_COLUMNS)} |\n|{'---|' * len(_COLUMNS)}")
    wrong = [entry.name for entry in chosen if not _report(entry)]
    print(f"\n{len(chosen) - len(wrong)} of {len(chosen)} networks as they should be. Wrong: {wrong or 'none'}.")
    sys.exit(bool(wrong))


def _all() -> list[Entry]:
    """torchvision's and the embedded one, and of each family of timm's the one that computes least; the quick first."""
    found, families = [], set()
    for entry in sorted(entries(every=True), key=_work):
        if entry.source != "timm":
            found.append(entry)
        elif not entry.name.startswith("test_") and _work(entry) < _LARGEST:  # timm's own tests have no family
            found += [entry] if entry.family not in families else []
            families.add(entry.family)
    return found


def _work(entry: Entry) -> int:
    return int(entry.parameters * entry.size**2)


def _report(entry: Entry) -> bool:
    start = time.perf_counter()
    try:
        looked_at = _tree_only if entry.parameters > _MOST_WEIGHTS else _looked_at
        cells, right = looked_at(entry.name)
    except StudioError as error:
        cells, right = (f"refused: {error}", *[""] * (len(_COLUMNS) - 4)), False
    except Exception as error:  # the table goes on
        cells, right = (f"**{type(error).__name__}**: {error}", *[""] * (len(_COLUMNS) - 4)), False
    row = (entry.name, f"{entry.source}: {entry.family}", *cells, f"{time.perf_counter() - start:.1f}")
    print(f"| {' | '.join(str(cell).replace(chr(10), ' ') for cell in row)} |", flush=True)
    return right


def _looked_at(name: str) -> tuple[tuple[object, ...], bool]:
    network = checks.random_network(name).eval()
    batch = checks.pictures(network)
    first = batch[:1]
    with torch.no_grad():
        whole = network(first)
    tree = network.tree
    features, top = (border(tree, freeze_map(tree, strategy)) for strategy in ("features", "top"))
    tried = [tree.cuts[len(tree.cuts) // 2], tree.cuts[-1]]
    exact = sum(checks.splits_exactly(network, cut, first, whole) for cut in tried)
    back = checks.comes_back_from_its_weights(name, network, first, whole)
    rows = checks.has_a_row_for_each_parameter(network)
    upto = checks.stages(tree)
    borders = sum(border(tree, frozen) is not None for frozen in upto)
    steps = [checks.train_a_step(network, frozen, batch) for frozen in (upto[0], upto[len(upto) // 2], upto[-1])]
    good = sum(step.is_right for step in steps)
    cells = (
        sum(row.stateful for row in tree.rows) if rows else "**not all**",
        f"{len(tree.cuts)}{' (coarse)' if tree.note else ''}",
        features.after if features else "none",
        top.after if top else "none",
        f"{exact} of {len(tried)}",
        "yes" if back else "**no**",
        f"{borders} of {len(upto)}",
        f"{good} of {len(steps)}",
        f"{steps[0].moved} of {steps[0].trained}",
    )
    return cells, rows and back and exact == len(tried) and good == len(steps) and features is not None


def _tree_only(name: str) -> tuple[tuple[object, ...], bool]:
    tree = layer_tree(name, checks.CLASSES)
    features, top = (border(tree, freeze_map(tree, strategy)) for strategy in ("features", "top"))
    upto = checks.stages(tree)
    borders = sum(border(tree, frozen) is not None for frozen in upto)
    cells = (
        sum(row.stateful for row in tree.rows),
        f"{len(tree.cuts)}{' (coarse)' if tree.note else ''}",
        features.after if features else "none",
        top.after if top else "none",
        *("not run", "not run", f"{borders} of {len(upto)}", "not run", ""),
    )
    return cells, features is not None


if __name__ == "__main__":
    main()
