"""How many threads torch computes with, changed while it does.

Torch keeps that number for each thread that asks it for something, so that telling it in the window's thread changes
nothing for a run under way: the run's own thread has to tell it.
"""

import sys
import threading

from tlstudio.foundation.cores import working_cores


class Threads:
    """`use` from any thread; `follow` in each thread that computes, again and again."""

    def __init__(self) -> None:
        self._chosen, self._free, self._changes = 0, 0, 0
        self._usual: int | None = None
        self._mine = threading.local()

    def use(self, chosen: int, free: int) -> None:
        """So many, 0 for torch's own choice, but none for the cores that are to be left free."""
        if (chosen, free) != (self._chosen, self._free):
            self._chosen, self._free, self._changes = chosen, free, self._changes + 1

    def follow(self) -> None:
        """Do as was said last; costs nothing when that has been done, or when torch is not loaded yet."""
        torch = sys.modules.get("torch")
        if torch is None or not hasattr(torch, "set_num_threads"):
            return
        self._usual = self._usual or torch.get_num_threads()
        changes = self._changes
        if getattr(self._mine, "followed", 0) == changes:
            return
        torch.set_num_threads(min(self._chosen or self._usual, working_cores(self._free)))
        self._mine.followed = changes


THREADS = Threads()
