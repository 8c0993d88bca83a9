"""A model as an ONNX file's bytes: the whole way from the prepared picture to the answer, and what it needs to be told.

Source: the ONNX format, https://onnx.ai/onnx/repo-docs/IR.html, whose `metadata_props` hold the names of the classes.
"""

import json
from typing import TYPE_CHECKING

import msgspec

import tlstudio
from tlstudio.backbone.catalogue import find
from tlstudio.features.runtime.export import onnx_program
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.names import size_text
from tlstudio.prediction.predictor import KEEP_RATE, Predictor
from tlstudio.sharing.answering import TYPICALITY, Answering

if TYPE_CHECKING:
    import onnx

_MOST_BYTES = 2**31 - 2**20  # what one message of Protocol Buffers can hold, less the graph itself
_COLOURS = "RGB, upright, pixel values 0 to 255; what the network reads is (pixel / 255 - mean) / std"


def onnx_model(predictor: Predictor) -> bytes:
    """The model in ONNX. StudioError when it is too large for one file; the exporter's own errors when that does not
    understand the network."""
    module = Answering(predictor)
    _check_size(module)
    model = onnx_program(module, predictor.preprocessing.size, module.outputs).model_proto
    _describe(model, predictor, module.outputs)
    data: bytes = model.SerializeToString()
    return data


def _check_size(module: Answering) -> None:
    needed = sum(tensor.nbytes for tensor in module.state_dict().values())
    if needed > _MOST_BYTES:
        raise StudioError(
            f"The model cannot be exported: its weights take {size_text(needed)}, and an ONNX file holds "
            f"{size_text(_MOST_BYTES)} at most. Train a smaller network, or cut this one (Train ▸ Head)."
        )


def _describe(model: "onnx.ModelProto", predictor: Predictor, outputs: tuple[str, ...]) -> None:
    """Put beside the graph what a program must know to prepare a picture and to read the answer."""
    summary = predictor.summary
    properties = {
        "classes": list(predictor.classes),
        "preprocessing": msgspec.to_builtins(predictor.preprocessing),
        "colours": _COLOURS,
        "backbone": summary.backbone,
        "backbone_licence": find(summary.backbone).licence,
        "validation_accuracy": summary.validation_accuracy,
        "validation_interval": summary.validation_interval,
        "validation_photos": summary.validation_photos,
    }
    if TYPICALITY in outputs:
        properties["neither_up_to"] = round(1 - KEEP_RATE, 6)
    model.producer_name, model.producer_version = "tlstudio", tlstudio.__version__
    model.doc_string = _HOW_TO_READ[TYPICALITY in outputs]
    del model.metadata_props[:]
    for key, value in properties.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        model.metadata_props.add(key=key, value=text)


_PREPARED = (
    "photos: float32 (photos, 3, size, size), prepared as the properties “preprocessing” and “colours” say. "
    "probabilities: float32 (photos, classes), in the order of the property “classes”."
)
_HOW_TO_READ = {
    False: _PREPARED,
    True: f"{_PREPARED} typicality: float32 (photos,), the share of photos of the model's own kind that are at least "
    "as unlike its training photos; up to “neither_up_to” the picture is neither of the classes.",
}
