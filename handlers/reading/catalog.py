"""The items of one ledger year, prepared for finding by what is said about them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

from handlers.ledger.items import Item, ItemRef

_RUN = re.compile(r"[一-龥]{2,}|[a-z0-9.]{2,}")
_RARE_SHARE = 0.45
_NOISE = re.compile(r"[\s“”‘’\"'《》<>()（）、，,。；;:：+·-]+")


def grams(words: str) -> Iterator[str]:
    """Pairs of neighbouring characters, and whole words of letters and digits."""
    for run in _RUN.findall(_NOISE.sub("", words.lower())):
        if run[0] >= "一":
            yield from (run[at : at + 2] for at in range(len(run) - 1))
        else:
            yield run


class Catalog:
    """Items by name and by content. Whatever needs all items is worked out once, when first asked for."""

    def __init__(self, items: dict[ItemRef, Item]) -> None:
        self._items = items
        self._grams: dict[ItemRef, frozenset[str]] = {}

    @classmethod
    def of(cls, items: Iterable[Item]) -> Catalog:
        return cls({item.ref: item for item in items})

    def __contains__(self, ref: ItemRef) -> bool:
        return ref in self._items

    def __len__(self) -> int:
        return len(self._items)

    @cached_property
    def numbers(self) -> frozenset[int]:
        return frozenset(ref.no for ref in self._items)

    def item(self, ref: ItemRef) -> Item | None:
        return self._items.get(ref)

    def grams_of(self, ref: ItemRef) -> frozenset[str]:
        found = self._grams.get(ref)
        if found is None:
            item = self._items.get(ref)
            found = self._grams[ref] = frozenset(grams(item.text)) if item else frozenset()
        return found

    @cached_property
    def _postings(self) -> dict[str, list[ItemRef]]:
        index: dict[str, list[ItemRef]] = {}
        for ref in self._items:
            for gram in self.grams_of(ref):
                index.setdefault(gram, []).append(ref)
        return index

    @cached_property
    def _frequency(self) -> Counter[str]:
        return Counter({gram: len(refs) for gram, refs in self._postings.items()})

    def weight(self, gram: str) -> float:
        """How much a pair of characters tells: nothing if every other item has it, most if one has it."""
        count = self._frequency.get(gram, 0)
        return math.log((len(self._items) + 1) / (count + 0.5)) if count else 0.0

    @cached_property
    def _telling(self) -> dict[str, float]:
        shares = ((gram, self.weight(gram) / self.top) for gram in self._frequency)
        return {gram: share for gram, share in shares if share > _RARE_SHARE}

    def telling(self, gram: str) -> float:
        """The weight of a pair in shares of the most telling one; 0 where it tells hardly anything."""
        return self._telling.get(gram, 0.0)

    @cached_property
    def top(self) -> float:
        """The weight of a pair that only one item has."""
        return math.log((len(self._items) + 1) / 1.5) if self._items else 1.0

    def having(self, gram: str) -> list[ItemRef]:
        """The items whose text has the pair."""
        return self._postings.get(gram, [])
