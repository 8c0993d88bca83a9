"""Which things are linked with each other, directly or by way of others."""

from typing import Any, Generic, TypeVar

Item = TypeVar("Item", bound=Any)


class Links(Generic[Item]):
    """Sets of things that are joined two by two; the lowest of a set leads it."""

    def __init__(self) -> None:
        self._above: dict[Item, Item] = {}

    def leader(self, item: Item) -> Item:
        """The lowest of those that are linked with an item; itself while there is none."""
        while (above := self._above.get(item, item)) != item:
            self._above[item] = item = self._above.get(above, above)
        return item

    def join(self, one: Item, other: Item) -> None:
        """Link two, and all that are linked with either."""
        low, high = sorted((self.leader(one), self.leader(other)))
        if low != high:
            self._above[high] = low
