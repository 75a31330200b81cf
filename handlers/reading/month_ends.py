"""Plans by the ends of months: 3月底…, 6月底…, 9月底…, 12月底… are the four quarters, 全年 and 年底 the last."""

from __future__ import annotations

import re

_LEAD = r"(?:力争|确保|争取|预计|截[至止]|至|到|在|于)*"
_MONTHS = {"3": "q1", "三": "q1", "6": "q2", "六": "q2", "9": "q3", "九": "q3"}
_END = re.compile(
    rf"(?:(?<=[\s,;，；。、:：)）\]】])|\A){_LEAD}"
    r"(?:(?P<month>12|[369]|十二|[三六九])月份?(?:(?:底|末|3[01]日)(?:之?前)?|(?=\s?:))|年中|全年|年底(?:之?前)?|年末|年内)"
    r"(?P<colon>\s?(?:目标|计划)?\s?:)?"
)
_AFTER = re.compile(r"(?:的?(?:目标|计划))?(?:均|都)?(?:就?是|为|改为|改成|调整为|应为|[:,\s])*")


def month_ends(norm: str, start: int, end: int, *, headed: bool = False) -> list[tuple[str, int, int]]:
    """The headings by month ends in norm[start:end]: quarter (q1 to q4), where each begins and its goal does.

    `headed`: only those before a colon. 6月底 within a goal (完成选址，力争6月底开工) looks the same; so this is
    only asked of what is a plan, and where no quarter is named.
    """
    found = []
    for one in _END.finditer(norm[:end], start):
        if headed and not one["colon"]:
            continue
        after = _AFTER.match(norm, one.end(), end)
        found.append((_quarter(one), one.start(), after.end() if after else one.end()))
    return found


def _quarter(found: re.Match[str]) -> str:
    if found["month"]:
        return _MONTHS.get(found["month"], "q4")
    return "q2" if "年中" in found[0] else "q4"
