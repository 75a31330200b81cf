"""Which column of a sheet is which field of the form, told by the words of its heading, in any order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

ITEM = "item"  # the key of the field that names the item
_ITEM_NAME = re.compile(r"\s*(?:任务|实事)\s*\d{1,3}\s*")
_LOOKED_THROUGH = 20  # filled rows in which the headings must stand; titles come before them


@dataclass(frozen=True, slots=True)
class Field:
    """`exact` are whole headings, the likeliest first; `within` words that any heading of the field has.

    `name` is how messages call it; `needed`: without such a column it is no such sheet.
    """

    key: str
    name: str
    exact: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Headings:
    """The columns by field, the rows above them and how many rows they take; `unread` are other columns."""

    columns: dict[str, int]
    above: tuple[str, ...]
    first: int  # index of the first row of content among the filled rows
    unread: tuple[str, ...]
    twice: tuple[str, ...] = ()


def find_headings(rows: Sequence[tuple[int, list[str]]], fields: Sequence[Field]) -> Headings | None:
    """The first row (or pair of rows, as annex 3 has it) with all needed fields; None where there is none."""
    lines = [cells for _, cells in rows[: _LOOKED_THROUGH + 1]]
    alone = ((at, 1, cells) for at, cells in enumerate(lines[:_LOOKED_THROUGH]))
    pairs = ((at, 2, _joined(*pair)) for at, pair in enumerate(pairwise(lines)))
    for at, height, titles in (*alone, *pairs):
        columns, twice, unread = _columns(titles, fields)
        if all(field.key in columns for field in fields if field.needed):
            above = tuple(" ".join(filter(None, cells)) for cells in lines[:at])
            columns, unread = _with_items(columns, titles, unread, fields, rows[at + height :])
            return Headings(columns, above, at + height, unread, twice)
    return None


def _with_items(
    columns: dict[str, int],
    titles: Sequence[str],
    unread: tuple[str, ...],
    fields: Sequence[Field],
    content: Sequence[tuple[int, list[str]]],
) -> tuple[dict[str, int], tuple[str, ...]]:
    """序号 and 事项 are both headings of the item: where both are there, the one that holds 任务42 is it.

    Our own table has 任务42 under 序号 and the title under 事项; others number the lines under 序号.
    """
    if ITEM not in columns or not content or _names_item(content[0][1], columns[ITEM]):
        return columns, unread
    field = next(field for field in fields if field.key == ITEM)
    for column, cell in enumerate(titles):
        if plain(cell) in field.exact and _names_item(content[0][1], column):
            left = plain(titles[columns[ITEM]])
            others = tuple(one for one in unread if one != plain(cell))
            return {**columns, ITEM: column}, (*others, left)
    return columns, unread


def _names_item(cells: Sequence[str], column: int) -> bool:
    return column < len(cells) and bool(_ITEM_NAME.fullmatch(cells[column]))


def missing(rows: Sequence[tuple[int, list[str]]], fields: Sequence[Field]) -> tuple[str, ...]:
    """The needed fields that the likeliest row of headings has not."""
    needed = [field for field in fields if field.needed]
    best: tuple[str, ...] = tuple(field.name for field in needed)
    for _, cells in rows[:_LOOKED_THROUGH]:
        columns, _, _ = _columns(cells, fields)
        lacking = tuple(field.name for field in needed if field.key not in columns)
        best = min(best, lacking, key=len)
    return best


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Headings in two rows: 季度目标及推进计划 over 一季度 二季度 …; the lower one tells more."""
    width = max(len(upper), len(lower))
    pairs = zip(_padded(upper, width), _padded(lower, width), strict=True)
    return [below if below.strip() else over for over, below in pairs]


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _columns(
    titles: Iterable[str], fields: Sequence[Field]
) -> tuple[dict[str, int], tuple[str, ...], tuple[str, ...]]:
    """The best column of each field, the names of fields that two equally good columns claim, the rest."""
    claims: dict[str, list[tuple[int, int, str]]] = {}
    unread: list[str] = []
    for column, cell in enumerate(titles):
        title = plain(cell)
        claim = _claim(title, fields)
        if claim is not None:
            claims.setdefault(claim[0], []).append((claim[1], column, title))
        elif title:
            unread.append(title)
    names = {field.key: field.name for field in fields}
    columns: dict[str, int] = {}
    twice: list[str] = []
    for key, found in claims.items():
        best, *others = sorted(found)
        columns[key] = best[1]
        twice += [names[key]] if any(other[0] == best[0] for other in others) else []
        unread += [title for rank, _, title in others if rank != best[0]]
    return columns, tuple(twice), tuple(unread)


def _claim(title: str, fields: Sequence[Field]) -> tuple[str, int] | None:
    """The field that a heading means and how surely (0 is best)."""
    if not title:
        return None
    for field in fields:
        if title in field.exact:
            return field.key, field.exact.index(title)
    for field in fields:
        if any(word in title for word in field.within):
            return field.key, len(field.exact)
    return None


def plain(cell: str) -> str:
    """A heading without blanks, signs and widths: 主 要\n负责人 is 主要负责人."""
    return re.sub(r"[\s:*·.、]+", "", unicodedata.normalize("NFKC", cell))
