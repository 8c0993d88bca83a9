"""tlstudio: a desktop studio for transfer learning on photos.

From Python, without a window: `tlstudio.run(recipe, control)` yields events, `tlstudio.load_model(path)` predicts.
Importing this package loads nothing else; each name is fetched when it is first used.
"""

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["Control", "Recipe", "load_model", "run"]

if TYPE_CHECKING:
    from tlstudio.foundation.control import Control
    from tlstudio.pipeline import run
    from tlstudio.prediction.predictor import load_model
    from tlstudio.training.recipe import Recipe

_HOMES = {
    "Control": "tlstudio.foundation.control",
    "Recipe": "tlstudio.training.recipe",
    "load_model": "tlstudio.prediction.predictor",
    "run": "tlstudio.pipeline",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'tlstudio' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
