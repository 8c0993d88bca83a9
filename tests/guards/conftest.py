"""What the guards read: the studio's own source, parsed once."""

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Source:
    """One module of the studio: its path below the package, as text and as a syntax tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The folder directly below the package, or the module's own name where it lies in no folder."""
        return self.path.parts[0].removesuffix(".py")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def sources() -> list[Source]:
    """Every module of the studio."""
    package = ROOT / "tlstudio"
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(package.rglob("*.py"))}
    return [Source(path.relative_to(package), text, ast.parse(text, str(path))) for path, text in texts.items()]
