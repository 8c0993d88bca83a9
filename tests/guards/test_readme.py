"""What the README promises is there: paths, rooms, commands and their options, names in Python."""

import ast
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest

import tlstudio
from tlstudio.cli.main import command_line


@pytest.fixture
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


def test_that_every_path_in_it_exists(readme: str, root: Path) -> None:
    linked = re.findall(r"\]\(([^):#]+)\)", readme)
    quoted = re.findall(r"`((?:tlstudio|tests|docs|packaging|resources|\.ci)/[\w./]*)`", readme)
    assert len(linked) > 2
    assert len(quoted) > 2
    assert [path for path in linked + quoted if not (root / path).exists()] == []


def test_that_its_tree_is_the_tree_of_the_house(readme: str, root: Path) -> None:
    drawn = re.findall(r"^  (\w+(?:/|\.py)) ", readme, flags=re.MULTILINE)
    rooms = [path for path in (root / "tlstudio").iterdir() if any(path.glob("*.py")) or path.suffix == ".py"]
    there = {f"{path.name}/" if path.is_dir() else path.name for path in rooms if path.name != "__init__.py"}
    assert set(drawn) == there


def test_that_its_tree_stands_in_the_order_of_the_import_contract(readme: str, root: Path) -> None:
    drawn = [name.rstrip("/").removesuffix(".py") for name in re.findall(r"^  (\w+(?:/|\.py)) ", readme, re.MULTILINE)]
    contracts = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = [room for layer in contracts[0]["layers"] for room in re.split(r"\s*\|\s*", layer)]
    assert drawn == layers


def test_that_its_commands_can_be_typed(readme: str) -> None:
    lines = [shlex.split(line, comments=True) for line in re.findall(r"^tlstudio .* # .*", readme, re.MULTILINE)]
    assert len(lines) > 5
    context = click.Context(command_line)
    for _, name, *arguments in lines:
        command = command_line.get_command(context, name)
        if command is None:
            assert name.endswith(".tlmodel")  # something to open in the window
        else:
            _check(command, arguments)


def _check(command: click.Command, arguments: list[str]) -> None:
    known = {option for parameter in command.params for option in parameter.opts}
    assert [word for word in arguments if word.startswith("-") and word not in known] == []


def test_that_its_python_names_exist(readme: str) -> None:
    blocks = re.findall(r"```python\n(import .*?)```", readme, flags=re.DOTALL)
    assert blocks
    for block in blocks:
        used = {
            node.attr
            for node in ast.walk(ast.parse(block))
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "tlstudio"
        }
        assert used <= set(tlstudio.__all__)


def test_that_the_new_metric_in_it_works_as_its_test_says(readme: str, root: Path) -> None:
    example: dict[str, Any] = {}
    metric, test = (
        re.sub(r"^   ", "", code, flags=re.MULTILINE)
        for code in re.findall(r"   ```python\n(.*?)   ```", readme, re.DOTALL)
    )
    home = (root / "tlstudio/metrics/classification.py").read_text(encoding="utf-8")
    exec(home + metric + test, example)
    next(value for name, value in example.items() if name.startswith("test_that"))()
