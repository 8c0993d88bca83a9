"""The child process that exports a model: `python -P -m tlstudio.sharing.make_onnx MODEL FILE OUTCOME`.

FILE gets the bytes, OUTCOME one line of JSON: by how much its answers are off, or the sentence that says why there is
no file.
"""

import sys
from pathlib import Path

import msgspec

from tlstudio.foundation.child import step_back
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.files import cannot_write
from tlstudio.foundation.names import printable


class Outcome(msgspec.Struct, frozen=True):
    """`difference` is the largest one of any probability; `error` the sentence for a person, "" when all is well."""

    difference: float = 0.0
    error: str = ""


def main(model: str, file: str, outcome: str) -> None:
    """Read the model, export it, try it, and write what came of it."""
    step_back()
    try:
        found = Outcome(difference=_make(Path(model), Path(file)))
    except StudioError as error:
        found = Outcome(error=str(error))
    except OSError as error:
        found = Outcome(error=cannot_write(Path(file), error))
    Path(outcome).write_bytes(msgspec.json.encode(found))


def _make(model: Path, file: Path) -> float:
    from tlstudio.prediction.predictor import load_model
    from tlstudio.sharing.onnx_model import onnx_model
    from tlstudio.sharing.parity import largest_difference

    predictor = load_model(model, "cpu")
    try:
        data = onnx_model(predictor)
        difference = largest_difference(data, predictor)
    except (OSError, MemoryError, StudioError):  # of this machine, or of this model
        raise
    except Exception as error:  # of this network: exporter and runtime have many ways of not understanding one
        backbone = printable(predictor.summary.backbone)
        raise StudioError(f"{backbone} has layers that cannot be exported to ONNX. Nothing was written.") from error
    file.write_bytes(data)
    return difference


if __name__ == "__main__":
    main(*sys.argv[1:])
