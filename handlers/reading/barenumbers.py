"""Bare numbers that name an item: at the head of a line (60 建成2处), or amid a sentence (…，61正常)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from handlers.reading.measures import COUNTING, NUMBERED, UNIT
from handlers.reading.names import Mention, enumeration, kind_behind
from handlers.reading.numerals import ORDINAL, whole

CONTRAST = "就是|只是|只有|仅有?|唯独|唯有|除了?"
_BARE_HEAD = re.compile(
    rf"(?:(?<=^)|(?<=[\n;；。!！]))(?P<lead>[ \t|]{{0,4}}第?[ \t]{{0,4}})(?P<no>{ORDINAL})(?P<after>[号项条]?)"
)
# amid the words about other items: …建成2处 61正常，但64、65滞后
_BARE_INSIDE = re.compile(
    rf"(?<=[，,、;；。:：(（\n \t])(?P<lead>(?:但是?|不过|其中|另外|还有|然后|再就是|还?有?(?:其余|其他|剩下|剩余|余下)的?"
    rf"|{CONTRAST})?[ \t]{{0,2}})(?P<no>[1-9]\d{{0,2}})(?![\d%]|\.\d)"
)
_SAYS_MORE = re.compile(r"[ \t]{0,3}[:：=]?[ \t]{0,3}[一-龥a-z“\"《(]")
_MARKED = re.compile(r"[ \t]{0,2}[.、)）】-][ \t]{0,3}[一-龥“\"《]")
# 71:1300套, 62 9个班; but 61 200人 is a number with its thousands apart
_FIGURE_AFTER = re.compile(
    rf"(?:[ \t]{{0,2}}[:：=][ \t]{{0,2}}|[ \t]{{1,3}}(?!\d{{3}}\D))\d[\d.]*\s?(?:[%‰万亿]|{UNIT})"
)
# 60-2处，61-8所: a dash between number and figure, from the first one on
_DASHED_HEAD = re.compile(r"\s*[1-9]\d{1,2}[ \t]?-[ \t]?\d")
_DASHED = re.compile(rf"[ \t]?-[ \t]?(?P<figure>\d[\d.]*)\s?(?:[%‰万亿]|{UNIT})")
_SO_MANY_THINGS = re.compile("[两二三四五六七八九][所家座栋处户名位]")  # 60、61两所中学
_STATE = re.compile(
    r"[ \t]{0,2}[:：]?(?:都|均|也|已经?|按|暂)?(?:正常|完成|推进|滞后|进展|无问题|没问题|启动|开工)"
)
NO_LIST_MARK = 21  # so large a number counts no points of a list: it is an item's, or a figure
_ITEM_WORDS = frozenset("号项条")
_NUMBERED_THING = re.compile(rf"号(?:{NUMBERED}|公告|文|前|之前|上午|下午)")


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of the sender's own items, and of all that the ledger has."""

    own: frozenset[int] = frozenset()
    known: frozenset[int] = frozenset()


def bare_heads(norm: str) -> Iterator[Mention]:
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
        figure = int(found["no"]) >= NO_LIST_MARK and _FIGURE_AFTER.match(norm, at)
        return at if figure or not COUNTING.match(norm, at) else None
    if after == "号":
        return None if _NUMBERED_THING.match(norm, at) else at + 1
    # 第4项 names, 4项 counts
    return at + 1 if "第" in found["lead"] else None


def _bare_list(norm: str, found: re.Match[str], end: int) -> Mention:
    start = found.start("no") - found["lead"].count("第")
    mention = enumeration(norm, start, end, None, whole(found["no"]), at_head=True)
    if mention.several and _SO_MANY_THINGS.match(norm, mention.end):
        return replace(mention, bare=True, doubtful=True)
    behind = kind_behind(norm, mention.end) if mention.end > found.end("no") else None
    if not behind:
        return replace(mention, bare=True)
    kind, end = behind
    return replace(mention, end=end, numbers=tuple((kind, number) for number in mention.plain_numbers))


def _is_dashed(norm: str, number: int, end: int) -> bool:
    """Not a range: 60-90平方米."""
    found = _DASHED.match(norm, end)
    return found is not None and float(found["figure"].rstrip(".")) <= number


def bare_inside(norm: str, numbers: Numbers) -> Iterator[Mention]:
    """Bare numbers of the sender's own items at the beginning of a clause, or after a blank."""
    reached = 0
    dashed = _DASHED_HEAD.match(norm) is not None
    for found in _BARE_INSIDE.finditer(norm):
        number, end = int(found["no"]), found.end("no")
        if found.start() < reached:
            continue
        if number not in numbers.own:
            if number >= NO_LIST_MARK and number in numbers.known and _STATE.match(norm, end):
                yield Mention(
                    found.start(), end, ((None, number),), at_head=True, doubtful=True, bare=True, inside=True
                )
            continue
        sure = number >= NO_LIST_MARK
        if sure and (_FIGURE_AFTER.match(norm, end) or (dashed and _is_dashed(norm, number, end))):
            yield Mention(found.start(), end, ((None, number),), at_head=True, bare=True, inside=True)
            continue
        if _NUMBERED_THING.match(norm, end):
            continue
        if norm[end : end + 1] == "号":
            end += 1
        elif COUNTING.match(norm, end):
            continue
        mention = enumeration(norm, found.start(), end, None, number, at_head=True)
        reached = mention.end
        says_more = _SAYS_MORE.match(norm, reached) or (sure and _MARKED.match(norm, reached))
        if says_more and all(number in numbers.own for _, number in mention.numbers):
            yield replace(mention, bare=True, inside=True)
