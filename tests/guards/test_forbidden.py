"""What must never come into the source, because it runs code from files, kills the process, or bypasses a door.

Each rule finds `line: what` in a syntax tree. Each is tried on a sample of what it forbids first, so that a rule that
has gone blind fails too.
"""

import ast
from collections.abc import Callable, Iterator
from typing import Any

import pytest

Rule = Callable[[ast.AST], Iterator[ast.AST]]

# Beginning of a dotted name, imported or used -> why not.
NAMES = {
    "torchvision.io": "its decoders kill the process on public test files; photos come through the decode door",
    "torchvision.datasets": "ImageFolder follows links blindly; folders are read by tlstudio.dataset",
    "torch.hub": "checks hashes only when downloading",
    "torch.save": "destroys the old file on a full disk; use safetensors and write_safely",
    "torch.multiprocessing": "see multiprocessing",
    "torch.jit.load": "runs code from the file",
    "torch.export.load": "runs code from the file",
    "multiprocessing": "its spawn runs the caller's script again; use plain child processes",
    "concurrent.futures.ProcessPoolExecutor": "see multiprocessing",
    "pickle": "runs code from files",
    "dill": "runs code from files",
    "cloudpickle": "runs code from files",
    "joblib": "runs code from files",
    "marshal": "runs code from files",
    "shelve": "runs code from files",
    "yaml": "runs code from files unless asked not to; the studio reads JSON",
    "os.system": "a shell reads strangers' text",
    "os.popen": "a shell reads strangers' text",
    "numpy.memmap": "a full disk or a shortened file kills the process",
    "np.memmap": "a full disk or a shortened file kills the process",
    "PIL.ImageShow": "starts other programs",
}
# Keyword argument with a value that is never right.
KEYWORDS = {"weights_only": False, "shell": True, "allow_pickle": True, "mmap": True}
PICTURE_CLASSES = {"QPixmap", "QImage", "QIcon", "QMovie", "QImageReader"}


def forbidden_names(tree: ast.AST) -> Iterator[ast.AST]:
    """Imports and uses of what NAMES lists."""
    for node in ast.walk(tree):
        if any(name == bad or name.startswith(f"{bad}.") for name in _names(node) for bad in NAMES):
            yield node


def unsafe_keywords(tree: ast.AST) -> Iterator[ast.AST]:
    """`weights_only=False` and its like, and `weights="…"`, which loads unchecked files from a shared folder."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and isinstance(node.value, ast.Constant):
            bad = node.arg in KEYWORDS and node.value.value is KEYWORDS[node.arg]
            if bad or (node.arg == "weights" and isinstance(node.value.value, str)):
                yield node.value


def code_from_text(tree: ast.AST) -> Iterator[ast.AST]:
    """`eval(…)`, `exec(…)`, `compile(…)`, `__import__(…)`; a method named eval is another thing."""
    yield from _calls(tree, lambda call: _name(call.func) in {"eval", "exec", "compile", "__import__"})


def unpacked_archives(tree: ast.AST) -> Iterator[ast.AST]:
    """Archives are read member by member in memory, never extracted."""
    yield from _calls(tree, lambda call: _last(call.func) in {"extractall", "unpack_archive"})


def pictures_by_path(tree: ast.AST) -> Iterator[ast.AST]:
    """Qt's own decoders read many more formats than the decode door, in the window's process."""
    yield from _calls(tree, lambda call: _last(call.func) in PICTURE_CLASSES and any(map(_is_path, call.args[:1])))


def terminated_threads(tree: ast.AST) -> Iterator[ast.AST]:
    """A thread that is terminated leaves locks and files as they are."""
    yield from _calls(tree, lambda call: _last(call.func) == "terminate")


def printed(tree: ast.AST) -> Iterator[ast.AST]:
    """The engine yields events; only the terminal prints."""
    yield from _calls(tree, lambda call: _name(call.func) == "print")


def _calls(tree: ast.AST, wanted: Callable[[ast.Call], bool]) -> Iterator[ast.AST]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call) and wanted(node))


def _names(node: ast.AST) -> list[str]:
    """The dotted names that an import or an attribute speaks of."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return [_name(node)] if isinstance(node, ast.Attribute) else []


def _name(node: ast.AST) -> str:
    """`a.b.c` of a name or an attribute, "" of anything else."""
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _last(node: ast.AST) -> str:
    return _name(node).rpartition(".")[2]


def _is_path(argument: ast.AST) -> bool:
    """A string, `str(…)`, or a variable that is called path, file or name."""
    if isinstance(argument, ast.Call):
        return _last(argument.func) in {"str", "fspath", "as_posix", "Path"}
    text = isinstance(argument, ast.JoinedStr) or (isinstance(argument, ast.Constant) and type(argument.value) is str)
    return text or _last(argument).endswith(("path", "file", "name", "source"))


RULES: list[tuple[Rule, str, frozenset[str]]] = [
    (forbidden_names, "import torchvision.io", frozenset()),
    (forbidden_names, "from torch import hub", frozenset()),
    (forbidden_names, "from multiprocessing import Pool", frozenset()),
    (forbidden_names, "torch.save(network, path)", frozenset()),
    (forbidden_names, "np.memmap(path)", frozenset()),
    (forbidden_names, "import pickle", frozenset()),
    (forbidden_names, "os.system('ls')", frozenset()),
    (unsafe_keywords, "torch.load(path, weights_only=False)", frozenset()),
    (unsafe_keywords, "resnet18(weights='DEFAULT')", frozenset()),
    (unsafe_keywords, "subprocess.run(text, shell=True)", frozenset()),
    (code_from_text, "eval(text)", frozenset()),
    (unpacked_archives, "zipfile.ZipFile(path).extractall()", frozenset()),
    (pictures_by_path, "QPixmap(str(photo))", frozenset({"gui/resources.py"})),
    (pictures_by_path, "QtGui.QIcon(path)", frozenset({"gui/resources.py"})),
    (pictures_by_path, "QImage(f'{folder}/a.png')", frozenset({"gui/resources.py"})),
]


def _hits(rule: Rule, source: Any) -> list[str]:
    return [f"tlstudio/{source.path.as_posix()}:{node.lineno} {ast.unparse(node)}" for node in rule(source.tree)]


@pytest.mark.parametrize(("rule", "sample", "allowed"), RULES, ids=[sample for _, sample, _ in RULES])
def test_that_what_is_dangerous_is_found_and_is_not_in_the_source(
    rule: Rule, sample: str, allowed: frozenset[str], sources: list[Any]
) -> None:
    assert list(rule(ast.parse(sample)))
    assert [hit for source in sources if source.path.as_posix() not in allowed for hit in _hits(rule, source)] == []


def test_that_the_engine_never_prints(sources: list[Any]) -> None:
    assert list(printed(ast.parse("print('hello')")))
    engine = [source for source in sources if source.room not in {"cli", "__main__"}]
    assert [hit for source in engine for hit in _hits(printed, source)] == []


def test_that_the_window_never_terminates_a_thread(sources: list[Any]) -> None:
    assert list(terminated_threads(ast.parse("thread.terminate()")))
    assert [hit for source in sources if source.room == "gui" for hit in _hits(terminated_threads, source)] == []


def test_that_no_merge_was_left_half_done(sources: list[Any]) -> None:
    lines = [(source.path.as_posix(), line.strip()) for source in sources for line in source.text.splitlines()]
    assert [entry for entry in lines if entry[1].startswith(("<<<<<<< ", ">>>>>>> "))] == []
