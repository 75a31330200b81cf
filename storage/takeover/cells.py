"""What stands in one cell: an item, a month, a day, words; and what may not stand there."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from handlers.ledger.items import ItemKind, ItemRef
from handlers.ledger.months import Month
from storage.people.cells import looks_like_formula, unescape, visible

LONGEST = 5000
_NO_WORDS = frozenset({"", "-", "--", "—", "——", "/", "\\"})
_ITEM = re.compile(
    r"(?:年度)?(?P<task>任务)第?(?P<no>[1-9]\d{0,4})[项号]?|(?:民生|为民)?实事第?(?P<other>[1-9]\d{0,4})[项号]?"
)
_NUMBER = re.compile(r"第?([1-9]\d{0,4})[项号]?")
_KINDS = ((re.compile("实事|民生"), ItemKind.LIVELIHOOD), (re.compile("任务|工作"), ItemKind.TASK))
_MONTH = re.compile(
    r"(?:(?P<year>20\d\d)(?:年|[-/.])?)?(?P<month>0?[1-9]|1[0-2])月?份?(?:(?:[-/.]|(?<=月))(?:0?[1-9]|[12]\d|3[01])日?)?"
)
_DAY = re.compile(r"(?:(?P<year>20\d\d)[年\-/.])?(?P<month>\d{1,2})[月\-/.](?P<day>\d{1,2})日?(?:\d.*)?")
# A spreadsheet would run it; a dash or plus before a figure or before words is how people write.
_HARMLESS = re.compile(r"[-+−－＋]\s*(?:\d|[一-龥（(]|$)")
_CAUSE = re.compile(r"[（(]\s*(?:主要)?原因\s*[:：]?\s*(?P<cause>.*?)\s*[）)]\s*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Said:
    """The words of annex 4 as they stand in a row; None for a blank cell. `stage` is the answer's words."""

    progress: str | None = None
    problem: str | None = None
    cause: str | None = None
    next_step: str | None = None
    stage: str | None = None


class CellError(Exception):
    """What is wrong in a cell and what to do, in Chinese."""


def words(cell: str) -> str | None:
    """What a person wrote, without stray characters; None if blank. CellError: a formula, too long."""
    raw = cell.strip(" \n\r\t\u3000")
    if looks_like_formula(raw) and raw not in _NO_WORDS and not _HARMLESS.match(raw):
        raise CellError("是公式或像公式，请复制后选择性粘贴为文字（或在前面加一个单引号）")
    told = visible(unescape(raw)).strip()
    if len(told) > LONGEST:
        raise CellError(f"超过{LONGEST}字，请精简")
    return None if told in _NO_WORDS else told


def item_of(cell: str, kind: str) -> ItemRef:
    """任务42, or 42 beside a cell that tells the kind (年度任务, 民生实事). CellError."""
    name = "".join(unicodedata.normalize("NFKC", cell).split())
    if found := _ITEM.fullmatch(name):
        task = found["task"] is not None
        return ItemRef(ItemKind.TASK if task else ItemKind.LIVELIHOOD, int(found["no"] or found["other"]))
    number = _NUMBER.fullmatch(name)
    if not name:
        raise CellError("没有写事项编号（合并的单元格请先取消合并，每行都填）")
    if number is None:
        raise CellError(f"“{name[:20]}”不是事项编号，写法是 任务42 或 实事13")
    for pattern, of in _KINDS:
        if pattern.search(kind):
            return ItemRef(of, int(number[1]))
    raise CellError(f"只写了编号{number[1]}，看不出是任务还是实事，请写成 任务{number[1]} 或 实事{number[1]}")


def month_of(cell: str, year: int) -> Month:
    """3月, 3, 2023-03, 2023年3月, a day of it. CellError: none, or of another year."""
    told = "".join(unicodedata.normalize("NFKC", cell).split())
    if not told:
        raise CellError("没有写月份，写法是 2023-03 或 3月".replace("2023", str(year)))
    found = _MONTH.fullmatch(told)
    if found is None:
        raise CellError(f"“{told[:20]}”不是月份，写法是 {year}-03 或 3月")
    if found["year"] and int(found["year"]) != year:
        raise CellError(f"“{told}”不是{year}年的月份，请核对，或用 --year 写明台账年度")
    return Month(year, int(found["month"]))


def day_of(cell: str, year: int) -> date | None:
    """2023-02-06, 2月6日, 2023/2/6 9:30; None for a blank cell. CellError."""
    told = "".join(unicodedata.normalize("NFKC", cell).split())
    if told in _NO_WORDS:
        return None
    found = _DAY.fullmatch(told)
    try:
        if found:
            return date(int(found["year"] or year), int(found["month"]), int(found["day"]))
    except ValueError:
        pass
    raise CellError(f"“{told[:20]}”不是日期，写法是 {year}-02-06")


def with_cause(problem: str | None) -> tuple[str | None, str | None]:
    """资金紧张（原因：拨付慢） is a problem and its cause, as the export writes them."""
    found = _CAUSE.search(problem or "")
    if problem is None or found is None:
        return problem, None
    return problem[: found.start()].rstrip("；;，, ") or None, found["cause"] or None
