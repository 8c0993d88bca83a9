"""Which modules are layers, and which layer owns which tensor: the identity that rows, freezing and proof share."""

from collections.abc import Iterator

from torch import Tensor, nn

from tlstudio.backbone.heads import HEAD


def is_layer(module: nn.Module) -> bool:
    """Whether the module is one row with nothing below it.

    That is a module without children, or one that owns weights or buffers itself while nothing below it does (timm's
    norm with its activation inside).
    """
    if not any(True for _ in module.children()):
        return True
    return _owns_something(module) and not any(_owns_something(child) for child in _descendants(module))


def does_nothing(module: nn.Module) -> bool:
    """A placeholder that gets no row: an Identity, or a group of nothing else."""
    return isinstance(module, nn.Identity) or (
        type(module) in (nn.Sequential, nn.ModuleList) and all(does_nothing(child) for child in module.children())
    )


def owners(network: nn.Module) -> dict[str, str]:
    """For each parameter and buffer, by its name, the path of the stateful row that owns it.

    A layer owns its tensors, and so does the head, all of which is one row. A parameter that belongs to no layer owns
    itself, and the buffers beside it. What a network uses in two places has two names, and one row: that of the first
    place.
    """
    found: dict[str, str] = {}
    layers: list[str] = []
    for path, module in network.named_modules():
        if layers and path.startswith(f"{layers[-1]}."):
            owner = layers[-1]
        elif path == HEAD or is_layer(module):
            layers.append(path)
            owner = path
        else:
            owner = ""
        found |= {joined(path, name): owner or _own_row(module, path, name) for name, _ in own_tensors(module)}
    return found | {name: found[first] for name, first in _other_names(network)}


def own_tensors(module: nn.Module) -> Iterator[tuple[str, Tensor]]:
    """The parameters and buffers of the module itself, parameters first."""
    yield from module.named_parameters(recurse=False)
    yield from module.named_buffers(recurse=False)


def joined(path: str, name: str) -> str:
    """The name below the path; the network itself has the path ""."""
    return f"{path}.{name}" if path else name


def ancestors(path: str) -> Iterator[str]:
    """The path itself, then each one around it, up to "" (the network)."""
    while path:
        yield path
        path = path.rpartition(".")[0]
    yield ""


def is_dropout(module: nn.Module) -> bool:
    """Whether it drops values or whole branches at random while training."""
    rate = getattr(module, "p", getattr(module, "drop_prob", 0.0))
    random = isinstance(module, nn.modules.dropout._DropoutNd) or type(module).__name__ in (
        "StochasticDepth",
        "DropPath",
    )
    return random and bool(rate)


def _other_names(network: nn.Module) -> Iterator[tuple[str, str]]:
    """Each further name of a parameter or buffer that has several, with its first one."""
    first: dict[int, str] = {}
    named = (network.named_parameters, network.named_buffers)
    for name, tensor in (item for each in named for item in each(remove_duplicate=False)):
        if first.setdefault(id(tensor), name) != name:
            yield name, first[id(tensor)]


def _own_row(module: nn.Module, path: str, name: str) -> str:
    parameters = dict(module.named_parameters(recurse=False))
    return joined(path, name if name in parameters else next(iter(parameters), name))


def _owns_something(module: nn.Module) -> bool:
    return next(own_tensors(module), None) is not None


def _descendants(module: nn.Module) -> Iterator[nn.Module]:
    for child in module.children():
        yield from child.modules()
