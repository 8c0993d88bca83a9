"""A pre-trained network with a new head: what is trained, saved and asked."""

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

from tlstudio.backbone import construction
from tlstudio.backbone.catalogue import find
from tlstudio.backbone.freezing import HEAD, checked_map, with_classes
from tlstudio.backbone.layers import ancestors, owners
from tlstudio.backbone.pieces import Piece, split_graph, split_sequence
from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.backbone.pretrained import Pretrained
from tlstudio.backbone.survey import Survey, survey
from tlstudio.backbone.tracing import trace
from tlstudio.backbone.tree import Cut, LayerTree
from tlstudio.backbone.weights import load_weights
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.randomness import seed_for


def load_network(name: str, classes: int, *, seed: int, random_weights: bool = False) -> "Network":
    """The network of that name with its pre-trained weights, or random ones, and a new head; nothing frozen.

    UsageError for an unknown name; StudioError when the weights are missing or were changed.
    """
    pretrained = find(name)
    if random_weights:
        body, digest = construction.build_random(pretrained.build, seed_for(seed, "backbone")), ""
    else:
        body = construction.build_unallocated(pretrained.build)
        digest = load_weights(body, pretrained)
    return _with_head(body, pretrained, classes, seed, digest)


def empty_network(name: str, classes: int) -> "Network":
    """The same network with no meaningful weights, for a caller that loads every one of them."""
    pretrained = find(name)
    body = construction.build_unallocated(pretrained.build)
    construction.allocate(body)
    return _with_head(body, pretrained, classes, 0, "")


def _with_head(body: nn.Module, pretrained: Pretrained, classes: int, seed: int, digest: str) -> "Network":
    _, features = construction.take_off_classifier(body)
    head = construction.new_head(features, classes, seed_for(seed, HEAD))
    return Network(body, head, survey(pretrained), pretrained.preprocessing, digest)


class Network(nn.Module):
    """A body that turns pictures into features, and a head that turns features into one score per class.

    Names in `state_dict` are the paths of the tree's rows: the body's children are this module's own. `weights_hash`
    is the SHA-256 of the weights file, "" for random weights.
    """

    def __init__(
        self, body: nn.Module, head: nn.Linear, surveyed: Survey, preprocessing: Preprocessing, weights_hash: str
    ) -> None:
        super().__init__()
        self.__dict__["_body"] = body  # past nn.Module, which would put "_body." in front of each name
        self._parameters = body._parameters  # the very same dicts: moved and loaded once for both
        self._buffers = body._buffers
        for name, child in body.named_children():
            if name != HEAD:
                self.add_module(name, child)
        self.add_module(HEAD, head)
        self.tree: LayerTree = with_classes(surveyed.tree, head.out_features)
        self.preprocessing = preprocessing
        self.weights_hash = weights_hash
        self.frozen: tuple[str, ...] = ()
        self._sequence = surveyed.sequence
        self._owners = owners(self)
        self._resting: tuple[nn.Module, ...] = ()
        self.freeze(())

    def forward(self, batch: Tensor) -> Tensor:
        """Scores (logits), float32 (photos, classes), for normalised pictures, float32 (photos, 3, size, size)."""
        scores: Tensor = self.get_submodule(HEAD)(self._body(batch))
        return scores

    def freeze(self, frozen: Iterable[str]) -> None:
        """Freeze exactly these rows and train all others; safe to repeat. UsageError for unknown paths."""
        self.frozen = checked_map(self.tree, frozen)
        paths = frozenset(self.frozen)
        for name, parameter in self.named_parameters():
            parameter.requires_grad_(self._owners[name] not in paths)
            if not parameter.requires_grad:
                parameter.grad = None
        self._resting = tuple(self._modules_at_rest(paths))
        self.train(self.training)

    def train(self, mode: bool = True) -> "Network":
        """Training or eval mode, but everything frozen stays in eval mode: norms keep their statistics.

        So does dropout wherever all that has weights beside it (below the nearest module around it) is frozen.
        """
        super().train(mode)
        self._body.training = mode
        for module in self._resting:
            module.training = False
        return self

    def frozen_state(self) -> dict[str, Tensor]:
        """All weights and buffers of the frozen rows, by name."""
        paths = frozenset(self.frozen)
        return {name: tensor for name, tensor in self.state_dict().items() if self._owners[name] in paths}

    def split(self, cut: Cut) -> tuple[nn.Module, nn.Module]:
        """Everything up to the cut, and everything behind it with the head; both share this network's weights.

        The second of the first gives exactly what the network gives. Split after moving to a device.
        """
        if self._sequence:
            front, rest = split_sequence(self._body, self._sequence, cut.node)
            self._check_same(front, rest)
        else:
            graph = trace(self._body)
            assert graph is not None, "traced when the tree was made"
            front, rest = split_graph(self._body, graph, cut.node)
        return Piece(front), Piece(nn.Sequential(rest, self.get_submodule(HEAD)))

    def _check_same(self, front: nn.Module, rest: nn.Module) -> None:
        """A network that was not traced might use the same values a second time: compare instead of hoping."""
        batch = torch.rand(1, 3, self.preprocessing.size, self.preprocessing.size, generator=torch.Generator())
        batch = batch.to(next(self.parameters()).device)
        with torch.no_grad():
            self._body.eval()
            same = torch.equal(rest(front(batch)), self._body(batch))
        self.train(self.training)
        if not same:
            raise StudioError(f"{self.tree.backbone} cannot be cut here: start training further in front.")

    def _modules_at_rest(self, frozen: frozenset[str]) -> Iterable[nn.Module]:
        stateful = set(self._owners.values())
        with_state = {around for path in stateful for around in ancestors(path)}
        trained = {around for path in stateful - frozen for around in ancestors(path)}
        for path, module in self.named_modules():
            if path and next(around for around in ancestors(path) if around in with_state) not in trained:
                yield module

    @property
    def _body(self) -> Any:
        return self.__dict__["_body"]
