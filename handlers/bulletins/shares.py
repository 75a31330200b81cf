"""Shares that add up: percentages in tenths whose sum is exactly 100."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
_WHOLE = 1000  # tenths of a percent


def shares(counts: Mapping[K, int]) -> dict[K, str]:
    """Each count's percentage with one decimal: 33.4, 33.3, 33.3. Of nothing, no shares.

    Rounded down first; what is then missing to 100 goes in tenths to the largest remainders (the earlier of
    equal ones), so that no share is more than a tenth off. No count, no share: 0 stays 0.0.
    """
    total = sum(counts.values())
    if not total:
        return {}
    tenths = {key: count * _WHOLE // total for key, count in counts.items()}
    by_remainder = sorted(counts, key=lambda key: -(counts[key] * _WHOLE % total))
    for key in by_remainder[: _WHOLE - sum(tenths.values())]:
        tenths[key] += 1
    return {key: f"{value // 10}.{value % 10}" for key, value in tenths.items()}
