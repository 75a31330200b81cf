"""A line to copy that came back as it was: 完成情况：… tells nothing, and nothing of it is written."""

from __future__ import annotations

import re

from handlers.ledger.items import ItemRef
from handlers.reading.mentions import find_mentions
from handlers.reading.normalise import Text

_BLANK = re.compile(
    r"(?:完成情况|落实情况|第?[一二三四1-4]季度) ?: ?"
    r"(?:…+|\.{2,}|。{2,}|—+|-{2,}|_{2,})[ \t]*(?=[;；,，。\n]|$)"
)


def blanks_in(words: str) -> tuple[ItemRef, ...] | None:
    """The items whose line still has a placeholder where the work or a quarter's goal should stand.

    None where there is none; () where it stands without an item.
    """
    norm = Text.of(words).norm
    lines = {norm.rfind("\n", 0, found.start()) + 1 for found in _BLANK.finditer(norm)}
    if not lines:
        return None
    items: dict[ItemRef, None] = {}
    for start in sorted(lines):
        end = norm.find("\n", start)
        for mention in find_mentions(norm[start : end if end >= 0 else len(norm)]):
            items |= {ItemRef(kind, number): None for kind, number in mention.numbers if kind is not None}
    return tuple(items)
