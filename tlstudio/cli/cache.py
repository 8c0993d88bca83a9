"""`tlstudio cache`: what is kept on disk between runs."""

import math
import time

import click
import msgspec

from tlstudio.cli.output import Printer
from tlstudio.dataset.photo_cache import clear_photo_cache, photo_cache
from tlstudio.features.store import GroupInfo, Store
from tlstudio.foundation.names import printable, size_text


class CacheState(msgspec.Struct, frozen=True):
    """The whole cache: where the features are, how many bytes they have and may have, and what was freed just now.

    `thumbnails` and `remembered` (of photos: hashes, how they look) are bytes beside the features, under no limit of
    theirs; `freed` counts them, too.
    """

    folder: str
    bytes: int
    limit: int
    freed: int
    thumbnails: int = 0
    remembered: int = 0


@click.command("cache")
@click.option("--clear", is_flag=True, help="Remove all that is kept; what is needed is made again.")
@click.option("--limit", type=click.FloatRange(0, 1e9), metavar="GB", help="How large the cache may grow.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, and nothing else.")
def command(clear: bool, limit: float | None, as_json: bool) -> None:
    """Show what is kept on disk (features, thumbnails, what is remembered of photos), remove it, or set how much room
    features may take."""
    store = Store()
    before = store.bytes() + sum(photo_cache())
    if limit is not None:
        if math.isnan(limit):
            raise click.BadParameter("how many GB may it take?", param_hint="--limit")
        store.set_limit(round(limit * 1e9))
    if clear:
        store.clear()
        clear_photo_cache()
    photos, features = photo_cache(), store.bytes()
    freed = max(0, before - features - sum(photos))
    state = CacheState(printable(str(store.folder), 1000), features, store.limit, freed, *photos)
    printer = Printer(as_json)
    printer.show(state, _state_text(state, say_freed=clear or limit is not None))
    for group in store.groups():
        printer.show(group, _group_text(group))


def _state_text(state: CacheState, say_freed: bool) -> str:
    freed = f"{size_text(state.freed)} freed\n" if say_freed else ""
    return (
        f"{freed}{size_text(state.bytes)} of at most {size_text(state.limit)} in {state.folder}\n"
        f"{size_text(state.thumbnails)} of thumbnails, {size_text(state.remembered)} of what is remembered of photos"
    )


def _group_text(group: GroupInfo) -> str:
    used = time.strftime("%Y-%m-%d %H:%M", time.localtime(group.last_used))
    name, border = printable(group.key.backbone, 40), printable(group.key.after, 60)
    return f"{name:24} up to {border:32} {group.records:9,} photos {size_text(group.bytes):>10}  last used {used}"
