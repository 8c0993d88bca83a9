"""Big files and big functions are where a project stops being readable; these are the outer limits, not the aim."""

import ast
from typing import Any

FILE_LINES = 400
FUNCTION_LINES = 60


def test_that_no_file_is_too_long_to_read(sources: list[Any]) -> None:
    lengths = {source.path.as_posix(): source.text.count("\n") for source in sources}
    assert {path: lines for path, lines in lengths.items() if lines > FILE_LINES} == {}


def test_that_no_function_is_too_long_to_see_at_once(sources: list[Any]) -> None:
    functions = [
        (f"{source.path.as_posix()}: {node.name}", node.end_lineno - node.lineno + 1)
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    ]
    assert functions
    assert [entry for entry in functions if entry[1] >= FUNCTION_LINES] == []
