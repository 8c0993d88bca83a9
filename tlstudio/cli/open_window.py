"""`tlstudio [PHOTOS | PROJECT.tlproject | MODEL.tlmodel]`: the window."""

from pathlib import Path

import click


@click.command("open_window", hidden=True)
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
def command(path: Path | None) -> int:
    """Open the window, with a folder of photos, a table of photos, a project or a model when a path is given."""
    from tlstudio.gui.app import run_window

    return run_window(path)
