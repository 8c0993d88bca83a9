"""Classify photos with a model that the studio has exported; needs numpy, Pillow and onnxruntime, not the studio.

python docs/examples/classify_with_onnx.py MODEL.onnx PHOTO...
"""

import json
import sys
from typing import Any

import numpy as np
import onnxruntime
from PIL import Image, ImageOps


def main(model: str, *photos: str) -> None:
    """Print a line for each photo: its class or “neither”, and the most likely class with its probability."""
    session = onnxruntime.InferenceSession(model)
    said = session.get_modelmeta().custom_metadata_map
    classes, how = json.loads(said["classes"]), json.loads(said["preprocessing"])
    for photo in photos:
        probabilities, *typicality = session.run(None, {"photos": prepared(photo, how)[None]})
        best = probabilities[0].argmax()
        is_neither = bool(typicality) and typicality[0][0] <= float(said["neither_up_to"])
        print(photo, "neither" if is_neither else classes[best], f"{probabilities[0][best]:.3f}", sep="\t")


def prepared(path: str, how: dict[str, Any]) -> np.ndarray:
    """A photo as the network reads it, float32 (3, size, size); of the ways to fit it in, this one knows “crop”."""
    photo = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    size, shorter = how["size"], int(how["size"] / how["crop_fraction"])
    sides = [shorter * side // min(photo.size) for side in photo.size]
    photo = photo.resize(sides, Image.Resampling[how["interpolation"].upper()])
    left, top = round((photo.width - size) / 2), round((photo.height - size) / 2)
    pixels = np.asarray(photo.crop((left, top, left + size, top + size)), np.float32) / 255
    return ((pixels - how["mean"]) / how["std"]).transpose(2, 0, 1).astype(np.float32)


if __name__ == "__main__":
    main(*sys.argv[1:])
