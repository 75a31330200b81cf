"""Items of the two annexes that overlap."""

from __future__ import annotations

from enum import StrEnum


class LinkState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
