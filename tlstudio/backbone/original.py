"""A pre-trained network as its weights file has it, kept in memory, so that the next run need not read it again."""

import functools
from collections.abc import Iterable
from pathlib import Path

from torch import fx, nn

from tlstudio.backbone import construction
from tlstudio.backbone.pretrained import Pretrained
from tlstudio.backbone.proof import fingerprint
from tlstudio.backbone.tracing import trace
from tlstudio.backbone.weights import load_body
from tlstudio.foundation.device import one_thread
from tlstudio.foundation.errors import StudioError

_KEPT_AT_MOST = 256 * 1024**2

Version = tuple[int, int, int]


class Original:
    """The body of a network, its classifier taken off, with the weights of a file whose SHA-256 was right.

    `weights_hash` is the SHA-256 (hex) of the whole file. Nothing ever runs through it or changes it: whoever wants to,
    takes a copy.
    """

    def __init__(self, pretrained: Pretrained) -> None:
        body, self.weights_hash = load_body(pretrained)
        self.graph: fx.Graph | None = trace(body)
        self._body = body
        self._copy = construction.copier(body)
        self._seal = fingerprint(body.state_dict())
        self._fingerprints = {frozenset(body.state_dict()): self._seal}

    def body(self) -> nn.Module:
        """A copy with weights of its own."""
        with one_thread():
            return self._copy()

    def fingerprint(self, names: Iterable[str]) -> str:
        """The fingerprint of the weights and buffers of those names as they were loaded.

        StudioError when the ones in memory are not those any more.
        """
        wanted = frozenset(names)
        if wanted not in self._fingerprints:
            state = self._body.state_dict()
            found = fingerprint({name: state[name] for name in wanted})
            if fingerprint(state) != self._seal:
                _kept.cache_clear()
                raise StudioError("Weights changed in this computer's memory since they were loaded. Start again.")
            self._fingerprints[wanted] = found
        return self._fingerprints[wanted]


def original(pretrained: Pretrained) -> Original | None:
    """The network with its weights, from memory when it was the last one loaded and its file is still the same.

    None for one so large that keeping it costs more than it saves. StudioError when the file is missing, was changed,
    or does not hold exactly this network.
    """
    path = pretrained.weights_file()
    if pretrained.bytes > _KEPT_AT_MOST:
        return None
    about = path.stat()
    return _kept(pretrained, path, (about.st_ino, about.st_size, about.st_mtime_ns))


@functools.lru_cache(maxsize=1)
def _kept(pretrained: Pretrained, path: Path, version: Version) -> Original:
    return Original(pretrained)
