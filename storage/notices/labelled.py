"""Notices that name the fields: `126.正文。（牵头单位：甲；责任单位：乙、丙）`, or a line for each label."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from storage.notices.stream import LINE, Stream
from storage.notices.units import is_complete, split_units

_LEAD = "牵头责任单位|牵头单位|牵头部门|主要责任单位|主办单位|主责单位"
_OTHER = "责任单位|责任部门|主要协作单位|协作单位|配合单位|配合部门|协办单位|协同单位|参与单位|承办单位"
_LEADERS = "牵头区领导|牵头市领导|牵头县领导|牵头领导|责任领导|分管领导|责任区领导|包挂领导|责任人"
_DEADLINES = "计划完成时间|完成时限|完成时间|完成期限|办结时限|时间节点"
LABEL = re.compile(
    rf"[（(【\[]?(?:(?P<lead>{_LEAD})|(?P<unit>{_OTHER})|(?P<leader>{_LEADERS})|(?P<deadline>{_DEADLINES}))[】\]]?[:：]"
)
_NUMBER = re.compile(r"(?:[（(](\d{1,4})[）)]|(\d{1,4})[.．、](?!\d)|(\d{1,4})(?=[\u4e00-\u9fff“]))")
_HEADING = re.compile(
    r"(?:[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、|第[一二三四五六七八九十]+[章节部])"
)
_FIELD_LINE = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,8}[：:]")
_FULL = 0.8  # a line of less than this share of the widest was not broken by the width
_CLOSERS = "）)】]；;。. "


_BY_VERB = re.compile(
    r"[（(](?P<lead>[^（）()：:。]{2,60}?)(?:牵头(?:负责|落实)?|(?P<only>负责|落实))"
    r"(?:[，,；;]\s*(?P<rest>[^（）()：:。]{2,200}?)(?:分工负责|参与|配合|协办|协助|负责|落实))?[）)](?=\s*$)",
    re.MULTILINE,
)


def with_labels(text: str) -> str:
    """（甲牵头，乙、丙配合） at the end of a paragraph, written with the labels it stands for."""

    def labelled(found: re.Match[str]) -> str:
        label = "责任单位" if found["only"] else "牵头单位"
        rest = f"；配合单位：{found['rest']}" if found["rest"] else ""
        return f"（{label}：{found['lead']}{rest}）"

    return _BY_VERB.sub(labelled, text)


@dataclass
class LabelledRow:
    """A numbered paragraph with its labelled fields."""

    no: int
    body: Stream
    category: str | None
    lead: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    leaders: list[str] = field(default_factory=list)
    deadline: str | None = None
    others: str | None = None


def is_labelled(text: Stream) -> bool:
    """Do labels follow numbered paragraphs here? A lone label can stand in a remark."""
    return any(found["lead"] or found["unit"] for found in LABEL.finditer(text.chars)) and bool(_starts(text))


def read_labelled(text: Stream) -> list[LabelledRow]:
    """All numbered paragraphs that have at least one labelled unit."""
    starts = _starts(text)
    bounds = [*(start for _, start, _ in starts[1:]), len(text)]
    rows: list[LabelledRow] = []
    category = _heading_before(text, 0, starts[0][1]) if starts else None
    for (no, _, begin), end in zip(starts, bounds, strict=True):
        row = _row(no, text.part(begin, end), category)
        if row:
            rows.append(row)
        category = _heading_before(text, begin, end) or category
    return rows


def _starts(text: Stream) -> list[tuple[int, int, int]]:
    """(number, where it stands, where its text begins): rising numbers with a label between them."""
    found: list[tuple[int, int, int]] = []
    labels = [label.start() for label in LABEL.finditer(text.chars)]
    for at in range(len(text)):
        number = _NUMBER.match(text.chars, at) if text.gap(at) else None
        if not number or (text.gap(at) != LINE and not _after_field(text, at)):
            continue
        no = int(number[1] or number[2] or number[3])
        if found and (no <= found[-1][0] or not any(found[-1][1] < label < at for label in labels)):
            continue
        if number[3] and (not found or no != found[-1][0] + 1):
            continue
        found.append((no, at, number.end()))
    while found and not any(label > found[-1][1] for label in labels):
        found.pop()
    return found


def _after_field(text: Stream, at: int) -> bool:
    return text.chars[at - 1] in "）)】]。"


def _row(no: int, text: Stream, category: str | None) -> LabelledRow | None:
    labels = list(LABEL.finditer(text.chars))
    if not any(label["lead"] or label["unit"] for label in labels):
        return None
    row = LabelledRow(no, text.part(0, labels[0].start()), category)
    bounds = [*(label.start() for label in labels[1:]), len(text)]
    for label, end in zip(labels, bounds, strict=True):
        bracketed = text.chars[label.start()] in "（(" or _open(text.chars[: label.start()])
        _take(row, label, _value(text.part(label.end(), end), bracketed=bracketed))
    return row


def _open(before: str) -> bool:
    return before.count("（") + before.count("(") > before.count("）") + before.count(")")


def _take(row: LabelledRow, label: re.Match[str], value: Stream) -> None:
    if label["deadline"]:
        row.deadline = value.text.strip(_CLOSERS) or None
    elif label["leader"]:
        row.leaders.extend(name for name in re.split(r"[、，,]", value.text.strip(_CLOSERS)) if name)
    else:
        units = split_units(value)
        row.others = units.others or row.others
        row.units.extend(name for name in units.names if name not in row.units)
        lead = units.names if label["lead"] else units.marked
        row.lead.extend(name for name in lead if name not in row.lead)


def _value(text: Stream, *, bracketed: bool) -> Stream:
    """The field's words: to the bracket that closes it, else to the line that is no list of units."""
    if bracketed:
        depth = 0
        for at, char in enumerate(text.chars):
            depth += (char in "（(") - (char in "）)")
            if depth < 0:
                return _trimmed(text.part(0, at))
    end = 0
    for start, stop in text.lines():
        if start and not _goes_on(text, start, stop):
            break
        end = stop
    return _trimmed(text.part(0, end))


def _goes_on(text: Stream, start: int, stop: int) -> bool:
    """Is the line a further part of the list before it?"""
    line = text.chars[start:stop]
    if _FIELD_LINE.match(line) or _HEADING.match(line):
        return False
    if text.chars[start - 1] in "、，,；;" or line[0] in "、，,；;":
        return True
    if split_units(text.part(start, stop)).complete or ("、" in line and is_complete(line)):
        return True
    return not is_complete(text.chars[:start]) and (len(line) <= 4 or "、" in line)


def _trimmed(text: Stream) -> Stream:
    end = len(text)
    while end and text.chars[end - 1] in "；;。.":
        end -= 1
    return text.part(0, end)


def _heading_before(text: Stream, start: int, end: int) -> str | None:
    """The last numbered heading (（七）…, 三、…) in this stretch, on lines of its own."""
    heading = None
    width = max((last - first for first, last in text.lines()), default=0)
    lines = [text.part(start + first, start + last).text for first, last in text.part(start, end).lines()]
    for at, line in enumerate(lines):
        found = _HEADING.match(line)
        if found and (at or start == 0) and not LABEL.search(line):
            words = line[found.end() :]
            for before, more in pairwise(lines[at:]):
                if words.endswith("。") or len(before) < _FULL * width:
                    break
                words += more
            heading = words.rstrip("。") or None
    return heading
