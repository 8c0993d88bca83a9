"""Options that mean the same to several commands."""

import click

hidden_option = click.option(
    "--hidden",
    multiple=True,
    type=click.IntRange(1, 16384),
    metavar="N",
    help="A hidden layer of N units in the new head; may be repeated.",
)
cut_option = click.option("--cut", metavar="LAYER", help="End the network behind this layer and put the head there.")
