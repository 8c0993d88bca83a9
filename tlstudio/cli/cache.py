"""`tlstudio cache`: the features that are kept on disk between runs."""

import math
import time

import click
import msgspec

from tlstudio.cli.output import Printer
from tlstudio.features.store import GroupInfo, Store
from tlstudio.foundation.names import printable, size_text


class CacheState(msgspec.Struct, frozen=True):
    """The whole cache: where it is, how many bytes it has, how many it may have, and what was freed just now."""

    folder: str
    bytes: int
    limit: int
    freed: int


@click.command("cache")
@click.option("--clear", is_flag=True, help="Remove all kept features; what is needed is computed again.")
@click.option("--limit", type=click.FloatRange(0, 1e9), metavar="GB", help="How large the cache may grow.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, and nothing else.")
def command(clear: bool, limit: float | None, as_json: bool) -> None:
    """Show the features that are kept on disk, remove them, or set how much room they may take."""
    store = Store()
    before = store.bytes()
    if limit is not None:
        if math.isnan(limit):
            raise click.BadParameter("how many GB may it take?", param_hint="--limit")
        store.set_limit(round(limit * 1e9))
    if clear:
        store.clear()
    state = CacheState(printable(str(store.folder), 1000), store.bytes(), store.limit, max(0, before - store.bytes()))
    printer = Printer(as_json)
    printer.show(state, _state_text(state, say_freed=clear or limit is not None))
    for group in store.groups():
        printer.show(group, _group_text(group))


def _state_text(state: CacheState, say_freed: bool) -> str:
    freed = f"{size_text(state.freed)} freed\n" if say_freed else ""
    return f"{freed}{size_text(state.bytes)} of at most {size_text(state.limit)} in {state.folder}"


def _group_text(group: GroupInfo) -> str:
    used = time.strftime("%Y-%m-%d %H:%M", time.localtime(group.last_used))
    name, border = printable(group.key.backbone, 40), printable(group.key.after, 60)
    return f"{name:24} up to {border:32} {group.records:9,} photos {size_text(group.bytes):>10}  last used {used}"
