"""`tlstudio layers`: what a network is made of."""

import click
import msgspec

from tlstudio.cli.output import Printer


class Line(msgspec.Struct, frozen=True):
    """A row of the tree as the terminal shows it."""

    path: str
    type: str
    stage: int
    parameters: int
    output: tuple[int, ...]
    children: int


@click.command("layers")
@click.argument("backbone")
@click.option("--classes", type=click.IntRange(min=2), default=2, show_default=True, help="Classes of the new head.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, and nothing else.")
def command(backbone: str, classes: int, as_json: bool) -> None:
    """List the layers of BACKBONE in the order data flows: the names that --freeze and --unfreeze match."""
    from tlstudio.backbone.catalogue import layer_tree

    printer = Printer(as_json)
    for row in layer_tree(backbone, classes).rows:
        line = Line(row.path, row.type, row.stage, row.parameters, row.output, row.children)
        indent = "  " * row.path.count(".")
        shape = " × ".join(str(side) for side in row.output)
        printer.show(line, f"{indent + row.path:44} {row.type:24} {row.parameters:>12,}  {shape}")
