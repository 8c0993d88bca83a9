"""`tlstudio sample`: photos to try the studio with."""

from pathlib import Path

import click

from tlstudio.foundation.names import printable


@click.command("sample")
@click.argument("name", type=click.Choice(["digits"]))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(name: str, folder: Path) -> int:
    """Write the built-in sample set into DIR, as one folder of photos per class.

    \b
    digits   1,797 handwritten digits (E. Alpaydin and C. Kaynak, CC BY 4.0)
    """
    from tlstudio.dataset.sample_set import write_digits

    count = write_digits(folder)
    click.echo(f"{count:,} photos of handwritten digits lie in {printable(str(folder))}, one folder for each digit.")
    return 0
