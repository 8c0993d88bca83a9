"""Colours for values: even steps look even, to the colour-blind too, and in grey."""

import functools


@functools.cache
def colour_map(name: str) -> list[tuple[int, int, int]]:
    """256 colours, red, green and blue from 0 to 255, for the lowest value to the highest.

    `viridis` goes from dark blue to yellow, `inferno` from black through red to pale yellow (Nathaniel Smith and Stéfan
    van der Walt 2015, matplotlib's). Loads pyqtgraph, which the curves have loaded long before anything is looked into.
    """
    import pyqtgraph

    table = pyqtgraph.colormap.get(name).getLookupTable(nPts=256)
    return [(int(red), int(green), int(blue)) for red, green, blue in table[:, :3]]
