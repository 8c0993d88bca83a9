"""The list of faults in docs/TESTING.md names tests that are there."""

import ast
import re
from pathlib import Path


def test_that_every_fault_listed_has_its_tests(root: Path) -> None:
    listed = (root / "docs" / "TESTING.md").read_text(encoding="utf-8").partition("## Faults while training")[2]
    rows = [line for line in listed.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 20
    assert [row for row in rows if "`test_that_" not in row] == []
    there = {
        node.name
        for path in (root / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert set(re.findall(r"`(test_that_\w+)`", listed)) - there == set()
