"""What stands between the name of an item and what is said about it: （8月）, 的情况, a unit, a scope."""

from __future__ import annotations

import re

from handlers.ledger.months import Month
from handlers.reading.monthwords import HEADING, stated_in_heading
from handlers.reading.shapes import Written

_SIDE_NOTE = re.compile(
    r"\s*[(（](?!(?:完成|进展|推进|落实)情况|(?:存在)?问题|原因|下一?步)(?P<words>[^()（）\n]{1,30})[)）]"
)
_OURS = re.compile(
    r"\s*(?:由)?(?:我们|我局|我单位|我办|我街道|我中心|我们局|我们这边|本单位)(?:单位|局)?(?:负责"
    r"|承担|牵头|承办|分工)的?(?:部分|这块|内容|是|有)?[:：，,\s]*"
    r"|\s*(?:我们|我局|我单位|我办|我街道|本单位)[一-龥]{0,4}(?:部分|这块|那块|这边)的?[:：，,\s]*"
)
_OWN_PART = re.compile(r"部分|这块|我单位|我局|我们|方面|板块")
_REMARK = re.compile(
    r"\s*(?:[一-龥]{2,8}|咱|俺)?(?:这|那)(?:一)?项(?:工作|任务)?(?=[:：,，])"
    r"|\s*(?:这|那|该|此)(?:一)?(?:项|个|件|块)(?:工作|任务|事)?(?:啊|呢|吧|呀)?(?=[:：,，\s]|[还没未已正目])"
    r"|\s*(?:这|那|的|几|两|三|项|个|块|些|号)*(?:的)?(?:(?:情况|进展|数据|工作|进度|这块|那块|那边"
    r"|方面)(?:是|汇报|报告|报送)?(?:如下)?(?=[:：,，\s]|$)"
    r"|(?:一起|一块|合并|一并|统一|分别|依次)(?:报|汇报|填报|填|说|报告)?(?:一下)?(?:如下)?(?=[:：,，\s]|$)"
    r"|(?:以上|上述|这)?[两二三四五六七八九十几\d]+(?:项|个|件|条)(?:工作|任务|事项|实事)?(?=都|均|全|也)"
    r"|(?:是|属于)(?:一回事|同一(?:件事|项|个)|一码事|一个事).{0,6}?(?=[:：,，\s]|$)|(?:情况|内容"
    r"|口径|进展)?(?:都|均|也)?(?:是)?(?:一样|相同|一致)的?(?=[:：,，\s]|$)"
    r"|(?:都|均|今天|现在|现|先)*(?:汇报|填报|报送|上报|报|更新|补报|说(?=一?下))(?:一下|下|如下|这个)?(?=[:：,，\s]|$))"
)
_UNIT_HEADING = re.compile(
    r"\s*[一-龥0-9]{1,14}(?:局|委|办|中心|联|街道|集团|部分|方面|部门|分局|办事处|公司|院|所"
    r"|站)(?:\s*[:：]|(?:这边|这块|方面)的?[:：，,\s]*|部分[:：，,\s])"
)
_LOOSE = re.compile(r"[\s:：,，、;；。.\-~|)）】\]]*")
_OF = re.compile(r"的(?!士|确)")


def skip_heading(norm: str, start: int, end: int, written: Written) -> tuple[int, Month | None, bool]:
    """Past side notes, month, 的情况 and the name of a unit; with the month and whether it is a part only."""
    at, month, partial = start, None, False
    while True:
        at = skip_loose(norm, at, end)
        step = _heading_step(norm, at, end)
        if step is None:
            break
        month = month or stated_in_heading(norm[at:step], written)
        partial = partial or bool(norm[at : at + 1] in "(（" and _OWN_PART.search(norm[at:step]))
        at = step
    if (found := _OF.match(norm, at, end)) and found.end() < end:
        at = found.end()
    if (found := _OURS.match(norm, at, end)) and found.end() < end:
        at, partial = found.end(), True
    return at, month, partial


def skip_loose(norm: str, at: int, end: int) -> int:
    """Past blanks and punctuation."""
    found = _LOOSE.match(norm, at, end)
    return found.end() if found else at


def _heading_step(norm: str, at: int, end: int) -> int | None:
    for pattern in (HEADING, _SIDE_NOTE, _REMARK, _UNIT_HEADING):
        found = pattern.match(norm, at, end)
        if found and found.end() > at and not (pattern is HEADING and norm[at : found.end()].isdecimal()):
            return found.end()
    return None
