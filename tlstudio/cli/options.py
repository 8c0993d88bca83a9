"""Options that mean the same to several commands."""

from typing import Any

import click

from tlstudio.foundation.device import DEVICE_WORDS, is_device_name


class _Device(click.ParamType[str]):
    """The name of a processor."""

    name = "auto|cpu|cuda|cuda:N|mps"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name as it is; wrong usage when no device can be called so."""
        text = str(value)
        if not is_device_name(text):
            self.fail(f"{text!r} is none of {DEVICE_WORDS}", param, ctx)
        return text


DEVICE = _Device()
hidden_option = click.option(
    "--hidden",
    multiple=True,
    type=click.IntRange(1, 16384),
    metavar="N",
    help="A hidden layer of N units in the new head; may be repeated.",
)
cut_option = click.option("--cut", metavar="LAYER", help="End the network behind this layer and put the head there.")
