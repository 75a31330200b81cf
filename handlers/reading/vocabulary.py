"""Words in tables, made into patterns."""

from __future__ import annotations


def any_of(words: str) -> str:
    """One of the words, which are parted by blanks; the longest first, so that none hides another."""
    return "(?:" + "|".join(sorted(set(words.split()), key=len, reverse=True)) + ")"
