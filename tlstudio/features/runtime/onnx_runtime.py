"""ONNX Runtime on the CPU: float32, about three times as fast as plain torch for the embedded network."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from tlstudio.features.runtime.part import take_out
from tlstudio.features.runtime.stretch import Stretch
from tlstudio.foundation.errors import StudioError

if TYPE_CHECKING:
    import onnx

KIND = "onnxruntime"
_ERRORS_ONLY = 3


def onnx_runtime_name() -> str:
    """The installed version, in float32."""
    return f"{KIND} {version(KIND)} float32"


class OnnxRuntime:
    """A session on a stretch of an exported network, with the weights that the network has now.

    What a photo gives is the same to the last bit whichever photos stand beside it in a batch (Swin: to rounding).
    """

    def __init__(self, exported: onnx.ModelProto, stretch: Stretch) -> None:
        """LookupError when the export does not have this stretch; ONNX Runtime's own errors when it cannot run it."""
        taken = take_out(exported, stretch)
        if taken is None:
            raise LookupError(stretch.end.node)
        model, weights = taken
        self.name = onnx_runtime_name()
        self._session, self._weights = _session(model.SerializeToString(), weights)
        self._start = self._session.get_inputs()[0].name

    def __call__(self, inputs: Tensor) -> Tensor:
        """What passes the end of the stretch, float32 on the CPU. StudioError when the batch cannot be run."""
        try:
            values = self._session.run(None, {self._start: inputs.contiguous().numpy()})[0]
        except Exception as error:  # ONNX Runtime has a dozen kinds of its own
            raise StudioError("The frozen layers could not be run: most likely the memory is used up.") from error
        return torch.from_numpy(values)


def session_options() -> Any:
    """How ONNX Runtime is to run here: as many threads as torch has, nothing printed, nothing told to anybody."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    options.log_severity_level = _ERRORS_ONLY
    # Threads that wait by spinning would take the processor from the workers that decode the next photos.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def _session(model: bytes, weights: dict[str, Tensor]) -> tuple[Any, Any]:
    """The session, and the weights in ONNX Runtime's clothes, which must live as long: it reads them where they lie.

    They are copies, because the session outlives the run, and nothing may change under it.
    """
    import onnxruntime

    options = session_options()
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(weight.clone().numpy()) for weight in weights.values()]
    options.add_external_initializers(list(weights), values)
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"]), values
