"""A text layer cleaned of page heads, links and page numbers, and parted into its annexes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from handlers.ledger.items import ItemKind
from storage.notices.cells import Columns
from storage.notices.stream import squeeze

_INVISIBLE = re.compile("[\u200b-\u200f\ufeff\u2060\u00ad]")
_LINK = re.compile(r"https?://[\x21-\x7e]+")
_PAGE_NUMBER = re.compile(r"[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?")
_ANNEX = re.compile(r"(?:^|(?<=\s))附\s*件\s*[0-9一二三四五六七八九]{1,2}[：:]?(?=\s)")
_HEAD = re.compile(r"(?:^|(?<=\s))序\s*号(?=\s|类|重|民|工|任|目|事)")
_HEAD_END = re.compile(r"\s+\d{1,4}(?=\s|[^\d\s年月日%])|\Z")
_HEAD_LENGTH = 120
_TITLE = 100  # so much of what stands before a table is looked at as its title
_TABLE_TITLE = re.compile(r"(?m)^(?!\s*(?:附\s*件|\d\s*[.．、]))[^\n。，；]{4,40}表[ \t]*$")
_REMARK = re.compile(r"[（(][^（）()]*[）)]")
_FORM = re.compile(r"填报单位|填报人|填表单位")
_SIGN_OFF = re.compile(
    r"(?m)^\s*抄\s*送[：:]|^\s*[^\n]{4,30}\s*\n\s*20\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*(?:印发)?\s*$"
)
_LEADER_COLUMN = re.compile(r"(?:牵头|责任|分管|包挂|联系)(?:区|市|县)?领导|(?:区|市|县)领导")
_LEAD_COLUMN = re.compile(r"牵头(?:责任)?(?:单位|部门)")
_UNIT_COLUMN = re.compile(r"(?:责任|配合|协办|协作|协同|参与)(?:单位|部门)")
_DEADLINE_COLUMN = re.compile(r"(?:完成|办结)(?:时限|时间|期限)|时间节点|时限要求|完成时点")
_MORE_COLUMN = re.compile(r"完成情况|进展情况|序时进度|备注")


@dataclass(frozen=True, slots=True)
class Section:
    """An annex, or the letter before them; `body` without its page heads."""

    title: str
    body: str
    kind: ItemKind
    columns: Columns
    form: bool


def cleaned(text: str) -> str:
    """Without what the page put there: links, page numbers, blank lines, invisible characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\u2028", "\n")
    text = _LINK.sub("\n", _INVISIBLE.sub("", text))
    lines = (line for line in text.split("\n") if line.strip() and not _PAGE_NUMBER.fullmatch(line.strip()))
    return "\n".join(lines)


def sections(text: str) -> tuple[str, list[Section]]:
    """The letter and its annexes; a text without marks of annexes or titles of tables is its own letter."""
    starts = [found.start() for found in _ANNEX.finditer(text)]
    starts = starts or [found.start() for found in _TABLE_TITLE.finditer(text)]
    if not starts:
        return text, _parted(text)
    bounds = [*starts, len(text)]
    parts = [text[start:end] for start, end in pairwise(bounds)]
    return text[: starts[0]], [part for words in parts for part in _parted(_ANNEX.sub("", words, count=1))]


def _parted(text: str) -> list[Section]:
    """The sections of a part: a page head unlike the one before begins another table."""
    signed = _SIGN_OFF.search(text, len(text) * 2 // 3)
    text = text[: signed.start()] if signed else text
    found: list[Section] = []
    title, body, head = "", "", ""
    while span := _find_head(text):
        words = squeeze(text[span[0] : span[1]])
        if head and words != head:
            found.append(_section(title, body + text[: span[0]], head))
            body = ""
        title = title if words == head else text[: span[0]][-_TITLE:]
        body = (
            f"{body}{text[: span[0]]}\n" if words == head else ""
        )  # before its first head a table has no rows
        head, text = words, text[span[1] :]
    return [*found, _section(title or text[:_TITLE], body + text, head)]


def _section(title: str, body: str, head: str) -> Section:
    columns = read_head(head)
    title = squeeze(title)
    livelihood = columns.livelihood if columns.known else _is_livelihood(title)
    kind = ItemKind.LIVELIHOOD if livelihood or _is_livelihood(title) else ItemKind.TASK
    return Section(title, body, kind, columns, bool(_FORM.search(body[:400])))


def _is_livelihood(title: str) -> bool:
    """为民办实事, 民生实事 in the title of an annex (a title can name both: then the tasks win)."""
    return "实事" in title and "工作任务" not in title


def _find_head(body: str) -> tuple[int, int] | None:
    """Where the next page head stands: from 序号 to the first number behind it."""
    for found in _HEAD.finditer(body):
        end = _HEAD_END.search(body, found.end(), found.end() + 2 * _HEAD_LENGTH)
        if not end or end.start() - found.start() > _HEAD_LENGTH:
            continue
        words = body[found.start() : end.start()]
        if "。" not in words and read_head(words).known:
            return found.start(), end.start()
    return None


def read_head(words: str) -> Columns:
    """What the column heads promise; a remark in brackets says how to read a column and is none itself."""
    bare = _REMARK.sub("", squeeze(words))
    remarks = "".join(_REMARK.findall(squeeze(words)))
    lead, unit = bool(_LEAD_COLUMN.search(bare)), bool(_UNIT_COLUMN.search(_LEAD_COLUMN.sub("", bare)))
    leaders, deadline = bool(_LEADER_COLUMN.search(bare)), bool(_DEADLINE_COLUMN.search(bare))
    return replace(
        Columns(),
        known=lead or unit or leaders,
        livelihood="实事" in bare and "任务" not in bare,
        category="类别" in bare or "分类" in bare,
        leaders=leaders,
        lead_units=lead,
        two_unit_columns=lead and unit,
        deadline=deadline,
        leaders_last=leaders and unit and bare.rindex("领导") > max(bare.rfind("单位"), bare.rfind("部门")),
        bold_leads="黑" in remarks or "粗" in remarks,
        more=bool(_MORE_COLUMN.search(bare)),
    )
