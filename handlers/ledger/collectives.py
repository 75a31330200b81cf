"""Collective units: names that stand for a set of units, which the office has to resolve.

The notice names 各街道办事处, 各行业主管部门, 相关街道办事处 or …领导小组成员单位 as responsible.
Nobody can be reminded by such a name; it stays in the ledger as written and counts as an open question until
the office has said who belongs to it (domain: "Units can be groups").
"""

from __future__ import annotations

import re

_COLLECTIVE = re.compile(
    r"(?:各|相关|有关|其他|全体|全区各|全市各|全县各).+"
    r"|.*(?:成员单位|成员部门|行业主管部门|业务主管部门|业务部门|有关单位|有关部门|相关部门|相关单位|直属单位)"
    r"|.*(?:各部门|各单位|各街道|各镇|各乡镇|各街镇|各镇街|各区县|各县市区)(?:办事处|人民政府|政府)?"
)
_ALIAS = re.compile(r"(?P<name>[^（(]+)[（(](?P<aliases>[^（()）]+)[）)]")
_BODY = re.compile(r"(?:局|办|委|办公室|中心|指挥部|委员会|集团|公司|部|会|院|队|站|所|处)$")

_BARE = frozenset({"指挥部", "领导小组", "办公室", "专班"})  # what a body is, not what it is called


def is_collective(name: str) -> bool:
    """Does the name stand for a set of units?"""
    return bool(_COLLECTIVE.fullmatch(name))


def split_alias(name: str) -> tuple[str, tuple[str, ...]]:
    """区投资促进局（区民营经济局） -> 区投资促进局 and its second name; a name without brackets has none."""
    found = _ALIAS.fullmatch(name)
    if not found:
        return name, ()
    parts = re.split(r"[、，,]", found["aliases"])
    aliases = tuple(part for part in parts if _BODY.search(part) and part not in _BARE)
    return (found["name"], aliases) if aliases else (name, ())
