"""`tlstudio backbones`: the networks there are."""

import click

from tlstudio.cli.output import Printer


@click.command("backbones")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, and nothing else.")
def command(as_json: bool) -> None:
    """List the pre-trained networks, and whether their weights are here."""
    from tlstudio.backbone.catalogue import entries

    printer = Printer(as_json)
    for entry in entries():
        top1 = f"{entry.top1:.1%} top-1" if entry.top1 is not None else ""
        size = f"{entry.bytes / 1e6:,.0f} MB"
        text = f"{entry.name:24} {entry.state:9} {entry.parameters / 1e6:7.1f} M weights {size:>9}  {top1}"
        printer.show(entry, text.rstrip())
