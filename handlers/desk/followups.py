"""Short words that only mean something after what the bot just said: 详情, a bare 任务45, 数字没错."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum

from handlers.ledger.items import ItemRef
from handlers.reading.normalise import Text

_DETAILS = re.compile(r"(?:看|查看|发)?(?:详情|详细|明细)(?:第?(\d{1,2})页?|((?:任务|实事)\d{1,5}))?[。.!]?")
_NAME = r"(?:任务|实事)[1-9]\d{0,4}"
_ABOUT = r"(?:就?是|应该是|报的?是|选|记到?|算)?"
_END = r"(?:的|吧|那个|这个|号|项)*[。.!]?"
_NAMED = re.compile(rf"{_ABOUT}({_NAME}(?:[和及与跟、,，](?:{_NAME}|[1-9]\d{{0,4}}))*){_END}")
_MEMBER = re.compile(r"(任务|实事)?([1-9]\d*)")
_PLACE = re.compile(rf"{_ABOUT}(?:第?([一二三四五六1-6])(?:个|项|条)?|(前|后)一?个){_END}")
_NUMBER = re.compile(rf"{_ABOUT}第?([1-9]\d{{0,2}}){_END}")
_ALL = re.compile(r"(?:[两三这]?(?:个|项|条)?都?(?:都是|都记|都算|都有)|全部?都?是)[。.!]?")
_YES = re.compile(
    r"(?:嗯+[，,]?)?(?:(?:(?:对|是|没错)的?|要撤?回?|确认|确定|撤回?吧?)[，,]?)+(?:的|吧|了)?[。.!！]?"
)
_EXPLAINS = re.compile(
    rf"\s*(?:(?P<head>情况|数据)?说明[\s:：,，]*(?P<first>{_NAME})|(?P<second>{_NAME})的?(?:情况|数据)?说明[:：])"
    r"[\s:：,，]*(?P<words>.+)",
    re.DOTALL,
)
_ABOUT_ITEM = re.compile(
    rf"(?P<first>{_NAME})[的:：,，]?(?P<after>.+)|(?P<before>.+?)[,，]?(?P<second>{_NAME})"
)
_EXPLAINS_ASKED = re.compile(r"\s*(?:情况|数据)?说明[\s:：,，]+(?P<words>.+)", re.DOTALL)
_CONFIRMS = re.compile(
    r"\s*(?:这|以上|报的|上面的?)?(?:几?个)?(?:数字?|数据|情况|内容)?(?:都|均|是|确实|经|已)*"
    r"(?:属实|无误|没错|没有错|准确|正确|没问题|对的?|核[实对]过?了?|这样|如此|确认)(?:无误|没错|属实|的|了)*"
    r"(?:\s*[,，。;；!！]\s*.{0,200})?\s*",
    re.DOTALL,
)
# with the item's name before it, 没问题 is a report
_CONFIRMS_NAMED = re.compile(
    r"(?:报的)?(?:数字?|数据|情况|内容)?(?:都|均|是|确实|经|已)*(?:属实|无误|没错|没有错|准确|正确|核[实对]过?了?|确认)"
    r"(?:无误|没错|属实|的|了)*[。.!！]?"
)
_ANSWER_LENGTH = 40
_SPAN = re.compile(
    r"(?:这|报的|上面的?|刚才)*(?:几?个|些)?(?:数字?|数据)?(?:都|均)?(?:应该|应)?(?:是|为|指|按)?"
    r"(?:(?P<month>本月|当月|这个月|单月|(?:1[0-2]|[1-9])月份?(?:当月|单月|一个月))"
    r"|(?P<quarter>(?:[一二三四1-4]季度?)?(?:本季|当季|单季|这个季)度?|[一二三四1-4]季度)"
    r"|(?P<so_far>(?:(?:年初|今年)以来)?的?累计|(?:从|自)?(?:年初|1月)(?:到|至)现在))"
    r"的?(?:新增|完成)?(?:数字?|数据|数量|值)?(?:的|吧)?[。.!！]?"
)
_PLACES = "一二三四五六"
_FEW = 3


@dataclass(frozen=True, slots=True)
class Details:
    """详情, 详情2 or 详情 任务42: show in full what the last message wrote."""

    page: int = 1
    item: ItemRef | None = None


def details_asked(text: str) -> Details | None:
    found = _DETAILS.fullmatch(_squeezed(text))
    if not found:
        return None
    return Details(max(1, int(found[1] or 1)), ItemRef.parse(found[2]) if found[2] else None)


class Counts(Enum):
    """What a figure counts, said when asked."""

    MONTH = "month"
    QUARTER = "quarter"
    SO_FAR = "so far"


@dataclass(frozen=True, slots=True)
class Explanation:
    """说明 实事13 核减了重复统计的; or 数字没错, 是累计数 to a question about what was reported.

    `item` None: on what was asked about. `counts` is set where it says what the figures count. `confirms`: it
    says that all is right and no more. `only`: it can be nothing else, so that without an open question
    nothing is written. `asked`: there is a question.
    """

    words: str
    item: ItemRef | None = None
    counts: Counts | None = None
    only: bool = True
    asked: bool = True
    confirms: bool = False


def explanation(text: str, *, asked: bool) -> Explanation | None:
    """The explanation that a text is, if it is one; `asked`: there is a question that it may answer."""
    said = Text.of(text)
    if found := _EXPLAINS.fullmatch(said.norm):
        item = ItemRef.parse(found["first"] or found["second"])
        words = said.cut(*found.span("words"))
        return Explanation(words, item, _counts(words), only=not found["head"], asked=asked)
    if named := _answer_on(text):
        return named
    if asked and (found := _EXPLAINS_ASKED.fullmatch(said.norm)):
        words = said.cut(*found.span("words"))
        return Explanation(words, counts=_counts(words), only=False)
    if (counts := _counts(text)) is not None:
        return Explanation(text.strip(), counts=counts, only=False, asked=asked)
    if asked and _CONFIRMS.fullmatch(said.norm) and not re.search(_NAME, said.norm):
        return Explanation(text.strip(), only=False, confirms=True)
    return None


def _answer_on(text: str) -> Explanation | None:
    """实事13 属实, 实事13是本月数, 累计 实事13: an answer that names its item."""
    found = _ABOUT_ITEM.fullmatch(_squeezed(text))
    if found is None or len(text) > _ANSWER_LENGTH:
        return None
    words = found["after"] or found["before"]
    item, counts = ItemRef.parse(found["first"] or found["second"]), _counts(words)
    if counts is None and not _CONFIRMS_NAMED.fullmatch(words):
        return None
    return Explanation(text.strip(), item, counts, confirms=counts is None)


def _counts(words: str) -> Counts | None:
    """What words say that figures count."""
    found = _SPAN.fullmatch(_squeezed(words)) if len(words) <= _ANSWER_LENGTH else None
    if found is None:
        return None
    return Counts.MONTH if found["month"] else Counts.QUARTER if found["quarter"] else Counts.SO_FAR


def items_chosen(text: str, candidates: Sequence[ItemRef], mine: Collection[ItemRef]) -> tuple[ItemRef, ...]:
    """The answer to "which item?", if the text is nothing but that: 任务94, 94, 第一个, 两个都是.

    1, 2, 3 are choices among the candidates, never items (domain.md); a larger number is an item's.
    """
    words = _squeezed(text)
    if found := _NAMED.fullmatch(words):
        return _named(found[1])
    if (found := _PLACE.fullmatch(words)) and (candidates or not _NUMBER.fullmatch(words)):
        return _at_place(found, candidates)
    if found := _NUMBER.fullmatch(words):
        fitting = [item for item in candidates or mine if item.no == int(found[1])]
        return tuple(fitting) if len(fitting) == 1 else ()
    if _ALL.fullmatch(words) and 1 < len(candidates) <= _FEW:
        return tuple(candidates)
    return ()


def agrees(text: str) -> bool:
    """是的 to what was offered; 好的 and 收到 may be mere courtesy."""
    return bool(_YES.fullmatch(_squeezed(text)))


def _named(words: str) -> tuple[ItemRef, ...]:
    kind = ""
    items = []
    for found in _MEMBER.finditer(words):
        kind = found[1] or kind
        items.append(ItemRef.parse(f"{kind}{found[2]}"))
    return tuple(dict.fromkeys(items))


def _at_place(found: re.Match[str], candidates: Sequence[ItemRef]) -> tuple[ItemRef, ...]:
    if found[2]:
        place = 1 if found[2] == "前" else len(candidates)
    else:
        place = int(found[1]) if found[1].isdecimal() else _PLACES.index(found[1]) + 1
    return tuple(candidates[place - 1 : place]) if candidates else ()


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text[:40]).split())
