"""Every network of torchvision, and the embedded one: tree, cuts, and whether it gives the same when it is split.

Run by hand (half an hour on two cores, 8 GB of memory):
`python -W ignore tests/campaigns/all_networks.py > tests/campaigns/all_networks.md`.
Weights are random, as few people have all 80 files. The two largest networks are built but not run. timm's networks
are looked at in one_per_family.py.
"""

import sys
import time

import torch

from tlstudio.backbone.catalogue import Entry, entries, layer_tree
from tlstudio.backbone.freezing import border, freeze_map, parameter_counts
from tlstudio.backbone.network import Network, load_network

_CLASSES = 2
_TOO_LARGE_TO_RUN = 1_500_000_000  # bytes of weights
_PARTS = 4


def main() -> None:
    """Print the table, a row at a time, and what went wrong at the end."""
    print("# Every network of torchvision\n\n" + __doc__.splitlines()[0] + "\n")
    print("Rows with weights, points where the network can be cut, and the share of cuts tried after which the two")
    print(f"parts give exactly what the whole gives (torch {torch.__version__}, float32, processor).\n")
    print("| network | rows | with weights | cuts | border of `features` | border of `top` | split exactly | seconds |")
    print("|---|---|---|---|---|---|---|---|")
    chosen = [entry for entry in entries() if entry.source != "timm"]
    wrong = [entry.name for entry in chosen if not _report(entry)]
    print(f"\n{len(chosen) - len(wrong)} of {len(chosen)} networks as they should be. Wrong: {wrong or 'none'}.")
    print("Of those not run, only the tree was made.")
    sys.exit(bool(wrong))


def _report(entry: Entry) -> bool:
    start = time.perf_counter()
    tree = layer_tree(entry.name, _CLASSES)
    stateful = [row for row in tree.rows if row.stateful]
    features, top = (border(tree, freeze_map(tree, strategy)) for strategy in ("features", "top"))
    tried, exact = _split(entry)
    cells = [
        entry.name,
        len(tree.rows),
        len(stateful),
        len(tree.cuts),
        features.after if features else "none",
        top.after if top else "none",
        f"{exact} of {tried}" if tried else "not run",
        f"{time.perf_counter() - start:.1f}",
    ]
    print(f"| {' | '.join(map(str, cells))} |", flush=True)
    return exact == tried and features is not None and not tree.note


def _split(entry: Entry) -> tuple[int, int]:
    """How many cuts were tried, and how many gave exactly what the whole network gives."""
    if entry.parameters * 4 > _TOO_LARGE_TO_RUN:
        return 0, 0
    network = load_network(entry.name, _CLASSES, seed=0, random_weights=True).eval()
    if parameter_counts(network.tree, ())[1] != sum(weight.numel() for weight in network.parameters()):
        return 1, 0
    return _exact(network)


def _exact(network: Network) -> tuple[int, int]:
    cuts = network.tree.cuts
    chosen = [cuts[number * (len(cuts) - 1) // (_PARTS - 1)] for number in range(_PARTS)]
    size = network.preprocessing.size
    batch = torch.randn(1, 3, size, size, generator=torch.Generator().manual_seed(0))
    exact = 0
    with torch.no_grad():
        whole = network(batch)
        for cut in chosen:
            prefix, suffix = network.split(cut)
            exact += torch.equal(suffix(prefix(batch)), whole)
    return len(chosen), exact


if __name__ == "__main__":
    main()
