"""Who may import whom: checked by import-linter, which is itself checked by breaking the rules on purpose."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LINT = [sys.executable, "-P", "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
EVERY_MODULE_BUT_THE_WINDOW = """
import importlib, pkgutil, sys, tlstudio
modules = pkgutil.walk_packages(tlstudio.__path__, "tlstudio.", onerror=lambda name: None)
for name in [module.name for module in modules]:
    if not name.startswith("tlstudio.gui"):
        importlib.import_module(name)
print(len([name for name in sys.modules if name.startswith("tlstudio.")]))
print(sorted({name.partition(".")[0] for name in sys.modules} & {"PySide6", "pyqtgraph", "qtawesome"}))
"""


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A checkout of one's own, to spoil."""
    shutil.copytree(root / "tlstudio", tmp_path / "tlstudio", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", tmp_path)
    return tmp_path


def _lint(folder: Path) -> tuple[int, str]:
    variables = os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200"}
    result = subprocess.run(
        [*LINT, "--no-cache"], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    return result.returncode, result.stdout + result.stderr


def test_that_the_import_contracts_hold(copy: Path) -> None:
    code, words = _lint(copy)
    assert code == 0, words


@pytest.mark.parametrize(
    ("module", "line", "named"),
    [
        ("metrics/__init__.py", "import tlstudio.training.recipe", "tlstudio.metrics is not allowed to import"),
        ("foundation/errors.py", "import PySide6.QtCore", "Nothing outside the window knows Qt BROKEN"),
        (
            "photos/request.py",
            "import tlstudio.modelfile",
            "photos is not allowed to import tlstudio.modelfile",
        ),
        ("unheard_of/__init__.py", "", "tlstudio.unheard_of"),
    ],
)
def test_that_a_broken_contract_is_noticed_and_named(copy: Path, module: str, line: str, named: str) -> None:
    path = copy / "tlstudio" / module
    path.parent.mkdir(exist_ok=True)
    with path.open("a") as file:
        file.write(f"\n{line}\n")
    code, words = _lint(copy)
    assert code != 0
    assert named in words


def test_that_the_engine_and_every_command_load_no_window() -> None:
    result = subprocess.run(
        [sys.executable, "-P", "-c", EVERY_MODULE_BUT_THE_WINDOW], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    count, window = result.stdout.splitlines()
    assert int(count) > 10
    assert window == "[]"


@pytest.mark.parametrize("module", ["tlstudio", "tlstudio.cli", "tlstudio.gui.app", "tlstudio.gui.window"])
def test_that_nothing_heavy_is_loaded_before_it_is_needed(module: str) -> None:
    heavy = {"torch", "torchvision", "timm", "sklearn", "numpy", "pyqtgraph"}
    code = f"import sys, {module}; print(sorted({heavy} & sys.modules.keys()))"
    result = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "[]"
