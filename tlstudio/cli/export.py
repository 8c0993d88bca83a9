"""`tlstudio export`: a model as a file for other programs."""

from pathlib import Path

import click

from tlstudio.cli.output import Printer, show_steps


@click.command("export")
@click.argument("model", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "kind", type=click.Choice(["onnx"]), default="onnx", show_default=True)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The file to write.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, and nothing else.")
def command(model: Path, kind: str, out: Path, as_json: bool) -> int:
    """Write MODEL for other programs: one ONNX file with the weights, the names of the classes, how pictures are to
    be prepared, calibration and “neither”.

    Before it is written the file is run with ONNX Runtime on a few pictures, and must answer as the studio does.
    """
    from tlstudio.sharing.exporting import export_onnx, exported_text

    printer = Printer(as_json)
    exported, code = show_steps(lambda control: export_onnx(model, out, control), printer)
    if exported:
        printer.show(exported, exported_text(exported))
    return code
