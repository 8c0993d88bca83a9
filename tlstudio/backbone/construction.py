"""Building a network without spending time on random numbers that are overwritten, and taking its classifier off."""

import copy
import functools
import types
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from tlstudio.backbone.heads import HEAD
from tlstudio.backbone.layers import does_nothing
from tlstudio.backbone.tree import HeadDesign

BEFORE_HEAD = "before_head"
_HELPERS = ("aux1", "aux2", "AuxLogits")
_RANDOM = (
    nn.init.uniform_, nn.init.normal_, nn.init.kaiming_uniform_, nn.init.orthogonal_,
    torch.Tensor.uniform_, torch.Tensor.normal_,
)  # fmt: skip
_NEW_RANDOM = (torch.rand, torch.randn)


class WithoutRandomNumbers(TorchFunctionMode):
    """No random number is drawn, and nothing is computed in place from those that would have been.

    What a network computes while it is built, and does not keep in its weights file, is as it should be: widths of
    RegNet, masks and tables of positions of Swin. Memory that is never written to costs nothing.

    Only where numbers are drawn until all are within limits (truncated normal ones) is the mean written instead:
    whatever lay in memory might never be within them.
    """

    def __init__(self) -> None:
        super().__init__()
        self._unwritten: dict[int, Tensor] = {}  # kept, so that nothing else comes to lie in the same place

    def __torch_function__(
        self, func: Callable[..., Any], types: Iterable[type], args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        options = dict(kwargs or {})
        if func in _NEW_RANDOM:
            return torch.empty(*args, **options)
        name = getattr(func, "__name__", "")
        if func not in _RANDOM and not (name.endswith("_") and not name.endswith("__")):
            return func(*args, **options)
        target = args[0] if args else options["tensor"]
        if func in _RANDOM:
            self._unwritten[target.data_ptr()] = target
        if func is torch.Tensor.normal_:
            target.fill_(args[1] if len(args) > 1 else options.get("mean", 0.0))
        return target if target.data_ptr() in self._unwritten else func(*args, **options)


def build_unallocated(build: Callable[[], nn.Module]) -> nn.Module:
    """The network, in eval mode, with whatever lay in memory for weights: for a caller that loads every one of them."""
    with WithoutRandomNumbers():
        return build().eval()


def copier(network: nn.Module) -> Callable[[], nn.Module]:
    """What makes copies of the network, each with parameters and buffers of its own."""
    if all(_holds_nothing_more(module) for module in network.modules()):
        return lambda: _copied(network, {})  # several times faster
    return lambda: copy.deepcopy(network)


def build_random(build: Callable[[], nn.Module], seed: int) -> nn.Module:
    """The network with its own library's random weights, always the same for a seed; global randomness is untouched."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        return build()


def take_off_classifier(network: nn.Module) -> tuple[str, int]:
    """Make the network return the values that its classifier read, and drop auxiliary classifiers, in place.

    Returns the classifier's path and the number of values. The classifier is the one that the network itself names, or
    the last layer with 1000 outputs (a Linear, or SqueezeNet's 1×1 convolution, whose pooling then works on what it
    read). Dropout stops working in place: what comes in front of it may be kept and used again. Layers that are left
    in a group called `head` are registered as `before_head`, as that name is the new head's.
    """
    for helper in _HELPERS:
        if hasattr(network, helper):
            setattr(network, helper, None)
            network.aux_logits = False  # type: ignore[assignment]
    for module in network.modules():
        if isinstance(module, nn.modules.dropout._DropoutNd):
            module.inplace = False
    path, *others = classifiers(network)
    features = _inputs(network.get_submodule(path))
    for name in (path, *others):
        network.set_submodule(name, nn.Identity())
    _make_way(network)
    return path, features


def classifiers(network: nn.Module) -> list[str]:
    """The paths of the layers that give the classes; timm's networks name theirs, and some average two."""
    named = getattr(network, "pretrained_cfg", {}).get("classifier") or ()
    paths = [named] if isinstance(named, str) else list(named)
    return paths or [path for path, module in network.named_modules() if _outputs(module) == 1000][-1:]


def _make_way(network: nn.Module) -> None:
    """Register the child `head` as `before_head`, where anything of it is left; the network's code still finds it."""
    child = network._modules.get(HEAD)
    if child is None or does_nothing(child):
        return
    network._modules = {BEFORE_HEAD if name == HEAD else name: module for name, module in network._modules.items()}
    network.__dict__[HEAD] = child  # past nn.Module, which would register it a second time


def new_head(features: int, classes: int, seed: int) -> nn.Linear:
    """A linear layer with torch's usual random weights, always the same for a seed, and no bias yet."""
    return _new_linear(features, classes, torch.Generator().manual_seed(seed))


def designed_head(design: HeadDesign, features: int, classes: int, seed: int) -> nn.Module:
    """A head of that design, with weights as in `new_head`.

    Behind each hidden layer stand a ReLU and a dropout; without hidden layers the dropout works on the features.
    """
    if design.is_linear:
        return new_head(features, classes, seed)
    random = torch.Generator().manual_seed(seed)
    layers: list[nn.Module] = [] if design.hidden else [nn.Dropout(design.dropout)]
    for units in design.hidden:
        layers += [_new_linear(features, units, random), nn.ReLU(), nn.Dropout(design.dropout)]
        features = units
    return nn.Sequential(*layers, _new_linear(features, classes, random))


def _new_linear(features: int, outputs: int, random: torch.Generator) -> nn.Linear:
    layer = nn.Linear(features, outputs, device="meta").to_empty(device="cpu")
    bound = features**-0.5
    with torch.no_grad():
        layer.weight.uniform_(-bound, bound, generator=random)
        layer.bias.zero_()
    return layer


def _copied(module: nn.Module, done: dict[int, Any]) -> nn.Module:
    """A copy of a module and all below it; what stands in two places stands in two places again."""
    if id(module) in done:
        return done[id(module)]  # type: ignore[no-any-return]
    twin = done[id(module)] = module.__new__(type(module))
    for name, value in module.__dict__.items():
        twin.__dict__[name] = value.copy() if isinstance(value, (dict, set, list)) else value
    for name, tensor in (*module._parameters.items(), *module._buffers.items()):
        if tensor is not None and id(tensor) not in done:
            own = tensor.detach().clone()
            done[id(tensor)] = nn.Parameter(own, tensor.requires_grad) if isinstance(tensor, nn.Parameter) else own
        place = twin._parameters if name in module._parameters else twin._buffers
        place[name] = done.get(id(tensor))
    for name, child in module._modules.items():
        twin._modules[name] = None if child is None else _copied(child, done)
    return twin


def _holds_nothing_more(module: nn.Module) -> bool:
    """Whether a module's tensors and the modules in it are all where torch keeps its list of them."""
    listed = ("_parameters", "_buffers", "_modules")
    return all(_is_plain(value) for name, value in module.__dict__.items() if name not in listed)


def _is_plain(value: object) -> bool:
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    if isinstance(value, list | tuple | set | frozenset):
        return all(map(_is_plain, value))
    if isinstance(value, functools.partial):
        return _is_plain((value.func, value.args, value.keywords))
    return not isinstance(value, nn.Module | torch.Tensor | types.MethodType)


def _outputs(module: nn.Module) -> int | None:
    if isinstance(module, nn.Linear):
        return module.out_features
    return module.out_channels if isinstance(module, nn.Conv2d) else None


def _inputs(module: nn.Module) -> int:
    if isinstance(module, nn.Linear):
        return module.in_features
    assert isinstance(module, nn.Conv2d)
    return module.in_channels
