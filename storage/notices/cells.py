"""One row of a table whose lines are lost: where its text ends, who leads it and which units answer for it.

The order is that of the columns: [category] text, leaders, units, deadline. A row counts as whole where
nothing but unit names stands between the leaders (or, without them, the end of the text) and the next number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from storage.notices.people import ends_sentence, leader_at, names_at_end
from storage.notices.stream import LINE, NONE, Stream
from storage.notices.units import UnitList, ends_list, is_complete, split_units

_SENTENCE = re.compile(r"[。！？；：]")
DEADLINE = re.compile(
    r"(?:20\d{2}年?(?:[.\-/]?\d{1,2}月?(?:[.\-/]?\d{1,2}日?)?)?|\d{1,2}月(?:\d{1,2}日)?|全年|年)(?:底|末|中)?(?:之?前)?"
    r"|长期(?:坚持|任务)?|持续推进|常态化|[一二三四1-4]季度|第[一二三四]季度|上半年|下半年"
)


@dataclass(frozen=True, slots=True)
class Columns:
    """What the head of a table promises; `known` where a head was found."""

    known: bool = False
    category: bool = False
    leaders: bool = False
    lead_units: bool = False
    two_unit_columns: bool = False
    deadline: bool = False
    leaders_last: bool = False
    bold_leads: bool = False
    livelihood: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True)
class Cells:
    """A row cut into its cells; `body` is category and text, still with its breaks."""

    body: Stream
    leaders: tuple[str, ...]
    units: UnitList
    deadline: str | None = None
    doubtful: bool = False


def guess_row(row: Stream, names: frozenset[str]) -> Cells | None:
    """The cells as well as they can be told where no rule fits, so that the row is not lost."""
    for at in range(1, len(row)):
        if row.gap(at) != NONE or ends_sentence(row, at):
            leaders, end = _leaders(row, at, names)
            if leaders and end < len(row):
                units = split_units(row.part(end, len(row)))
                return Cells(row.part(0, at), leaders, units, doubtful=True)
    last = max((at + 1 for at, char in enumerate(row.chars[:-1]) if char in "。！？；"), default=len(row))
    cells = Cells(row.part(0, last), (), split_units(row.part(last, len(row))), doubtful=True)
    return cells if _is_text(cells.body) else None


def cut_row(row: Stream, names: frozenset[str], columns: Columns) -> Cells | None:
    """The cells of what stands between two numbers, or None where that is no row."""
    task, deadline = _without_deadline(row, columns)
    if task is None:
        return None
    if not columns.leaders_last and not ends_list(task.chars):
        return None
    if columns.leaders_last:
        return _leaders_last(task, deadline)
    cells = _by_leaders(task, names) if names else None
    if cells is None and not (columns.leaders and names):
        cells = _by_units(task)
    if cells is None or not _is_text(cells.body):
        return None
    return Cells(cells.body, cells.leaders, cells.units, deadline)


def _is_text(body: Stream) -> bool:
    return sum("\u4e00" <= char <= "\u9fff" for char in body.chars) >= 4


def _without_deadline(row: Stream, columns: Columns) -> tuple[Stream | None, str | None]:
    """The row up to its deadline (what follows is progress and not the task's), and the deadline."""
    if not columns.deadline:
        return row, None
    for start in range(1, len(row)):
        if row.gap(start) == NONE:
            continue
        found = DEADLINE.match(row.chars, start)
        if found and row.gap(found.end()) != NONE:
            return _drop_strays(row.part(0, start)), found[0]
    return None, None


def _drop_strays(row: Stream) -> Stream:
    """Without lone figures at the end, as web tables have them."""
    end = len(row)
    while True:
        start = next((at for at in range(end - 1, 0, -1) if row.gap(at) != NONE), 0)
        if start and row.gap(start) == LINE and row.chars[start:end].isdecimal():
            end = start
        else:
            return row.part(0, end)


def _by_leaders(row: Stream, names: frozenset[str]) -> Cells | None:
    """The text ends where leaders begin and nothing but units follows them."""
    for at in range(1, len(row)):
        after_sentence = ends_sentence(row, at)
        if not after_sentence and row.gap(at) == NONE:
            continue
        leaders, end = _leaders(row, at, names)
        if not leaders:
            continue
        units = _pure_units(row.part(end, len(row)))
        if units:
            return Cells(row.part(0, at), leaders, units)
        if after_sentence:
            return None
    return None


def _leaders(row: Stream, at: int, names: frozenset[str]) -> tuple[tuple[str, ...], int]:
    """The leaders from `at` on and where they end."""
    found: list[str] = []
    while at < len(row):
        end = leader_at(row, at, names)
        if end == at:
            break
        found.append(row.chars[at:end])
        at = end
        while at < len(row) and row.chars[at] in "、，,":
            at += 1
    return tuple(found), at


def _leaders_last(row: Stream, deadline: str | None) -> Cells | None:
    """Text, units, leaders: the other order of columns."""
    end = names_at_end(row)
    found, _ = _leaders(row, end, frozenset(_tokens(row, end)))
    cells = _by_units(row.part(0, end)) if found else None
    return Cells(cells.body, found, cells.units, deadline) if cells and _is_text(cells.body) else None


def _tokens(row: Stream, start: int) -> Iterator[str]:
    """What stands between the breaks from `start` on; `张 健` is one."""
    while start < len(row):
        end = next((at for at in range(start + 1, len(row)) if row.gap(at) != NONE), len(row))
        if end - start == 1 and end < len(row):
            end += 1
        yield row.chars[start:end]
        start = end


def _pure_units(stream: Stream) -> UnitList | None:
    """The list, if the stream is nothing but a list of units."""
    if not len(stream) or _SENTENCE.search(stream.chars.rstrip("。")):
        return None
    units = split_units(stream)
    return units if units.complete else None


def _by_units(row: Stream) -> Cells | None:
    """Without leaders: the text ends after a sentence, else at a line end, with units alone behind it."""
    last = max((at + 1 for at, char in enumerate(row.chars[:-1]) if char in "。！？；"), default=0)
    if last:
        units = _pure_units(row.part(last, len(row)))
        return Cells(row.part(0, last), (), units) if units else None
    return _by_lines(row)


def _by_lines(row: Stream) -> Cells | None:
    """A text without a full stop: the units are the last lines, each a list of its own."""
    lines = list(row.lines())
    start = None
    for first, end in reversed(lines[1:]):
        units = _pure_units(row.part(first, end))
        if units is None and not (start and row.chars[end - 1] in "、，"):
            break
        start = first
    if start is None or not is_complete(row.chars.rstrip("。")):
        return None
    units = _pure_units(row.part(start, len(row)))
    return Cells(row.part(0, start), (), units) if units else None
