"""What is said of several items at once: months before their names, a last sentence about all, words in turn."""

from __future__ import annotations

import re

from handlers.reading.figures import figures
from handlers.reading.message import Message
from handlers.reading.monthwords import HEADING
from handlers.reading.openings import skip_heading
from handlers.reading.parts import Part
from handlers.reading.told import Said

_COUNTED = r"(?:以上|上述|这)?[两二三四五六七八九十几\d]+(?:项|个|条|件)(?:工作|任务|事项)?"
_TAILS = (
    # a last sentence about all: 三项均无问题，阶段目标均已完成
    re.compile(
        rf"(?<=[；;。\n])\s*(?P<tail>(?:{_COUNTED}|以上|上述|都|均)(?:各项|目标)?(?:都|均|全|暂|无|没"
        rf"|也)[^；;。\n]{{1,60}})[。.!！~\s]*$"
    ),
    # a last clause that counts them: …，三项均无问题
    re.compile(rf"(?:^|(?<=[；;。\n，,!！\s]))\s*(?P<tail>{_COUNTED}[^，,;；。\n]{{1,24}})[。.!！~\s]*$"),
)
# at the end of dictation: …做了三十栋都没问题
_RUN_ON_TAIL = re.compile(
    r"(?<=[个家处套间户栋座场人名件条项次部所对了])(?P<tail>(?:[两三四五六七八九几]项)?(?:都|均)(?:没|无|暂无)[^，,;；。\n]{1,12})$"
)
_PLAIN_TAIL = re.compile(
    r"(?:^|(?<=[；;。\n，,!！\s]))\s*(?P<tail>(?:以上|上述|这些|各项|所有)?(?:项"
    r"|事项)?(?:工作)?(?:都|均|全都|也都|全)[^，,;；。\n]{1,20})[。.!！~\s]*$"
)
_TAIL_LENGTH = 80
_LAST_CLAUSE = re.compile(r"[;；。\n，,](?P<words>[^;；。\n，,]{2,24})\Z")
_IN_TURN = re.compile(r"一起|一块|合并|一并|分别|依次|统一|同时")
_HEAD_LENGTH = 12
_SENTENCE = re.compile(r"[^;；。\n]+")


def take_month_headings(message: Message, parts: list[Part]) -> None:
    """3月份 任务42 …；4月份 任务42 …: the month before a name heads what follows, up to the next one."""
    month = None
    for part in parts[:-1]:
        part.month = month
        if found := _LAST_CLAUSE.search(message.norm, part.start, part.stop):
            start = found.start("words")
            heading = HEADING.match(message.norm, start, part.stop)
            if heading and not any(map(str.isalnum, message.norm[heading.end() : part.stop])):
                month = message.month_in(found["words"]) or month
                part.stop = start
    parts[-1].month = month


def in_turn(message: Message, part: Part) -> list[tuple[int, int]]:
    """实事6、7、8一起报：a；b；c gives each item its own words, also unsaid where each has figures; else all are for all."""
    for_all = [(part.start, part.stop)] * len(part.refs)
    if len(part.refs) < 2:
        return for_all
    said_so = _IN_TURN.search(message.norm, part.start, part.start + _HEAD_LENGTH)
    begin, _, _ = skip_heading(message.norm, part.start, part.stop, message.written)
    pieces = [
        found.span() for found in _SENTENCE.finditer(message.norm, begin, part.stop) if found[0].strip()
    ]
    if len(pieces) != len(part.refs):
        return for_all
    own_figures = said_so or all(_has_figures(message.norm[slice(*piece)]) for piece in pieces)
    return pieces if own_figures else for_all


def _has_figures(words: str) -> bool:
    told = figures(words)
    return bool(told.quantities) or told.percent is not None


def take_shared_tail(message: Message, parts: list[Part]) -> Said | None:
    """三项均无问题 at the end holds for all items; it is cut off from the words of the last one."""
    last = parts[-1]
    head = message.norm[last.start : last.start + _HEAD_LENGTH]
    if len(parts) < 2 and not (len(last.refs) > 1 and _IN_TURN.search(head)):
        return None
    low = max(last.start, last.stop - _TAIL_LENGTH)
    words = message.norm[low : last.stop]
    found = next((tail for pattern in _TAILS if (tail := pattern.search(words))), None)
    about_all = found or _PLAIN_TAIL.search(words) or _RUN_ON_TAIL.search(words)
    if not about_all:
        return None
    start = low + about_all.start("tail")
    said = message.said(start, last.stop)
    if not _is_shared(said, counted=found is not None):
        return None
    last.stop = start
    return said


def _is_shared(said: Said, *, counted: bool) -> bool:
    if said.progress is None:
        return said.problem is not None or said.stage_met is not None
    # 三项均未完成阶段目标; what brings figures of its own belongs to the last item
    return counted and said.figures.percent is None and len(said.figures.quantities) < 2
