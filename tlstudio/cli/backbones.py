"""`tlstudio backbones`: the networks there are, and getting their weights."""

from pathlib import Path

import click

from tlstudio.cli.output import Printer, show_steps
from tlstudio.foundation.errors import UsageError
from tlstudio.foundation.names import printable


@click.command("backbones")
@click.argument("text", required=False)
@click.option("--download", "download_name", metavar="NAME", help="Fetch the weights of this network.")
@click.option("--proxy", metavar="URL", help="Fetch them through this proxy instead of the system's.")
@click.option(
    "--import",
    "import_file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Take weights from a file, for the network that --as names.",
)
@click.option("--as", "import_name", metavar="NAME", help="The network that --import is for.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, and nothing else.")
def command(
    text: str | None,
    download_name: str | None,
    proxy: str | None,
    import_file: Path | None,
    import_name: str | None,
    as_json: bool,
) -> int:
    """List the pre-trained networks, and whether their weights are here; with TEXT, those whose name, family, source
    or licence has it.

    Without TEXT, timm's networks are listed once for each architecture, with the weights that timm prefers.
    """
    if bool(import_file) != bool(import_name):
        raise UsageError("--import and --as belong together: --import FILE --as NAME.")
    if import_file and import_name:
        return _import(import_file, import_name, as_json)
    if download_name:
        return _download(download_name, proxy, as_json)
    _list(text, Printer(as_json))
    return 0


def _list(text: str | None, printer: Printer) -> None:
    from tlstudio.backbone.catalogue import Entry, entries, own_models

    def line(entry: Entry) -> str:
        top1 = f"{entry.top1:.1%} top-1" if entry.top1 is not None else ""
        size = f"{entry.bytes / 1e6:,.0f} MB"
        count = f"{entry.parameters / 1e6:7.1f} M weights"
        name = printable(entry.name, 200)
        return f"{name:44} {entry.state:9} {count} {size:>9}  {top1:12} {printable(entry.licence, 40)}"

    wanted = (text or "").lower()
    for entry in (*entries(every=bool(text)), *own_models()):
        if wanted in f"{entry.name} {entry.family} {entry.source} {entry.licence}".lower():
            printer.show(entry, line(entry))


def _download(name: str, proxy: str | None, as_json: bool) -> int:
    from tlstudio.backbone.download import download

    path, code = show_steps(lambda control: download(name, control, proxy), Printer(as_json))
    if path and not as_json:
        click.echo(f"The weights of {name} lie in {printable(str(path), 400)}.")
    return code


def _import(file: Path, name: str, as_json: bool) -> int:
    from tlstudio.backbone.importing import import_weights

    path, code = show_steps(lambda control: import_weights(file, name, control), Printer(as_json))
    if path and not as_json:
        click.echo(f"{name} now has the weights of {printable(str(file))}; the copy is {printable(str(path), 400)}.")
    return code
