"""What becomes of the ticks when the network is cut, or whole again."""

from tlstudio.backbone.freezing import freeze_map, strategy_of
from tlstudio.backbone.tree import LayerTree


def carried_over(
    before: LayerTree, after: LayerTree, strategy: str, frozen: tuple[str, ...]
) -> tuple[str, tuple[str, ...]]:
    """Strategy and freeze map for another tree of the same network.

    Ticks of rows that are in both stay. Rows that come back are ticked as the strategy says; where there is none, the
    ticks having been set by hand, they are trained.
    """
    known = {row.path for row in before.rows}
    kept = {row.path for row in after.rows if row.path in frozen}
    if strategy != "custom":
        kept |= {path for path in freeze_map(after, strategy) if path not in known}
    wanted = tuple(sorted(kept))
    return "scratch" if strategy == "scratch" and not wanted else strategy_of(after, wanted), wanted
