"""What is different between two sets of a bulletin's figures: its table, units' words, who reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from handlers.standings.picture import Stage
from handlers.wording.standings import STAGES

_DEBTS = {"late": "逾期报送", "returned": "退回后尚未重报", "missing": "未报送"}
_COUNTS = {"due": "应报", "in_time": "按时报送", **_DEBTS}

Figures = Mapping[str, Any]


def differences(before: Figures, after: Figures) -> tuple[str, ...]:
    """A line each, headed by the items it is about or by 报送情况.

    实事3：状态由“未报”改为“按计划推进”，进展由“—”改为“…”; 报送情况：未报送由3项次改为2项次;
    实事3：区妇联由“未报送”改为“逾期报送”.
    """
    return (*_rows(before, after), *_details(before, after), *_reports(before, after))


def draft_differences(before: Figures, after: Figures) -> tuple[str, ...]:
    """Also which units are named that were not, or no longer: of a draft each of them matters."""
    former, now = before["criticised"], after["criticised"]
    gone = [unit for unit in former if unit not in now]
    new = [unit for unit in now if unit not in former]
    parts = [f"{word}{'、'.join(units)}" for word, units in (("减少", gone), ("增加", new)) if units]
    named = (f"点名单位：{'，'.join(parts)}",) if parts else ()
    return (*differences(before, after), *named)


def _rows(before: Figures, after: Figures) -> Iterator[str]:
    rows = {row["item"]: row for row in before["rows"]}
    for row in after["rows"]:
        former = rows.get(row["item"])
        if former is None:
            continue
        parts = []
        if former["state"] != row["state"]:
            old, new = (STAGES[Stage(one["state"])] for one in (former, row))
            parts.append(f"状态由“{old}”改为“{new}”")
        if former["progress"] != row["progress"]:
            parts.append(f"进展由“{former['progress']}”改为“{row['progress']}”")
        if parts:
            yield f"{row['item']}：{'，'.join(parts)}"


def _details(before: Figures, after: Figures) -> Iterator[str]:
    """Of a single item: whose words have changed (the words themselves stand in the text)."""
    former = {one["unit"]: one for one in before["details"]}
    for one in after["details"]:
        if former.get(one["unit"]) not in (None, one):
            yield f"{after['item']}：{one['unit']}的报送内容有变动"


def _reports(before: Figures, after: Figures) -> Iterator[str]:
    former, now = before.get("reports"), after.get("reports")
    if not former or not now:
        return
    counts = [(word, _count(former[name]), _count(now[name])) for name, word in _COUNTS.items()]
    if parts := [f"{word}由{old}项次改为{new}项次" for word, old, new in counts if old != new]:
        yield f"报送情况：{'，'.join(parts)}"
    yield from _moves(_debts(former), _debts(now))


def _moves(former: Mapping[tuple[str, str], str], now: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Unit by unit, with the items whose report is another class's now."""
    moved: dict[tuple[str, str], list[str]] = {}
    for place in dict.fromkeys((*former, *now)):
        old, new = former.get(place, ""), now.get(place, "")
        if old != new:
            unit, item = place
            moved.setdefault((unit, _moved(old, new)), []).append(item)
    for (unit, how), items in moved.items():
        yield f"{'、'.join(items)}：{unit}{how}"


def _moved(old: str, new: str) -> str:
    """What is in neither list came in time, or is owed no more: that it is not listed is true of both."""
    if not new:
        return f"不再列为“{old}”"
    return f"由“{old}”改为“{new}”" if old else f"列为“{new}”"


def _count(value: Any) -> int:
    return value if isinstance(value, int) else sum(len(debt["items"]) for debt in value)


def _debts(reports: Figures) -> dict[tuple[str, str], str]:
    return {
        (debt["unit"], item): word
        for name, word in _DEBTS.items()
        for debt in reports[name]
        for item in debt["items"]
    }
