"""Words in tables, made into patterns."""

from __future__ import annotations

import re

_TABLE = re.compile("〈([^〈〉]*)〉")


def any_of(words: str) -> str:
    """One of the words, which are parted by blanks; the longest first, so that none hides another."""
    return "(?:" + "|".join(sorted(set(words.split()), key=lambda word: (-len(word), word))) + ")"


def _one_of(found: re.Match[str]) -> str:
    return f"(?:{'|'.join(found[1].split())})"


def pattern(*ways: str) -> re.Pattern[str]:
    """Any of several ways to say something. Within a way, 〈a b c〉 is one of a, b and c, tried in this order."""
    joined = "|".join(ways)
    while _TABLE.search(joined):
        joined = _TABLE.sub(_one_of, joined)
    return re.compile(joined)
