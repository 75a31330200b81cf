"""Responsible units: how a list of names is split.

Lists are parted by `、` (also `，` `；`) or by line ends; a `、` inside quotation marks or brackets belongs
to one name (区“暖企、助企、兴企”行动领导小组成员单位); a list can end in 等 or 等行业主管部门.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from storage.notices.stream import NONE, Stream

_OPEN, _CLOSE = "（(“‘「《【〔[", "）)”’」》】〕]"
_PARTERS = "、，,；;"
_END = (
    "局|办|委|部|处|科|股|站|所|队|院|校|馆|会|联|段|厅|署|组|班|厂|室|镇|乡|街道|中心|集团|公司|政府|小组|单位|部门|机构|企业|大学"
    "|海关|平台|支行|分行|银行|供电所|合作社|联社|基地|专班|商户|领导|党校"
)
_COMPLETE = re.compile(rf"(?:{_END})$")
_GOVERNMENT = re.compile(r"[区市县省州旗]?(?:委|政府)")  # 县政府有关部门 is one name
_PLAIN = re.compile(r"(?:局|办|委|科|股|站|所|队|院|校|镇|乡|街道|中心|公司|集团)$")
_LOOSE = re.compile(rf"(?:{_END}|区|县|市|州|旗|村|园|社|行|街镇|镇街|乡镇)$")
_BRACKET = re.compile(r"[（(][^（）()]*[）)]$")
_PREFIX = re.compile(
    r"(?:区|市|县|省|各|(?:镇|乡)(?!人民政府|政府)|州|旗|团|共青团|公安|税务|生态|自然资源|消防|国网|国家|驻|相关|有关|其他|人民|中国)"
)
_BARE = re.compile(
    r"(?:办事处|办公室|成员单位|人民政府|分局|委员会|管委会|管理委员会|领导小组|指挥部|专班|(?:服务|发展|促进|管理)*中心|部门|单位|集团|公司)"
)
_OTHERS = re.compile(
    r"(?P<name>.+?)(?P<others>等(?:[\u4e00-\u9fff]{0,16}(?:部门|单位|街道|企业|机构|办事处))?)[。.]?"
)
_ET_CETERA = re.compile(r"等[\u4e00-\u9fff]{0,20}$")
_LEADS = re.compile(r"[（(]牵头(?:单位)?[）)]$")


@dataclass(frozen=True, slots=True)
class UnitList:
    """The names, a trailing 等…, names marked （牵头）, and those before the first mere line end."""

    names: tuple[str, ...]
    others: str | None
    marked: tuple[str, ...]
    first_group: tuple[str, ...]
    complete: bool


def _core(name: str) -> str:
    return _BRACKET.sub("", name)


def is_complete(name: str) -> bool:
    """Does it end as the name of an organisation ends?"""
    return bool(_COMPLETE.search(_core(name)))


def ends_list(text: str) -> bool:
    """Can a list of units end here? A quick look before the long one."""
    tail = text[-60:].rstrip("。.")
    return bool(_LOOSE.search(_core(tail)) or _ET_CETERA.search(tail))


def starts_unit(text: str) -> bool:
    """Does it begin as names of organisations begin (区…, 市…, 各…, 公安…)?"""
    return bool(_PREFIX.match(text))


def _next_piece(stream: Stream, at: int) -> str:
    """What stands from `at` to the next parter or break."""
    end = at + 1
    while end < len(stream) and stream.gap(end) == NONE and stream.chars[end] not in _PARTERS:
        end += 1
    return stream.chars[at:end]


def _new_name(current: str, rest: str) -> bool:
    """Does a break between these part two names, or one name that did not fit on its line?"""
    if not is_complete(current):
        return False
    if _GOVERNMENT.fullmatch(current) and rest.startswith(("有关", "相关", "各")):
        return False
    if starts_unit(rest):
        return True
    plain = not starts_unit(current) and bool(_PLAIN.search(current))
    return plain and len(rest) > 2 and is_complete(rest) and not _BARE.match(rest)


def _cut(stream: Stream) -> list[tuple[int, int, bool]]:
    """(start, end, begun by a break alone) of each name."""
    pieces: list[tuple[int, int, bool]] = []
    start, depth, by_break = 0, 0, False
    for at, char in enumerate(stream.chars):
        if depth == 0 and char in _PARTERS:
            pieces.append((start, at, by_break))
            start, by_break = at + 1, False
        elif (
            depth == 0
            and at > start
            and stream.gap(at) != NONE
            and _new_name(stream.chars[start:at], _next_piece(stream, at))
        ):
            pieces.append((start, at, by_break))
            start, by_break = at, True
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
    pieces.append((start, len(stream), by_break))
    return [piece for piece in pieces if piece[0] < piece[1]]


def split_units(stream: Stream) -> UnitList:
    """The names of a unit cell."""
    names: list[str] = []
    marked: list[str] = []
    first_group = 0
    others = None
    pieces = _cut(stream)
    for index, (start, end, by_break) in enumerate(pieces):
        name = stream.part(start, end).text.rstrip("。.")
        if by_break and not first_group:
            first_group = len(names)
        if index == len(pieces) - 1:
            name, others = _split_others(name)
        if _LEADS.search(name):
            name = _LEADS.sub("", name)
            marked.append(name)
        if name:
            names.append(name)
    return UnitList(
        tuple(names),
        others,
        tuple(marked),
        tuple(names[: first_group or len(names)]),
        bool(names) and all(_LOOSE.search(_core(name)) for name in names),
    )


def _split_others(name: str) -> tuple[str, str | None]:
    """区投资促进局等行业主管部门 -> 区投资促进局, 等行业主管部门."""
    found = _OTHERS.fullmatch(name)
    return (found["name"], found["others"]) if found and is_complete(found["name"]) else (name, None)
