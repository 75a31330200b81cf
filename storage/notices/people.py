"""Lead leaders: names found by where they stand, never by who they are.

Between the sentence that ends a task and the units stands a column of short names, one a line or several on
one, those of two characters padded (`张 健`); or a role instead of a name (各分管副区长).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from storage.notices.stream import NONE, Stream
from storage.notices.units import is_complete, starts_unit

_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦"
    "季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈"
    "鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆"
    "党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌"
    "闫肖代祖"
)
_COMPOUND = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "皇甫",
    "尉迟",
    "慕容",
    "令狐",
    "东方",
    "公孙",
    "夏侯",
    "端木",
    "呼延",
    "司徒",
)
_HAN = re.compile(r"[\u4e00-\u9fff·]+")
_ROLE = re.compile(
    r"(?:区|市|县|镇|州)?(?:政府)?(?:各|各位|有关|相关)?(?:分管|联系|常务)?副?(?:区|市|县|镇|乡|州|旗)长"
    r"|(?:区|市|县)?(?:委|政府)?(?:各|各位|有关|相关)?(?:分管|联系|主要)(?:区|市|县)?(?:政府)?领导"
)
_END = re.compile(r"[。！？；!?;][”’）)」』]?$")


def ends_sentence(stream: Stream, at: int) -> bool:
    """Does a sentence end just before `at`?"""
    return bool(_END.search(stream.chars[max(0, at - 2) : at]))


def leader_at(stream: Stream, at: int, names: frozenset[str]) -> int:
    """Where the leader that begins at `at` ends; `at` itself where none does."""
    role = _ROLE.match(stream.chars, at)
    if role:
        return role.end()
    for length in (4, 3, 2):
        end = at + length
        if stream.chars[at:end] in names and _parted(stream, end):
            return end
    return at


def _parted(stream: Stream, end: int) -> bool:
    """Does a name end here: at a break, at a parter, or glued to what begins like a unit?"""
    return (
        end >= len(stream)
        or stream.gap(end) != NONE
        or stream.chars[end] in "、，,"
        or starts_unit(stream.chars[end : end + 4])
        or bool(_ROLE.match(stream.chars, end))
        or stream.chars[end] in _SURNAMES
    )


def find_names(stream: Stream, *, surely: bool) -> frozenset[str]:
    """The leaders' names of a table; `surely` where its head has a column for leaders."""
    found: Counter[str] = Counter()
    glued: Counter[str] = Counter()
    for at in range(1, len(stream)):
        if ends_sentence(stream, at):
            found.update(_column(stream, at, surely=surely))
            glued.update(_glued(stream, at))
    again = {name for name, times in glued.items() if times > 1}
    return frozenset(found) | frozenset(again)


def _column(stream: Stream, at: int, *, surely: bool) -> Iterator[str]:
    """The names that stand one after another from `at`, each with a break around it."""
    first = True
    while stream.gap(at) != NONE:
        role = _ROLE.match(stream.chars, at)
        end = role.end() if role else _token_end(stream, at)
        name = stream.chars[at:end]
        if not role:
            if not _is_name(name, surely=surely and first and stream.gap(end) != NONE):
                return
            yield name
        at, first = end, False
        if at < len(stream) and stream.chars[at] in "、，":
            at += 1


def names_at_end(row: Stream) -> int:
    """Where the names begin that a row ends with (tables whose last column names the leaders)."""
    start = len(row)
    while True:
        token = next((at for at in range(start - 1, 0, -1) if row.gap(at) != NONE), 0)
        if token and start - token == 1:
            token = next((at for at in range(token - 1, 0, -1) if row.gap(at) != NONE), 0)
        if not token or not _is_name(row.chars[token:start], surely=False):
            return start
        start = token


def _token_end(stream: Stream, at: int) -> int:
    """The end of what stands between two breaks; `张 健` counts as one."""
    end = at + 1
    while end < len(stream) and stream.gap(end) == NONE and stream.chars[end] not in "、，":
        end += 1
    if end == at + 1 and end + 1 <= len(stream) and stream.gap(end + 1) != NONE and stream.gap(end) != NONE:
        return end + 1
    return end


def _is_name(token: str, *, surely: bool) -> bool:
    if not 2 <= len(token) <= 4 or not _HAN.fullmatch(token) or starts_unit(token):
        return False
    if token[0] in _SURNAMES and (len(token) <= 3 or token.startswith(_COMPOUND)):
        return len(token) == 2 or not is_complete(token)
    return surely and not is_complete(token)


def _glued(stream: Stream, at: int) -> Iterator[str]:
    """A name without blanks before the unit: 张源区教育体育局."""
    if stream.chars[at] not in _SURNAMES:
        return
    for length in (2, 3):
        name, end = stream.chars[at : at + length], at + length
        if _HAN.fullmatch(name) and end < len(stream) and starts_unit(stream.chars[end : end + 4]):
            yield name
            return
