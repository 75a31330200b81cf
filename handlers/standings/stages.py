"""How far the work is: what has only begun does not count for what is to be done, nor the other way round."""

from __future__ import annotations

import re
from functools import lru_cache

from handlers.standings.senses import without_numbers

_BEGINNING = r"开工|动工|启动|进场|奠基"
_PARTS = (
    r"封顶|主体|桩基|基础(?=施工|开挖|完[成工]|已?完)|基坑|外墙|立面|装修|管网铺设|招标|招投标|中标|挂网|立项|可研"
    r"|选址|设计|图审|前期|征地|地勘|勘察|方案"
)
_UNDER_WAY = re.compile(
    rf"{_BEGINNING}|{_PARTS}|在建|在施|正在|施工(?!许可)|(?:建设|改造|推进|实施|修复|治理|更新|办理)(?:之?中|当中)"
)
_BEGUN = re.compile(_BEGINNING)
_FINISHED = re.compile(
    r"[建完修盖弄做]好|建成|完[工成]|竣工|建完|做完|交付|投用|投入(?:使用|运[营行])|启用|开放|开业|验收|办结|销号|入住"
)
_WORK = r"(?:结构|工程|施工|建设|工作|手续|作业|阶段)*"
_PART_FINISHED = re.compile(
    rf"(?:完成|实现)了?(?:{_PARTS}|{_BEGINNING})(?:{_PARTS}|{_BEGINNING})*{_WORK}"
    rf"|(?:{_PARTS}){_WORK}(?:已经?|全部|均|基本)*(?:建成|完[成工]|竣工|封顶|验收)"
)


@lru_cache(maxsize=8192)
def of_other_stage(words: str, metric: str) -> bool:
    """Whether words tell of another stage than the target's: 3处封顶 and 2处开工 of what is to be completed.

    A stage that the metric names itself is the target's. Where beginnings are wanted (开工新建6处), a
    completion (竣工3处) is none, though 完成 alone may be one.
    """
    words = without_numbers(words)
    named = [found for found in _UNDER_WAY.findall(words) if found not in metric]
    finished = _FINISHED.search(_PART_FINISHED.sub("", words))
    if _BEGUN.search(metric) and not _FINISHED.search(metric):
        return not _BEGUN.search(words) and bool(named or (finished and finished[0] != "完成"))
    return bool(named) and not finished


@lru_cache(maxsize=8192)
def stage_of(words: str) -> str:
    """The stage that is under way: 开工, 封顶; "" where the work is done, or none is named."""
    found = _UNDER_WAY.findall(words)
    return "" if not found or _FINISHED.search(_PART_FINISHED.sub("", words)) else str(found[0])
