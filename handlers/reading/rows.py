"""The form without labels: lines or cells in its order, and tables with a row of headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from handlers.reading.labels import Label, label_of
from handlers.reading.names import Mention
from handlers.reading.pieces import Piece, Sense
from handlers.reading.values import denies, is_blank, is_placeholder, is_stage_word, stage_answer

# cells of one line: what was done, the problem, (the cause,) the next step
_ROWS = {
    3: (Sense.PROGRESS, Sense.PROBLEM, Sense.NEXT),
    4: (Sense.PROGRESS, Sense.PROBLEM, Sense.CAUSE, Sense.NEXT),
}
_WHOLE_ROW = 6  # with more cells, the item's text, the quarter's goal and the cause are among them
_NUMBER_CELL = re.compile(r"[ |]*\(?\d{1,3}[.、)]? *[\t|][ \t]*")
_ROW_NUMBER = 16  # so far may a name stand behind the number of its row
_SIGNS = re.compile(r"[\t|]")
_NEWLINE = re.compile(r"[\n|\t][\s|]*")
_SENSES = {
    Label.PROGRESS: Sense.PROGRESS,
    Label.PROBLEM: Sense.PROBLEM,
    Label.CAUSE: Sense.CAUSE,
    Label.NEXT: Sense.NEXT,
    Label.STAGE: Sense.STAGE,
    Label.ASIDE: Sense.ASIDE,
}
_ITEM_COLUMN = re.compile(
    r"(?:督查|重点|民生|实事|工作|任务|事项|项目)*(?:事项|编号|序号|任务|项目|实事|内容|名称|no\.?)+"
)
# 季度计划完成目标 is what was to be done; 是否完成阶段任务目标 the answer
_AIM_COLUMN = re.compile(
    r"(?:[本该一二三四]?季度?|阶段|年度|全年|计划)+(?:计划)?(?:完成)?(?:任务)?(?:目标|任务)"
)


@dataclass(frozen=True, slots=True)
class Table:
    """The row of headings ends at `end`; the sense of each column, None for that of the items."""

    end: int
    columns: tuple[Sense | None, ...]


def with_row_starts(norm: str, mentions: list[Mention]) -> list[Mention]:
    """Names in the second column of a table with the number of the row before them, which names no item."""
    if not _SIGNS.search(norm):
        return mentions
    found: list[Mention] = []
    for mention in mentions:
        line = norm.rfind("\n", 0, mention.start) + 1
        if line < mention.start <= line + _ROW_NUMBER and _NUMBER_CELL.fullmatch(norm, line, mention.start):
            while found and found[-1].start >= line:
                found.pop()
            mention = replace(mention, start=line, at_head=True)  # noqa: PLW2901
        found.append(mention)
    return found


def table_in(norm: str, start: int, stop: int) -> Table | None:
    """The table whose row of headings stands in norm[start:stop], before the first item, if there is one."""
    at = start
    while at < stop:
        end = norm.find("\n", at)
        end = len(norm) if end < 0 else end
        if end <= stop + 1 and (columns := _columns(norm[at:end])):
            return Table(end, columns)
        at = end + 1
    return None


def _columns(line: str) -> tuple[Sense | None, ...] | None:
    if not _SIGNS.search(line):
        return None
    words = [re.sub(r"\s", "", line[slice(*cell)]) for cell in _all_cells(line, 0, len(line))]
    if not all(word and len(word) <= 20 for word in words):
        return None
    aims = {Sense.STAGE} if any(word.startswith("是否") for word in words) else set()
    columns = tuple(_column(word, aims=bool(aims)) for word in words)
    known = sum(column in {Sense.PROGRESS, Sense.PROBLEM, Sense.CAUSE, Sense.NEXT} for column in columns)
    return columns if known and Sense.PROGRESS in columns else None


def _column(word: str, *, aims: bool) -> Sense | None:
    if _ITEM_COLUMN.fullmatch(word):
        return None
    if aims and _AIM_COLUMN.fullmatch(word):
        return Sense.ASIDE
    label = label_of(word)
    return _SENSES[label] if label else Sense.ASIDE


def cells_said(norm: str, start: int, end: int, table: Table) -> tuple[list[Piece], int] | None:
    """The cells of the row in which the name of an item ends at `start`, and where the row ends; None if there is none."""
    line = norm.rfind("\n", 0, start) + 1
    if line <= table.end:
        return None
    stop = norm.find("\n", start, end)
    stop = end if stop < 0 else stop
    cells = _all_cells(norm, line, stop)
    if len(cells) < 2:
        return None
    pieces = []
    for sense, cell in zip(table.columns, cells, strict=False):
        if sense is not None and sense is not Sense.ASIDE and norm[slice(*cell)].strip():
            pieces += _cell(norm, sense, cell)
    return pieces, stop


def _all_cells(norm: str, start: int, end: int) -> list[tuple[int, int]]:
    """The cells of a line, empty ones too; signs at its ends make none."""
    sign = "|" if "|" in norm[start:end] else "\t"
    while start < end and norm[start] in (" |" if sign == "|" else " "):
        start += 1
    while end > start and sign == "|" and norm[end - 1] in " |":
        end -= 1
    cells, at = [], start
    while (found := norm.find(sign, at, end)) >= 0:
        cells.append((at, found))
        at = found + 1
    return [*cells, (at, end)]


def from_lines(norm: str, begin: int, end: int) -> list[Piece] | None:
    """Lines or cells in the order of the form: progress, problem, (cause,) next step, stage goal."""
    cells = _cells(norm, begin, end)
    if not _SIGNS.search(norm, begin, end) or "\n" in norm[begin:end].strip(" \n\t|"):
        pass
    elif (row := _ROWS.get(len(cells))) and not is_stage_word(norm[slice(*cells[-1])]):
        return _row(norm, row, cells)
    if len(cells) < 3 or not is_stage_word(norm[slice(*cells[-1])]):
        return None
    stage = Piece(Sense.STAGE, *cells[-1], answer=stage_answer(norm[slice(*cells[-1])]))
    senses = {
        3: (Sense.PROGRESS, Sense.PROBLEM),
        4: (Sense.PROGRESS, Sense.PROBLEM, Sense.NEXT),
        5: (Sense.PROGRESS, Sense.PROBLEM, Sense.CAUSE, Sense.NEXT),
    }
    if "\t" in norm[begin:end] or len(cells) > 5:
        cells = (
            cells[-5:] if len(cells) > _WHOLE_ROW else cells[-4:]
        )  # a row of the table: what is before are the item's text and the quarter's goal
    return [*_row(norm, senses[len(cells)], cells), stage]


def _row(norm: str, senses: tuple[Sense, ...], cells: list[tuple[int, int]]) -> list[Piece]:
    return [piece for sense, cell in zip(senses, cells, strict=False) for piece in _cell(norm, sense, cell)]


def _cell(norm: str, sense: Sense, cell: tuple[int, int]) -> list[Piece]:
    """One piece, or none for a gap."""
    words = norm[slice(*cell)]
    if sense is Sense.STAGE:
        return [Piece(sense, *cell, answer=stage_answer(words))]
    if sense is not Sense.PROGRESS and is_placeholder(words):
        return []
    if sense is Sense.PROBLEM and denies(words):
        return [Piece(Sense.NO_PROBLEM, *cell)]
    return [Piece(sense, *cell)] if sense is Sense.PROGRESS or not is_blank(words) else []


def _cells(norm: str, begin: int, end: int) -> list[tuple[int, int]]:
    cells, at = [], begin
    for found in _NEWLINE.finditer(norm, begin, end):
        if norm[at : found.start()].strip():
            cells.append((at, found.start()))
        at = found.end()
    if norm[at:end].strip():
        cells.append((at, end))
    return cells
