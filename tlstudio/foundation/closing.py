"""For what is opened in a `with` block."""

from types import TracebackType
from typing import Self


class Closing:
    """A `with` block around it ends with its `close`."""

    def close(self) -> None:
        """Let go of everything. May be called twice."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
