"""Seeded chance: every question has dice of its own, so that one answer does not shift the others."""

from __future__ import annotations

from random import Random


def dice(*about: object) -> Random:
    """The same key gives the same rolls, on every machine."""
    return Random("|".join(map(str, about)))  # noqa: S311 -- a play, no secret
