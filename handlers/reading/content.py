"""Which items fit what is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from handlers.ledger.items import ItemRef
from handlers.reading.catalog import Catalog, grams

_ENOUGH = (
    2.0  # in weights of a pair that only one item has: two telling pairs, i.e. a word of three characters
)
_NEAR = 0.6  # a runner-up with this share of the best score fits as well
_COMMON = 40  # pairs that so many items have are left out of a search over all
_LONG_ENOUGH = 2000


def scores(words: str, among: Iterable[ItemRef], catalog: Catalog) -> dict[ItemRef, float]:
    """How far each of the items fits, in weights of the most telling pair; 0 is left out."""
    wanted = frozenset(among)
    found: dict[ItemRef, float] = {}
    for gram in dict.fromkeys(grams(words[:_LONG_ENOUGH])):
        if weight := catalog.telling(gram):
            for ref in catalog.having(gram):
                if ref in wanted:
                    found[ref] = found.get(ref, 0.0) + weight
    return found


def has_some_of(words: str, ref: ItemRef, catalog: Catalog) -> bool:
    """Whether the words have a telling pair of the item."""
    own = catalog.grams_of(ref)
    return any(gram in own and catalog.telling(gram) for gram in grams(words[:_LONG_ENOUGH]))


def separate_words(words: str, ref: ItemRef, catalog: Catalog) -> int:
    """How many telling pairs of the item the words have that do not overlap: 公厕改 has one, 小岭山体 two."""
    own = catalog.grams_of(ref)
    count = at = 0
    while at < len(words) - 1:
        pair = words[at : at + 2]
        telling = pair in own and catalog.telling(pair) > 0
        count += telling
        at += 2 if telling else 1
    return count


def scores_over_all(words: str, catalog: Catalog) -> dict[ItemRef, float]:
    """The same over the whole catalogue, by way of the pairs that few items have."""
    found: dict[ItemRef, float] = defaultdict(float)
    for gram in set(grams(words[:_LONG_ENOUGH])):
        holders = catalog.having(gram)
        weight = catalog.telling(gram)
        if weight and len(holders) <= _COMMON:
            for ref in holders:
                found[ref] += weight
    return dict(found)


def fitting(found: dict[ItemRef, float], enough: float = _ENOUGH, near: float = _NEAR) -> tuple[ItemRef, ...]:
    """The items that fit: the best one and whatever comes near it; empty if none says enough."""
    if not found:
        return ()
    best = max(found.values())
    if best < enough:
        return ()
    fit = [ref for ref, score in found.items() if score >= best * near]
    return tuple(sorted(fit, key=lambda ref: ref.sort_key))
