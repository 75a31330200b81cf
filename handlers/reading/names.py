"""Names of items: 任务42, 实事6、7, 任务60至65（63除外）, #42, 附件2第6项, 43号, 任物五十三."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handlers.ledger.items import ItemKind
from handlers.reading.measures import COUNTING, NUMBERED
from handlers.reading.numerals import ORDINAL, ORDINAL_FIRST, whole
from handlers.reading.sounds import sound

_RANGE_LIMIT = 200
_SOUNDS = {"ren wu": ItemKind.TASK, "shi shi": ItemKind.LIVELIHOOD, "min sheng": ItemKind.LIVELIHOOD}
_REAL_WORDS = frozenset({"实施", "事实", "时时", "人物", "试试", "时事", "失实"})
_KIND = (
    r"(?P<task>年度任务|重点任务|任务)|(?P<live>民生实事|为民实事|惠民实事|民生|实事)"
    r"|附件\s*(?P<annex>[12一二])"
)
_START = re.compile(
    rf"(?:{_KIND}|(?P<mark>\#|no\.|№|编号|序号|事项)|(?P<nth>第(?={ORDINAL}\s*(?:项|条|号|件)))"
    rf"|(?P<heard>[一-龥]{{2}}(?=[ \t]{{0,4}}(?:第[ \t]{{0,4}})?{ORDINAL_FIRST})))"
    r"\s*(?:的?(?:事项|项目|编号|序号))?\s*(?:第|no\.|\#)?\s*"
)
_NUMBER = re.compile(ORDINAL)
_WITH = frozenset("和与及跟")
_NUMBER_SUFFIX = re.compile(rf"\s*(?:号(?!{NUMBERED})|项|条|件)(?!次)")
_KIND_AFTER = re.compile(
    r"\s*(?:\(\s*)?(?:为民|惠民)?(?:(?P<task>任务)|(?P<live>民生实事|实事|民生))\s*(?:\))?(?!\s*\d)"
)
_SEPARATOR = re.compile(
    r"[ \t]{0,4}(?P<sep>还是|或者?是?|以及|[、/和及与跟&+]|[,，]|-|~|至|到|[ \t])[ \t]{0,4}(?P<nth>第)?"
)
_EXCEPT = re.compile(
    rf"\s*[(（,，]?\s*(?:其中)?\s*(?P<lead>除了?|不含|不包括|不包含)?\s*(?P<kind>任务|实事)?\s*"
    rf"(?P<list>{ORDINAL}(?:\s*[、,，/和]\s*{ORDINAL})*)\s*(?:号|项)?\s*(?P<tail>除外|以外|之外|外"
    rf"|不报|另报|不含)?\s*[)）]?"
)
_LIST_MARK_BEFORE = re.compile(r"(?:^|[\n;；。])\s*[(（]?\d{1,2}\s*[.、)）]\s*$")
_COUNTED_TASK = re.compile(r"(?:完成|全年|全部|目标|阶段|季度|超额|总|下达|各项|分解|落实|年度|改善|保障)$")
_LIST_GOES_ON = re.compile(
    r"\s*(?:$|[:：,，、;；。\n(（]|都|均|全|情况|进展|数据|本月|一起|一块|一并|合并|分别|同步|正常"
    r"|这|的|也|已|\d)"
)
# 、8项, 、8两项: what is enumerated after a name may be points of that item
_POINTS = re.compile(
    rf"(?:[ \t]{{0,3}}(?:[、/和及与]|至|到|-|~)[ \t]{{0,3}}第?{ORDINAL}){{1,9}}[ \t]{{0,3}}(?:[两二三四五六七八九]?个?[小子]?[项条点件]|这?几[项条点]|[两二三四五六七八九]个)"
)
_THINGS = re.compile(
    rf"(?:[ \t]{{0,3}}[、/和及与至到~-][ \t]{{0,3}}{ORDINAL}){{0,9}}号(?:{NUMBERED})"
)  # 101、102号网格
_MONTHS = re.compile(
    r"(?:[1-9]|1[0-2])(?:[ \t]{0,4}(?:[、,，/和及与跟]|至|到|-)[ \t]{0,4}(?:[1-9]|1[0-2])){0,11}[ \t]{0,4}月"
)  # 7、8月
_QUARTERS = re.compile(
    r"第?[一二三四1-4](?:[ \t]{0,4}(?:[、,，/和及与]|至|到|-)[ \t]{0,4}[一二三四1-4]){1,3}[ \t]{0,4}个?季度"
)  # 三、四季度
_CLAUSE_BREAK = frozenset("\n;；。!！?？,，:：、()（）[]【】~-| \t✅")
_FILLER = re.compile(
    r"(?:^|[\s,，。;；:：!！])(?:嗯+|呃|啊|哦|那个|就是|然后|还有|另外|关于|今天报|报一下|报下|撤回|撤销|退回|催报|催办|更正|订正|补充|补报|取消|同意|抽查|查询|我们"
    r"|我局|我单位|我办|我街道|[一二三四五六七八九十\d]+月份?)+\s*$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One name or one enumeration. The kind is None for a bare number: a task or a livelihood item."""

    start: int
    end: int
    numbers: tuple[tuple[ItemKind | None, int], ...]
    at_head: bool
    doubtful: bool = False  # 任务14还是77
    bare: bool = False  # nothing but the number itself: a weak name
    ranged: bool = False
    inside: bool = False  # a bare number amid a sentence
    left_out: bool = False  # 97除外

    @property
    def plain_numbers(self) -> tuple[int, ...]:
        return tuple(number for _, number in self.numbers)

    @property
    def several(self) -> bool:
        return len(self.numbers) > 1


def named(norm: str) -> Iterator[Mention]:
    """The names of items in the order of the text, each with what it enumerates."""
    at = 0
    while found := _START.search(norm, at):
        mention = _name_at(norm, found)
        # two characters before a number may begin one character later
        at = mention.end if mention else (found.start() + 1 if found["heard"] else found.end())
        if mention:
            yield mention


def _kind(found: re.Match[str]) -> ItemKind | None:
    if found["task"]:
        return ItemKind.TASK
    if found["live"]:
        return ItemKind.LIVELIHOOD
    if found["annex"]:
        return ItemKind.TASK if found["annex"] in "1一" else ItemKind.LIVELIHOOD
    return None


def _name_at(norm: str, found: re.Match[str]) -> Mention | None:
    start, kind = found.start(), _kind(found)
    at_head = _is_head(norm, start)
    if heard := found["heard"]:
        kind = _SOUNDS.get(sound(heard))
        if kind is None or (heard in _REAL_WORDS and not at_head):
            return None
    number = _number(norm, found.end())
    if number is None or _counts(norm, found, number[1], at_head):
        return None
    first, end = number
    suffix = _NUMBER_SUFFIX.match(norm, end)
    end = suffix.end() if suffix else end
    if kind is None and (behind := kind_behind(norm, end)):
        kind, end = behind
    return enumeration(norm, start, end, kind, first, at_head)


def _counts(norm: str, found: re.Match[str], end: int, at_head: bool) -> bool:
    """全年任务120户, 完成任务60%: a figure, not a name."""
    if found["nth"]:
        return bool(COUNTING.match(norm, end)) and not _NUMBER_SUFFIX.match(norm, end)
    if COUNTING.match(norm, end) and not _NUMBER_SUFFIX.match(norm, end):
        return not (at_head and (found["task"] or found["live"])) or norm[end : end + 1] in "%‰"
    before = norm[max(0, found.start() - 4) : found.start()]
    if found["mark"] or found["heard"]:
        return False
    if _NUMBER_SUFFIX.match(norm, end) and norm[end] in "项件条" and not found["annex"]:
        # 任务5项全部完成 counts, 任务第5项 names
        return "第" not in norm[found.start() : end]
    return bool(_COUNTED_TASK.search(before)) and not at_head


def _number(norm: str, at: int) -> tuple[int, int] | None:
    found = _NUMBER.match(norm, at)
    if not found:
        return None
    words, end = found[0], found.end()
    spelled = not words.isdecimal() and len(words) > 1 and "十" not in words and "百" not in words
    if spelled and COUNTING.match(norm, end):
        return whole(words[:-1]), end - 1  # 任务五六个村: the last numeral counts what follows
    return whole(words), end


def enumeration(norm: str, start: int, end: int, kind: ItemKind | None, first: int, at_head: bool) -> Mention:
    """A name or number and whatever continues it: 、45, 至65, 和实事9, （63除外）."""
    numbers: list[tuple[ItemKind | None, int]] = [(kind, first)]
    doubtful = ranged = False
    while step := _next_number(norm, end, kind, numbers[-1][1]):
        sep, kind_found, number, after = step
        kind = kind_found or kind
        if sep in "-~至到" and sep:
            low = numbers[-1][1]
            if not low < number <= low + _RANGE_LIMIT:
                break
            numbers.extend((kind, n) for n in range(low + 1, number + 1))
            ranged = True
        else:
            # 任务44 7 8已完成: items, or what is done of the first?
            doubtful = doubtful or sep.startswith(("还是", "或")) or (sep == " " and number < numbers[-1][1])
            numbers.append((kind, number))
        end = after
    if ranged or len(numbers) > 2:
        numbers, end = _without_exceptions(norm, numbers, end)
    return Mention(start, end, tuple(dict.fromkeys(numbers)), at_head, doubtful, False, ranged)


def _next_number(
    norm: str, at: int, kind: ItemKind | None, last: int
) -> tuple[str, ItemKind | None, int, int] | None:
    """The next member of an enumeration: separator, kind where it is repeated, number, end."""
    separator = _SEPARATOR.match(norm, at)
    if not separator:
        return None
    sep = separator["sep"].strip() or " "
    if sep in _WITH and norm[at].isspace() and not norm[separator.end() - 1].isspace():
        return None  # 任务42 与任务47同步推进
    start = _START.match(norm, separator.end()) if not separator["nth"] else None
    named = bool(start and (start["task"] or start["live"] or start["mark"] or start["annex"]))
    number = _number(norm, start.end() if named and start else separator.end())
    if number is None or (not named and _tells_time(norm, separator.end())):
        return None
    value, end = number
    suffix_names = _NUMBER_SUFFIX.match(norm, end)
    if (COUNTING.match(norm, end) and not suffix_names) or _THINGS.match(norm, end):
        return None
    if not named and sep in " ,，" and value < last and _POINTS.match(norm, end):
        return None  # 任务44 7、8项已完成
    if suffix_names and (norm[end] == "号" or separator["nth"]):
        end = suffix_names.end()
    elif suffix_names:
        return None
    if not named and sep in " ,，" and not _LIST_GOES_ON.match(norm, end):
        return None
    found_kind = _kind(start) if named and start else None
    if suffix_names and not named and (behind := kind_behind(norm, end)):  # 任务45和9号实事
        found_kind, end = behind
    return sep, found_kind, value, end


def _tells_time(norm: str, at: int) -> bool:
    return bool(_MONTHS.match(norm, at) or _QUARTERS.match(norm, at))


def _without_exceptions(
    norm: str, numbers: list[tuple[ItemKind | None, int]], end: int
) -> tuple[list[tuple[ItemKind | None, int]], int]:
    found = _EXCEPT.match(norm, end)
    if not found or not (found["lead"] or found["tail"]):
        return numbers, end
    left_out = {whole(number[0]) for number in _NUMBER.finditer(found["list"])}
    return [pair for pair in numbers if pair[1] not in left_out], found.end()


def _is_head(norm: str, start: int) -> bool:
    """At the start of the message, a line or a clause, or after a word of filling."""
    if start == 0 or norm[start - 1] in _CLAUSE_BREAK:
        return True
    if "\u2460" <= norm[start - 1] <= "\u2473":  # ②任务83
        return True
    if norm[start - 1] in ".、" and _LIST_MARK_BEFORE.search(norm, max(0, start - 6), start):
        return True
    return bool(_FILLER.search(norm, max(0, start - 12), start))


def kind_behind(norm: str, at: int) -> tuple[ItemKind, int] | None:
    """45号任务, 9号实事: the kind that stands behind a number, and where it ends."""
    found = _KIND_AFTER.match(norm, at)
    if not found:
        return None
    return (ItemKind.TASK if found["task"] else ItemKind.LIVELIHOOD), found.end()
