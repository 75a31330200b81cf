"""Tables whose lines are lost: rows are found by their numbers, and a number counts only where a row ends.

A row ends after its units (or its deadline). The next number is one more; where that is nowhere, any greater
number at the start of a line (some notices show a part of the list: 6, 52, 53 …). Rules of
the notice of 2023 and of the adapted web table of a bureau.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from storage.notices.cells import Cells, Columns, cut_row, guess_row
from storage.notices.stream import LINE, NONE, Stream

_DIGITS = re.compile(r"[0-9]+")
_GLUED_YEAR = re.compile(r"(\d{1,3})20[12]\d年")
_POINT = re.compile(r"[.．、](?!\d)")
_DATE = re.compile(r"年(?!度)|月|日|[:：%％]|[.．]\d")
_CELL = re.compile(r"\d{0,8}[^0-9%]")
_WORDS = re.compile(r"[\u4e00-\u9fff“]{2}")
_LOOK_BACK = 4  # lines of a heading that may stand between a row and the next number
_LONGEST_ROW = 4000  # characters; keeps a text that is no table from being searched for ever
_TRIES = 60
_TAIL = re.compile(r"表$|填报|抄送|印发|附件|[:：]")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A numbered row, and the un-numbered heading that stood behind it (before the next row)."""

    no: int
    cells: Cells
    heading_after: str | None
    end: int


@dataclass(frozen=True, slots=True)
class _Number:
    value: int
    start: int
    end: int


def find_rows(table: Stream, names: frozenset[str], columns: Columns) -> list[TableRow]:
    """All rows of a table in their order."""
    return list(_Search(table, names, columns, tuple(_numbers(table))).rows())


@dataclass(frozen=True)
class _Search:
    """One table and the figures in it that may be row numbers."""

    table: Stream
    names: frozenset[str]
    columns: Columns
    numbers: tuple[_Number, ...]

    def rows(self) -> Iterator[TableRow]:
        at = self._first()
        while at is not None:
            row, at = self._read(at)
            if row:
                yield row

    def _first(self) -> int | None:
        """The first number a row follows: 1 before any other, and at a line start before within a line."""

        def rank(index: int) -> tuple[bool, bool, int]:
            return self.numbers[index].value != 1, not self._heads_line(index), index

        for index in sorted(range(len(self.numbers)), key=rank)[:_TRIES]:
            value = self.numbers[index].value
            if value and (value == 1 or self._heads_line(index)) and self._starts_row(index):
                return index
        return None

    def _heads_line(self, index: int) -> bool:
        return self.table.gap(self.numbers[index].start) == LINE

    def _after(self, index: int, step: int) -> Iterator[int]:
        """The numbers behind that are greater by one (step 1), or by more at a line start (step 2)."""
        value, limit = self.numbers[index].value, self.numbers[index].end + _LONGEST_ROW
        for other in range(index + 1, len(self.numbers)):
            if self.numbers[other].start > limit:
                return
            ahead = self.numbers[other].value - value
            if ahead == 1 if step == 1 else ahead > 1 and self._heads_line(other):
                yield other

    def _read(self, index: int) -> tuple[TableRow | None, int | None]:
        """The row of a number and the number after it; a row that fits no rule is kept as well as can be."""
        ending = self._strict(index, self._after(index, 1))
        if ending is None and (other := self._next_sound(index)) is not None:
            return self._guess(index, other), other
        ending = ending or self._strict(index, self._after(index, 2))
        if ending:
            return ending
        return self._last(self.numbers[index]), None

    def _starts_row(self, index: int) -> bool:
        """Does a row that fits the rules begin at this number?"""
        if self._strict(index, self._after(index, 1)) or self._strict(index, self._after(index, 2)):
            return True
        return self._last(self.numbers[index]) is not None

    def _strict(self, index: int, nexts: Iterable[int]) -> tuple[TableRow, int] | None:
        for other in nexts:
            row = self._between(self.numbers[index], self.numbers[other].start)
            if row:
                return row, other
        return None

    def _next_sound(self, index: int) -> int | None:
        """The next number at a line start that a good row follows, when its own row can not be made out."""
        for other in self._after(index, 1):
            words = _WORDS.match(self.table.chars, self.numbers[other].end)
            if words and self._heads_line(other) and self._starts_row(other):
                return other
        return None

    def _guess(self, index: int, other: int) -> TableRow | None:
        number, end = self.numbers[index], self.numbers[other].start
        cells = guess_row(self.table.part(number.end, end), self.names)
        return TableRow(number.value, cells, None, end) if cells else None

    def _between(self, number: _Number, end: int) -> TableRow | None:
        """The row that fills the space up to `end`, but for a heading behind it."""
        row = self.table.part(number.end, end)
        cells = cut_row(row, self.names, self.columns)
        if cells:
            return TableRow(number.value, cells, None, end)
        for start in reversed(row.line_starts[-_LOOK_BACK:]):
            cells = cut_row(row.part(0, start), self.names, self.columns) if start else None
            if cells:
                return TableRow(number.value, cells, row.part(start, len(row)).text, end)
        return None

    def _last(self, number: _Number) -> TableRow | None:
        """The last row: up to the last line that still leaves it whole."""
        row = self.table.part(number.end, number.end + _LONGEST_ROW)
        best: TableRow | None = None
        misses = 0
        for start, end in row.lines():
            misses += 1
            if best and (misses > _LOOK_BACK or _TAIL.search(row.chars[start:end])):
                break
            cells = cut_row(row.part(0, end), self.names, self.columns)
            if cells:
                best, misses = TableRow(number.value, cells, None, number.end + end), 0
        return best


def _numbers(table: Stream) -> Iterator[_Number]:
    """Figures that stand behind a break, as row numbers do (`44 全力…`, `44` alone, `123.…`)."""
    for found in _DIGITS.finditer(table.chars):
        start = found.start()
        while start < found.end():
            end = next((at for at in range(start + 1, found.end()) if table.gap(at) != NONE), found.end())
            dated = table.gap(end) == NONE and _DATE.match(table.chars, end)
            if table.gap(start) != NONE and not dated and _CELL.match(table.chars, end):
                yield from _readings(table, start, end)
            start = end


def _readings(table: Stream, start: int, end: int) -> Iterator[_Number]:
    """A figure as a row number; where the text's year is glued to it (`32023年…`), what stands before it."""
    point = _POINT.match(table.chars, end) if table.gap(start) == LINE else None
    glued = _GLUED_YEAR.match(table.chars, start)
    if glued:
        yield _Number(int(glued[1]), start, glued.end(1))
    elif end - start <= 4:
        yield _Number(int(table.chars[start:end]), start, point.end() if point else end)
