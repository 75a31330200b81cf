"""The head of a notice: whether it may be read at all, its number, title, year and day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from handlers.errors import InputError
from storage.notices.stream import squeeze

_HEAD_LINES = 20
_STARRED = re.compile(r"(?:绝密|机密|秘密|商密|密)\s*★")
_MARK_LINE = re.compile(
    r"(?:\d{1,8})?(?:密级[:：]?)?[【\[（(]?(?:绝密|机密|秘密)[】\]）)]?(?:\d{1,2}年|长期|启用前)?(?:特急|加急|平急|特提|急件)?"
)
_NUMBER = re.compile(r"([\u4e00-\u9fff]{2,14})[〔\[（(【﹝［](20\d{2})[〕\]）)】﹞］]第?(\d{1,4})号")
_KINDS = "通知|意见|方案|决定|清单|分解|分解表|责任表|立项表|一览表|台账|情况|通报|计划"
_OF_LETTER = re.compile(
    rf"(?:[\u4e00-\u9fff]{{2,30}}?(?:办公室|人民政府|委员会|局))?关于[^。；]{{4,80}}?的(?:{_KINDS})"
)
_OF_LIST = re.compile(rf"[^。；，]{{4,80}}(?:{_KINDS}|表|单)(?:（[^）]*）)?")
_DAY = re.compile(r"(20\d{2})年(\d{1,2})月(\d{1,2})日")
_YEAR = re.compile(r"(20\d{2})年")


class ClassifiedError(InputError):
    """The file carries a mark of classification: it may not enter a system on an open network."""


@dataclass(frozen=True, slots=True)
class Letter:
    number: str | None
    title: str
    year: int | None
    issued_on: date | None


def refuse_classified(text: str) -> None:
    """Refuse a file with a mark of classification at its head; the words alone inside a task are no mark."""
    lines = [squeeze(line) for line in text.splitlines() if line.strip()][:_HEAD_LINES]
    if any(_MARK_LINE.fullmatch(line) for line in lines) or _STARRED.search("\n".join(lines)):
        raise ClassifiedError("文件带有密级标志，本系统不读取涉密文件；请核对文件，涉密内容请按保密规定办理")


def read_letter(head: str, text: str) -> Letter:
    """What the head says; a list without a letter has its title in the text. What is nowhere said is None."""
    lines, whole = _lines(head), _lines(text)
    number = _number(lines)
    title = _title(lines) or _title(whole)
    year = _YEAR.search(title) or _YEAR.search("".join(whole[:5]))
    return Letter(
        number=number,
        title=title,
        year=int(year[1]) if year else _year_of(number),
        issued_on=_issued_on(lines),
    )


def _lines(text: str) -> list[str]:
    return [squeeze(line) for line in text.splitlines() if line.strip()]


def _number(lines: list[str]) -> str | None:
    for line in lines[:40]:
        found = _NUMBER.search(line)
        if found:
            name = re.sub(
                r".*(?:文件|办公室(?=[\u4e00-\u9fff]{3})|人民政府(?=[\u4e00-\u9fff]{3}))", "", found[1]
            )
            return f"{name}〔{found[2]}〕{int(found[3])}号"
    return None


def _year_of(number: str | None) -> int | None:
    found = re.search(r"〔(\d{4})〕", number or "")
    return int(found[1]) if found else None


def _title(lines: list[str]) -> str:
    """The letter's title (…关于…的通知), else the first line that names itself a list or plan of tasks."""
    head = [_after_number(line) for line in lines[:40]]
    found = _OF_LETTER.search("".join(head))
    if found:
        return found[0]
    for line in lines[:40]:
        if _OF_LIST.fullmatch(line) and re.search(r"任务|工作|实事|目标|报告", line):
            return line
    return ""


def _after_number(line: str) -> str:
    """A line without the number of the document, which parts the letterhead from the title."""
    return _NUMBER.sub("。", re.sub(r"文件$", "。", line))


def _issued_on(lines: list[str]) -> date | None:
    """The day under the letter: a line of its own, else the last full date."""
    alone: date | None = None
    last: date | None = None
    for line in lines:
        for found in _DAY.finditer(line):
            day = _day(found)
            last = day or last
            if day and len(line) <= len(found[0]) + 2 and alone is None:
                alone = day
    return alone or last


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
