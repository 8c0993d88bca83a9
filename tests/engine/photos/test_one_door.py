"""No other module of the program opens an image: the screen shows what the network sees, and no file can crash it."""

import ast
from pathlib import Path

import pytest

import tlstudio

PACKAGE = Path(tlstudio.__file__).parent
MAY_USE_PILLOW = {
    "photos/decode.py": "the door",
    "photos/colours.py": "its colours",
    "photos/details.py": "what the door's pictures note of themselves",
    "photos/request.py": "tells its version",
    "dataset/sample_set.py": "writes the sample set's pictures, opens none",
    "prediction/predictor.py": "accepts a picture that the caller has opened",
}
MAY_OPEN = {"photos/decode.py": "the door", "gui/resources.py": "gives Qt the studio's own icon"}
OPENERS = {"QImageReader", "QMovie", "decode_image", "read_image", "imread"}
PICTURES = {"QPixmap", "QImage", "QIcon"}
SOURCES = sorted(PACKAGE.rglob("*.py"))


def _imported(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _opens_a_picture(node: ast.AST) -> bool:
    """`Image.open(…)`, `QImageReader`, or a QPixmap, QImage or QIcon made from, or told to load, a path."""
    if isinstance(node, ast.Name | ast.Attribute):
        return _name(node) in OPENERS
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute) and node.func.attr in ("open", "load"):
        return _name(node.func.value) in PICTURES | {"Image"}
    return _name(node.func) in PICTURES and any(_is_path(argument) for argument in node.args[:1])


def _is_path(argument: ast.expr) -> bool:
    is_text = isinstance(argument, ast.JoinedStr) or (
        isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    )
    return is_text or (isinstance(argument, ast.Call) and _name(argument.func) in ("str", "fspath", "fsdecode"))


def _faults(relative: str, source: str) -> list[str]:
    tree = ast.parse(source)
    faults = [f"{relative}:{node.lineno}" for node in ast.walk(tree) if _opens_a_picture(node)]  # type: ignore[attr-defined]
    roots = {name.split(".")[0] for name in _imported(tree)}
    if "PIL" in roots and relative not in MAY_USE_PILLOW:
        faults.append(f"{relative} imports PIL")
    if any(name.startswith(("torchvision.io", "cv2", "imageio")) for name in _imported(tree)):
        faults.append(f"{relative} imports another image reader")
    return faults


def test_that_only_the_decode_door_opens_images() -> None:
    assert len(SOURCES) > 20
    sources = {path.relative_to(PACKAGE).as_posix(): path.read_text("utf-8") for path in SOURCES}
    faults = [fault for name, source in sources.items() if name not in MAY_OPEN for fault in _faults(name, source)]
    assert faults == []


@pytest.mark.parametrize(
    "source",
    [
        "from PIL import Image",
        "import PIL.Image",
        "Image.open(path)",
        "QPixmap('a.png')",
        "QtGui.QImage(str(path))",
        "QPixmap(f'{folder}/a.png')",
        "reader = QImageReader(path)",
        "from torchvision.io import decode_image",
        "import cv2",
    ],
)
def test_that_the_guard_sees_a_second_door(source: str) -> None:
    assert _faults("gui/some.py", source)
