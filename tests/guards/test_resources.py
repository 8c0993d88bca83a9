"""Icons and pictures: found in a checkout, and on their way into the wheel."""

import tomllib
from pathlib import Path

from tlstudio.gui.resources import resource


def test_that_the_icon_is_found() -> None:
    assert resource("icons/tlstudio.svg").read_bytes().lstrip().startswith(b"<")


def test_that_the_wheel_takes_the_resources_along(root: Path) -> None:
    build = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    assert build["targets"]["wheel"]["force-include"]["resources"] == "tlstudio/resources"
