"""Writes `tlstudio/backbone/timm_networks.json`: what the catalogue says about timm's networks. Run by hand after timm
was brought up to date: `python -W ignore packaging/timm_networks.py`.

One line per set of weights that classifies ImageNet's 1000 classes, the one that timm prefers first. All is as timm
says it, but the number of parameters and of bytes, which are counted on the network built without memory. An
architecture that the studio cannot put a new head on is left out, with the reason on standard error.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import timm
import torch
from timm.models import PretrainedCfg, get_pretrained_cfg, is_model_in_modules, list_modules
from torch import nn

from tlstudio.backbone.construction import build_unallocated, take_off_classifier

_FILE = Path(__file__).resolve().parents[1] / "tlstudio" / "backbone" / "timm_networks.json"
_FITS = {"center": "crop", "squash": "stretch", "border": "pad"}
_CLASSES = 1000


def main() -> None:
    """Write the file, a network a line."""
    by_architecture: dict[str, list[str]] = {}
    for name in timm.list_pretrained():
        if _is_wanted(get_pretrained_cfg(name)):
            by_architecture.setdefault(name.partition(".")[0], []).append(name)
    lines = [line for architecture, names in by_architecture.items() for line in _lines(architecture, names)]
    text = ",\n".join(json.dumps(line, separators=(",", ":")) for line in lines)
    _FILE.write_text(f"[\n{text}\n]\n", encoding="utf-8")
    print(f"{len(lines)} sets of weights of {len(by_architecture)} architectures, timm {timm.__version__}")


def _is_wanted(config: Any) -> bool:
    return (
        config.num_classes == _CLASSES
        and not config.label_offset
        and config.input_size[0] == 3
        and config.input_size[1] == config.input_size[2]
        and config.crop_mode in _FITS
        and (config.hf_hub_id or "").count("/") == 1
        and not config.hf_hub_filename
    )


def _lines(architecture: str, names: list[str]) -> Iterator[dict[str, Any]]:
    preferred = timm.models._registry._model_with_tags[architecture]
    for name in sorted(names, key=preferred.index):
        try:
            parameters, size = _counted(name)
        except Exception as error:  # of a network's own code, which may raise anything
            print(f"{name}: {type(error).__name__} {str(error)[:200]}", file=sys.stderr, flush=True)
            continue
        yield _line(name, parameters, size)


def _counted(name: str) -> tuple[int, int]:
    """Parameters, and bytes of all tensors, of a network that a new head fits on."""
    network = build_unallocated(lambda: timm.create_model(name, pretrained=False)).to("meta")
    parameters = sum(parameter.numel() for parameter in network.parameters())
    size = sum(tensor.numel() * tensor.element_size() for tensor in network.state_dict().values())
    _, features = take_off_classifier(network)
    _check(network, features, _config(name).input_size)
    return parameters, size


def _config(name: str) -> PretrainedCfg:
    found = get_pretrained_cfg(name)
    if found is None:
        raise ValueError("has no description of its weights")
    return found


def _check(network: nn.Module, features: int, shape: tuple[int, ...]) -> None:
    with torch.no_grad():
        given = network(torch.zeros(2, *shape, device="meta"))
    if not isinstance(given, torch.Tensor) or given.shape != (2, features):
        raise ValueError(f"gives {getattr(given, 'shape', type(given))} where {features} values were expected")


def _line(name: str, parameters: int, size: int) -> dict[str, Any]:
    config = _config(name)
    architecture = name.partition(".")[0]
    return {
        "name": name,
        "family": next(module for module in list_modules() if is_model_in_modules(architecture, [module])),
        "repository": config.hf_hub_id,
        "licence": config.license or "unknown",
        "parameters": parameters,
        "bytes": size,
        "size": config.input_size[1],
        "crop": config.crop_pct,
        "interpolation": config.interpolation,
        "fit": _FITS[config.crop_mode],
        "mean": config.mean,
        "std": config.std,
    }


if __name__ == "__main__":
    main()
