"""Names of items in a message: 任务42, 实事6、7, 任务60至65（63除外）, #42, 附件2第6项, 43号, 任物五十三."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from handlers.ledger.items import ItemKind
from handlers.reading.leftout import LeftOut, left_out
from handlers.reading.measures import COUNTING, UNIT
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
_NUMBER_SUFFIX = re.compile(r"\s*(?:号(?!楼|地块|线|院|路)|项|条|件)(?!次)")
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
_BARE_HEAD = re.compile(
    rf"(?:(?<=^)|(?<=[\n;；。!！]))(?P<lead>[ \t]{{0,4}}第?[ \t]{{0,4}})(?P<no>{ORDINAL})(?P<after>[号项条]?)"
)
_CONTRAST = "就是|只是|只有|仅有?|唯独|唯有|除了?"
# amid the words about other items: …建成2处 61正常，但64、65滞后
_BARE_INSIDE = re.compile(
    rf"(?<=[，,、;；。:：(（\n \t])(?P<lead>(?:但是?|不过|其中|另外|还有|然后|再就是|还?有?(?:其余|其他|剩下|剩余)的?"
    rf"|{_CONTRAST})?[ \t]{{0,2}})(?P<no>[1-9]\d{{0,2}})(?![\d%]|\.\d)"
)
_CONTRASTS = re.compile(rf"(?:但是?|不过|{_CONTRAST})")
_SET_APART = re.compile(rf"(?:但是?|不过|{_CONTRAST})\s*$")
_AMENDING_HEAD = re.compile(r"\s*(?:更正|订正|补充|补报|修改|勘误)[:：\s]*")
_SAYS_MORE = re.compile(r"[ \t]{0,3}[:：=]?[ \t]{0,3}[一-龥a-z“\"《(]")
_MARKED = re.compile(r"[ \t]{0,2}[.、)）】-][ \t]{0,3}[一-龥“\"《]")
# 71:1300套, 62 9个班; but 61 200人 is a number with its thousands apart
_FIGURE_AFTER = re.compile(
    rf"(?:[ \t]{{0,2}}[:：=][ \t]{{0,2}}|[ \t]{{1,3}}(?!\d{{3}}\D))\d[\d.]*\s?(?:[%‰万亿]|{UNIT})"
)
_STATE = re.compile(
    r"[ \t]{0,2}[:：]?(?:都|均|也|已经?|按|暂)?(?:正常|完成|推进|滞后|进展|无问题|没问题|启动|开工)"
)
_ALWAYS_TASK = 21  # a bare number from here on can only be a task
_LAST_TASK = 110
_LIST_MARK_BEFORE = re.compile(r"(?:^|[\n;；。])\s*[(（]?\d{1,2}\s*[.、)）]\s*$")
_ITEM_WORDS = frozenset("号项条")
_NUMBERED_THING = re.compile(r"号(?:楼|地块|线|院|路|公告|文|前|之前|上午|下午)")
_COUNTED_TASK = re.compile(r"(?:完成|全年|全部|目标|阶段|季度|超额|总|下达|各项|分解|落实|年度|改善|保障)$")
_DATE_BEFORE = re.compile(r"(?:月|年)\s*$")
_LIST_GOES_ON = re.compile(
    r"\s*(?:$|[:：,，、;；。\n(（]|都|均|全|情况|进展|数据|本月|一起|一块|一并|合并|分别|同步|正常"
    r"|这|的|也|已|\d)"
)
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


def find_mentions(norm: str, own: frozenset[int] = frozenset()) -> list[Mention]:
    """All names of items in the order of the text, without overlap.

    `own` are the numbers of the sender's items: amid a sentence a bare number names nothing else.
    """
    found = list(_named(norm))
    found = _beside(found, _bare_heads(norm))
    if own:
        inside = list(_bare_inside(norm, own))
        if found or _AMENDING_HEAD.match(norm) or sum(one.numbers[0][1] in own for one in inside) > 1:
            found = _beside(found, inside)
    found = _with_exceptions(norm, found)
    return [_doubted(norm, mention, found) for mention in found]


def _doubted(norm: str, mention: Mention, found: list[Mention]) -> Mention:
    """A single bare number after a mere blank (目前 45 正在推进) may count something."""
    alone = mention.inside and norm[mention.start - 1] in " \t" and sum(one.bare for one in found) == 1
    if alone and not _AMENDING_HEAD.fullmatch(norm, 0, mention.start):
        return replace(mention, doubtful=True)
    return mention


def _beside(named: list[Mention], more: Iterable[Mention]) -> list[Mention]:
    """Both, where those that overlap a name are left out."""
    free = [
        found
        for found in more
        if not any(name.start < found.end and found.start < name.end for name in _near(named, found))
    ]
    return sorted(named + free, key=lambda mention: mention.start) if free else named


def _bare_inside(norm: str, own: frozenset[int]) -> Iterator[Mention]:
    """Bare numbers of the sender's own items at the beginning of a clause, or after a blank."""
    reached = 0
    for found in _BARE_INSIDE.finditer(norm):
        number, end = int(found["no"]), found.end("no")
        if found.start() < reached:
            continue
        if number not in own:
            if _ALWAYS_TASK <= number <= _LAST_TASK and _STATE.match(norm, end):
                yield Mention(
                    found.start(), end, ((None, number),), at_head=True, doubtful=True, bare=True, inside=True
                )
            continue
        sure = number >= _ALWAYS_TASK
        if sure and _FIGURE_AFTER.match(norm, end):
            yield Mention(found.start(), end, ((None, number),), at_head=True, bare=True, inside=True)
            continue
        if norm[end : end + 1] == "号" and not _NUMBERED_THING.match(norm, end):
            end += 1
        elif COUNTING.match(norm, end):
            continue
        mention = _enumeration(norm, found.start(), end, None, number, at_head=True)
        reached = mention.end
        says_more = _SAYS_MORE.match(norm, reached) or (sure and _MARKED.match(norm, reached))
        if says_more and all(number in own for _, number in mention.numbers):
            yield replace(mention, bare=True, inside=True)


def _with_exceptions(norm: str, mentions: list[Mention]) -> list[Mention]:
    """任务95-98正常 97除外, 任务60-65正常，但64只有75%: the words before hold for the others only."""
    if not any(mention.several for mention in mentions):
        return mentions
    outs = list(left_out(norm))
    covered = {
        mention.start
        for mention in mentions
        if any(out.start <= mention.start < out.end for out in _near_out(outs, mention))
    }
    marks = [
        Mention(out.start, out.end, tuple((None, no) for no in out.numbers), at_head=True, left_out=True)
        for out in outs
    ]
    found: list[Mention] = []
    wide: int | None = None  # where the last enumeration stands
    for mention in sorted([*mentions, *marks], key=lambda one: (one.start, not one.left_out)):
        of_it = wide is not None and bool(set(mention.plain_numbers) & set(found[wide].plain_numbers))
        if mention.left_out:
            if of_it and wide is not None:
                found[wide] = _without(found[wide], mention.plain_numbers)
                # what follows is about the others too
                found.append(replace(mention, numbers=found[wide].numbers))
            continue
        if mention.start in covered and found and found[-1].left_out and mention.start < found[-1].end:
            continue
        if of_it and wide is not None and (lead := _set_apart(norm, mention)) is not None:
            found[wide] = _without(found[wide], mention.plain_numbers)
            mention = replace(mention, start=lead, at_head=True)  # noqa: PLW2901
        elif mention.several:
            wide = len(found)
        found.append(mention)
    return found


def _near_out(outs: list[LeftOut], mention: Mention) -> list[LeftOut]:
    at = bisect_right(outs, mention.start, key=lambda out: out.start)
    return outs[max(0, at - 1) : at]


def _set_apart(norm: str, mention: Mention) -> int | None:
    """Where the word begins that sets a mention apart from all (但, 只有, 除了), or none."""
    low = max(0, mention.start - 4)
    before = _SET_APART.search(norm[low : mention.start])
    if before:
        return low + before.start()
    return mention.start if mention.inside and _CONTRASTS.match(norm, mention.start) else None


def _without(mention: Mention, numbers: tuple[int, ...]) -> Mention:
    return replace(mention, numbers=tuple(pair for pair in mention.numbers if pair[1] not in numbers))


def _near(named: list[Mention], found: Mention) -> list[Mention]:
    low, high = 0, len(named)
    while low < high:
        middle = (low + high) // 2
        if named[middle].end <= found.start:
            low = middle + 1
        else:
            high = middle
    return named[low : low + 2]


def _kind(found: re.Match[str]) -> ItemKind | None:
    if found["task"]:
        return ItemKind.TASK
    if found["live"]:
        return ItemKind.LIVELIHOOD
    if found["annex"]:
        return ItemKind.TASK if found["annex"] in "1一" else ItemKind.LIVELIHOOD
    return None


def _named(norm: str) -> Iterator[Mention]:
    at = 0
    while found := _START.search(norm, at):
        mention = _name_at(norm, found)
        # two characters before a number may begin one character later
        at = mention.end if mention else (found.start() + 1 if found["heard"] else found.end())
        if mention:
            yield mention


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
    if kind is None and (after := _KIND_AFTER.match(norm, end)):
        kind = ItemKind.TASK if after["task"] else ItemKind.LIVELIHOOD
        end = after.end()
    return _enumeration(norm, start, end, kind, first, at_head)


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


def _enumeration(
    norm: str, start: int, end: int, kind: ItemKind | None, first: int, at_head: bool
) -> Mention:
    numbers: list[tuple[ItemKind | None, int]] = [(kind, first)]
    doubtful = ranged = False
    while step := _next_number(norm, end, kind):
        sep, kind_found, number, after = step
        kind = kind_found or kind
        if sep in "-~至到" and sep:
            low = numbers[-1][1]
            if not low < number <= low + _RANGE_LIMIT:
                break
            numbers.extend((kind, n) for n in range(low + 1, number + 1))
            ranged = True
        else:
            numbers.append((kind, number))
            doubtful = doubtful or sep.startswith(("还是", "或"))
        end = after
    if ranged or len(numbers) > 2:
        numbers, end = _without_exceptions(norm, numbers, end)
    return Mention(start, end, tuple(dict.fromkeys(numbers)), at_head, doubtful, False, ranged)


def _next_number(norm: str, at: int, kind: ItemKind | None) -> tuple[str, ItemKind | None, int, int] | None:
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
    if number is None:
        return None
    value, end = number
    suffix_names = _NUMBER_SUFFIX.match(norm, end)
    if COUNTING.match(norm, end) and not suffix_names:
        return None
    if suffix_names and (norm[end] == "号" or separator["nth"]):
        end = suffix_names.end()
    elif suffix_names:
        return None
    if not named and sep in " ,，" and not _LIST_GOES_ON.match(norm, end):
        return None
    found_kind = _kind(start) if named and start else None
    if suffix_names and not named and (after := _KIND_AFTER.match(norm, end)):  # 任务45和9号实事
        found_kind, end = (ItemKind.TASK if after["task"] else ItemKind.LIVELIHOOD), after.end()
    return sep, found_kind, value, end


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


def _bare_heads(norm: str) -> Iterator[Mention]:
    reached = 0
    for found in _BARE_HEAD.finditer(norm):
        end = _bare_end(norm, found)
        if end is None or found.start("no") < reached:
            continue
        mention = _bare_list(norm, found, end)
        reached = mention.end
        yield mention


def _bare_end(norm: str, found: re.Match[str]) -> int | None:
    """Where a number at the head of a line or sentence ends, if it may name an item."""
    at, after = found.end("no"), found["after"]
    if after not in _ITEM_WORDS:
        if not found["no"].isdecimal():
            return None
        figure = int(found["no"]) >= _ALWAYS_TASK and _FIGURE_AFTER.match(norm, at)
        return at if figure or not COUNTING.match(norm, at) else None
    if after == "号":
        return None if _NUMBERED_THING.match(norm, at) else at + 1
    # 第4项 names, 4项 counts
    return at + 1 if "第" in found["lead"] else None


def _bare_list(norm: str, found: re.Match[str], end: int) -> Mention:
    start = found.start("no") - found["lead"].count("第")
    mention = _enumeration(norm, start, end, None, whole(found["no"]), at_head=True)
    kind = _KIND_AFTER.match(norm, mention.end) if mention.end > found.end("no") else None
    if not kind:
        return replace(mention, bare=True)
    named = ItemKind.TASK if kind["task"] else ItemKind.LIVELIHOOD
    numbers = tuple((named, number) for _, number in mention.numbers)
    return replace(mention, end=kind.end(), numbers=numbers)
