"""无变化, 同上月: last month's report holds for another month; of one item, or of all that are still owed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.reports import ReportContent
from handlers.reading.amending import AMENDS
from handlers.reading.mentions import find_mentions
from handlers.reading.monthwords import NO, stated_in_heading
from handlers.reading.normalise import Text
from handlers.reading.shapes import Written
from handlers.standings.figures import figures_of

_ALL = r"(?:仍|还是?|均|都|也|全部?|暂时?|基本|确实?|的确|暂)*"
_STATE = (
    rf"{_ALL}(?:(?:无|没有?|没啥|没什么|未有|未发生)(?:新的?|任何|大的?|什么|啥)?(?:变化|变动)|保持不变|不变|照旧"
    r"|同上个?月(?:份)?(?:的)?(?:情况|进展|数据|内容|一样|相同|一致)?"
    rf"|(?:与|跟|和|同|较|比)上个?月(?:份)?(?:的)?(?:情况|进展|数据|内容|相比)?[,，]?{_ALL}(?:相同|一致|一样|(?:无|没有?)变化|持平))"
)
_WHEN = rf"(?P<month>(?:20\d\d年)?{NO}月(?:份)?|本月|这个?月|当月)?的?[\s,，:：]*"
_THINGS = r"(?:事项|项目|任务|各项|几项|[0-9一二三四五六七八九十两]+项|项)"
_WHO = r"(?:我们?|本|我)?(?:局|办|街道|单位|委|中心)?的?"
_WHOLE = re.compile(
    rf"\s*{_WHEN}{_WHO}(?:[各所有全部以上上述其余他它的]*(?:{_THINGS}|工作|情况|进展)*)?的?(?:情况|进展|工作)?"
    rf"[\s,，:：]*{_STATE}(?:了|的|哦|哈)?[。.!！~\s]*"
)
_REST = re.compile(
    rf"(?P<before>^|[\n;；。!！,，])[ \t]*{_WHEN}(?:其余|其他|其它|剩下|剩余|余下|别的|另外)的?(?:各)?"
    rf"(?P<things>{_THINGS}*(?:工作)?)的?(?:情况|进展)?[ \t,，:：]*{_STATE}(?:了|的)?[。.!！]?[ \t]*"
    r"(?=(?P<after>\Z|[\n;；。]))"
)
_ALONE = re.compile(rf"\s*(?:本月|这个?月|当月|情况|进展)?[\s,，:：]*{_STATE}(?:了|的)?[。.!！\s]*")
_BARE = re.compile(rf"\s*{_STATE}(?:了|的)?[。.!！\s]*")
_FIELD = re.compile(r"[\s;；。]*(?:存在的?)?(?:主要)?(?:问题|困难|原因|下一步|下步|措施|阶段)")
_SHORTENED = re.compile(r"等\d+项")
_THANKS = re.compile(r"[,，。.\s]*(?:谢谢(?:您|老师|领导)?|感谢|辛苦了?|请(?:查收|审阅|审核))[。.!！~\s]*$")
_VAGUE = re.compile(r"\s*(?:照旧|(?:保持)?不变)[。.!！\s]*")  # of what?
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Nothing has changed on all that is still owed for a month, or on the items `only` of it.

    `month` None: it was not stated.
    """

    month: Month | None = None
    only: tuple[ItemRef, ...] = ()


def says_unchanged(words: str | None) -> bool:
    """Whether the words on an item say nothing but that all is as it was."""
    return bool(words) and len(words or "") < 30 and bool(_ALONE.fullmatch(Text.of(words or "").norm))


def is_bare(words: str) -> bool:
    """无变化 and no word of which items: after a question about a report it may be the answer."""
    return bool(_BARE.fullmatch(Text.of(words).norm))


def unchanged_in(words: str, quote: str | None, written: Written) -> tuple[Unchanged | None, str]:
    """What is said of all the rest, and the message without it ("" where it says nothing else).

    Behind a comma 其余无变化 has to end the message, and no field of the form may follow it; else it may be
    about the rest of one item (其余2处无变化). In a correction 其他不变 is about the report itself.
    """
    text = Text.of(_THANKS.sub("", words))
    if (
        len(text.norm) < _LONGEST
        and not _VAGUE.fullmatch(text.norm)
        and (found := _WHOLE.fullmatch(text.norm))
    ):
        return Unchanged(_stated(found, written), _quoted(quote, text.norm)), ""
    if AMENDS.search(text.norm):
        return None, words
    for found in _REST.finditer(text.norm):
        if not found["things"] and _may_be_of_one_item(text.norm, found):
            continue
        rest = f"{text.cut(0, found.start())}\n{text.cut(found.end(), len(text.norm))}".strip()
        return Unchanged(_stated(found, written)), rest
    return None, words


def _stated(found: re.Match[str], written: Written) -> Month | None:
    """The month that is named; 本月 in the days in which a report is due is that report's (domain.md)."""
    return stated_in_heading(found["month"] or "", written)


def _may_be_of_one_item(norm: str, found: re.Match[str]) -> bool:
    if _FIELD.match(norm, found.end()):
        return True
    return found["before"] in {",", "，"} and bool(norm[found.end() :].strip())


def _quoted(quote: str | None, norm: str) -> tuple[ItemRef, ...]:
    """The items of the message that is replied to; () where it does not name all that it is about."""
    if not quote or re.search("其[余他它]|剩|别的", norm):
        return ()
    said = Text.of(quote).norm
    if _SHORTENED.search(said):
        return ()
    named = (pair for mention in find_mentions(said) for pair in mention.numbers)
    return tuple(dict.fromkeys(ItemRef(kind, number) for kind, number in named if kind is not None))


def counts_one_month(content: ReportContent) -> bool:
    """Whether figures of it count its month only: they can't be another month's as well."""
    return any(figure.adds for figure in figures_of(content))


def carried(last: ReportContent, month: Month) -> ReportContent:
    """Last month's report as that of `month`. The goal of a quarter that is over says nothing of the next."""
    met = last.stage_met if month.quarter == month.previous.quarter else None
    return replace(last, stage_met=met, unchanged=True)
