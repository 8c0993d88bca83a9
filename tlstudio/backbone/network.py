"""A pre-trained network with a new head: what is trained, saved and asked."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import torch
from torch import Tensor, fx, nn

from tlstudio.backbone import construction
from tlstudio.backbone.catalogue import find
from tlstudio.backbone.cutting import CutBody, averaged
from tlstudio.backbone.freezing import checked_map
from tlstudio.backbone.heads import HEAD, with_classes, with_head
from tlstudio.backbone.layers import ancestors, owners
from tlstudio.backbone.original import Original, original
from tlstudio.backbone.pieces import Piece, graph_at, graph_between, graph_state, sequence_between
from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.backbone.pretrained import Pretrained
from tlstudio.backbone.proof import fingerprint
from tlstudio.backbone.survey import Survey, survey
from tlstudio.backbone.tracing import find_points, trace
from tlstudio.backbone.tree import LINEAR, Cut, HeadDesign, LayerTree
from tlstudio.backbone.weights import load_body
from tlstudio.foundation.errors import StudioError
from tlstudio.foundation.randomness import seed_for


def load_network(
    name: str, classes: int, *, seed: int, random_weights: bool = False, design: HeadDesign = LINEAR
) -> "Network":
    """The network of that name with its pre-trained weights, or random ones, and a new head; nothing frozen.

    `name` may be the path of a `.tlmodel`: then its body is the start. UsageError for an unknown name or a cut that
    cannot be; StudioError when the weights are missing or were changed.
    """
    pretrained = find(name)
    surveyed = _survey(pretrained, classes, design)
    if random_weights:
        body = construction.build_random(pretrained.build, seed_for(seed, "backbone"))
        construction.take_off_classifier(body)
        return _with_head(body, surveyed, pretrained, seed, "")
    loaded = original(pretrained)
    if loaded:
        return _with_head(loaded.body(), surveyed, pretrained, seed, loaded.weights_hash, loaded)
    body, digest = load_body(pretrained)
    return _with_head(body, surveyed, pretrained, seed, digest)


def empty_network(name: str, classes: int, design: HeadDesign = LINEAR) -> "Network":
    """The same network with no meaningful weights, for a caller that loads every one of them."""
    pretrained = find(name)
    surveyed = _survey(pretrained, classes, design)
    body = construction.build_unallocated(pretrained.build)
    construction.take_off_classifier(body)
    with construction.WithoutRandomNumbers():
        return _with_head(body, surveyed, pretrained, 0, "")


def _survey(pretrained: Pretrained, classes: int, design: HeadDesign) -> Survey:
    """What the network will be with a head of that design."""
    found = survey(pretrained)
    return Survey(with_classes(with_head(found.tree, design), classes), found.sequence)


def _with_head(
    body: nn.Module,
    surveyed: Survey,
    pretrained: Pretrained,
    seed: int,
    digest: str,
    loaded: Original | None = None,
) -> "Network":
    tree = surveyed.tree
    if tree.head.cut:
        graph = loaded.graph if loaded else trace(body)
        assert graph, "a network that cannot be traced has no cut"
        body = CutBody(body, graph, tree)
    (classes,) = tree.rows[-1].output
    head = construction.designed_head(tree.head, tree.features, classes, seed_for(seed, HEAD))
    return Network(body, head, surveyed, pretrained.preprocessing, digest, loaded)


class Network(nn.Module):
    """A body that turns pictures into features, and a head that turns features into one score per class.

    Names in `state_dict` are the paths of the tree's rows: the body's children are this module's own. `weights_hash`
    is the SHA-256 of the weights file, or of a model's weights, "" for random ones.
    """

    def __init__(
        self,
        body: nn.Module,
        head: nn.Module,
        surveyed: Survey,
        preprocessing: Preprocessing,
        weights_hash: str,
        loaded: Original | None = None,
    ) -> None:
        super().__init__()
        self.__dict__["_body"] = body  # past nn.Module, which would put "_body." in front of each name
        self._parameters = body._parameters  # the very same dicts: moved and loaded once for both
        self._buffers = body._buffers
        for name, child in body.named_children():
            if name != HEAD:
                self.add_module(name, child)
        self.add_module(HEAD, head)
        self.tree: LayerTree = surveyed.tree
        self.preprocessing = preprocessing
        self.weights_hash = weights_hash
        self.frozen: tuple[str, ...] = ()
        self._sequence = surveyed.sequence
        self._loaded = loaded
        self._traced = body.graph if isinstance(body, CutBody) else loaded.graph if loaded else None
        self._owners = owners(self)
        self._resting: tuple[nn.Module, ...] = ()
        self.freeze(())

    def forward(self, batch: Tensor) -> Tensor:
        """Scores (logits), float32 (photos, classes), for normalised pictures, float32 (photos, 3, size, size)."""
        scores: Tensor = self.get_submodule(HEAD)(self.read_by_head(batch))
        return scores

    def read_by_head(self, batch: Tensor) -> Tensor:
        """What the head reads of such pictures."""
        read: Tensor = self._body(batch)
        return read

    def in_front_of_head(self, cut: Cut | None) -> nn.Module:
        """The part from the cut (None: the photos) to what the head reads; it shares this network's weights."""
        return self.between(cut, None).get_submodule("layers.0")

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

    @property
    def owners(self) -> Mapping[str, str]:
        """For each parameter and buffer, by its name, the path of the row that owns it."""
        return self._owners

    def frozen_state(self, frozen: Iterable[str] | None = None) -> dict[str, Tensor]:
        """All weights and buffers of the frozen rows, by name; or of these rows."""
        paths = frozenset(self.frozen if frozen is None else frozen)
        return {name: tensor for name, tensor in self.state_dict().items() if self._owners[name] in paths}

    def fingerprint(self, tensors: Mapping[str, Tensor]) -> str:
        """The fingerprint of some of this network's tensors, without hashing any that are still as they were loaded.

        torch counts the changes of each tensor, by whatever view of it.
        """
        if self._loaded and not any(tensor._version for tensor in tensors.values()):
            return self._loaded.fingerprint(tensors)
        return fingerprint(tensors)

    def split(self, cut: Cut) -> tuple[nn.Module, nn.Module]:
        """Everything up to the cut, and everything behind it with the head; both share this network's weights.

        The second of the first gives exactly what the network gives. Split after moving to a device.
        """
        return self.between(None, cut), self.between(cut, None)

    def between(self, start: Cut | None, end: Cut | None) -> nn.Module:
        """The part from `start` (None: the photos) to `end` (None: the scores); it shares this network's weights.

        It gives exactly what the network has there. Take parts out after moving to a device.
        """
        names = (start.point if start else None), (end.point if end else None)
        part: nn.Module
        if start and start.is_means:
            part = nn.Identity()  # nothing stands between the means and the head
        elif self._sequence:
            self._check_sequence(names)
            part = sequence_between(self._body, self._sequence, *names)
        else:
            part = graph_between(self._body, self._graph(), *names)
        if end is None:
            part = nn.Sequential(part, self.get_submodule(HEAD))
        return Piece(part, averaged if end and end.is_means else None)

    def at_cuts(self) -> nn.Module | None:
        """A module that gives what passes each cut, as a tuple, front first; None when the network was not traced.

        The means in front of the head of a cut network are not among them.
        """
        if self._sequence:
            return None
        return graph_at(self._body, self._graph(), [cut.node for cut in self.tree.cuts if not cut.is_means])

    def points(self, batch: Tensor) -> tuple[Cut, ...]:
        """All points where one tensor passes, front first, with the shapes that they have for such pictures.

        The tree's cuts are fewer: of several behind the same rows the last, where maps may have been averaged already,
        and none that a dropout makes useless for training.
        """
        if self._sequence:
            return self.tree.cuts
        order = [row.path for row in self.tree.rows if row.path != HEAD]
        return find_points(self._body, self._graph(), batch, order)

    def front_state(self, cut: Cut) -> dict[str, Tensor]:
        """All weights and buffers, by name, that decide what passes the cut."""
        if self._sequence:
            front = self._sequence[: self._sequence.index(cut.node) + 1]
            return {name: tensor for name, tensor in self._tensors() if any(_is_below(name, path) for path in front)}
        names = graph_state(self._body, self._graph(), cut.point)
        return {name: tensor for name, tensor in self._tensors() if name in names}

    def _tensors(self) -> Iterator[tuple[str, Tensor]]:
        yield from self.named_parameters()
        yield from self.named_buffers()

    def _graph(self) -> fx.Graph:
        self._traced = self._traced or trace(self._body)
        assert self._traced is not None, "traced when the tree was made"
        return self._traced

    def _check_sequence(self, names: Iterable[str | None]) -> None:
        """A network that was not traced might use the same values a second time: compare instead of hoping."""
        batch = torch.rand(1, 3, self.preprocessing.size, self.preprocessing.size, generator=torch.Generator())
        batch = batch.to(next(self.parameters()).device)
        for name in filter(None, names):
            front = sequence_between(self._body, self._sequence, None, name)
            rest = sequence_between(self._body, self._sequence, name, None)
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


def _is_below(name: str, path: str) -> bool:
    return name.startswith(f"{path}.")
