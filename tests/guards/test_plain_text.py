"""Names of strangers are shown as plain text: a label that guesses would render a file's name as HTML."""

import ast
from typing import Any


def rich_labels(tree: ast.AST) -> list[str]:
    """Labels that are given text later on, and were not told that it is plain."""
    labels = {
        ast.unparse(target)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if ast.unparse(node.value.func).endswith("QLabel")
    }
    calls = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    filled = {label for label in labels if any(call.startswith(f"{label}.setText(") for call in calls)}
    return sorted(label for label in filled if f"{label}.setTextFormat(Qt.TextFormat.PlainText)" not in calls)


def test_that_a_label_that_shows_strangers_text_takes_it_as_plain(sources: list[Any]) -> None:
    sample = "self.name = QLabel()\nself.name.setText(path.name)"
    assert rich_labels(ast.parse(sample)) == ["self.name"]
    assert rich_labels(ast.parse(f"{sample}\nself.name.setTextFormat(Qt.TextFormat.PlainText)")) == []
    found = {source.path.as_posix(): labels for source in sources if (labels := rich_labels(source.tree))}
    assert found == {}


PRINTS = "gui/evaluation/printing.py"  # nothing but the page that evaluation/markup.py has escaped


def test_that_nothing_is_ever_shown_as_html(sources: list[Any]) -> None:
    html = [
        f"{source.path.as_posix()}:{node.lineno}"
        for source in sources
        if source.path.as_posix() != PRINTS
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"setHtml", "insertHtml", "RichText", "appendHtml"}
    ]
    assert html == []
