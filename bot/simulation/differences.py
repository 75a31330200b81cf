"""The ledger at the end against what was meant: every place where they are not the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.simulation.meanings import Meant, MeantPlan
from bot.simulation.year import Meaning
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.standings.figures import scaled

_WORDS = ("problem", "cause", "next_step", "stage_met", "finished")
_LABELS = {
    "figures": "数字",
    "percent": "比例",
    "problem": "问题",
    "cause": "原因",
    "next_step": "下一步",
    "stage_met": "阶段目标",
    "finished": "办结申请",
    "q1": "一季度",
    "q2": "二季度",
    "q3": "三季度",
    "q4": "四季度",
    "principal": "主要负责人",
    "deputy": "分管负责人",
}
_GONE = frozenset({"superseded", "withdrawn"})
WRONG_PLACE = "事项"


@dataclass(frozen=True, slots=True)
class Difference:
    """`month` None for a plan; `what` is the field, or WRONG_PLACE for what was never meant to be there."""

    item: ItemRef
    unit: str
    month: Month | None
    what: str
    meant: str
    read: str

    def __str__(self) -> str:
        of = f"{self.month.month}月报告" if self.month else "计划"
        return f"{self.item}（{self.unit}）{of} {self.what}：本意“{self.meant}”，台账“{self.read}”"


def differences(
    meaning: Meaning, reports: Iterable[Mapping[str, Any]], plans: Iterable[Mapping[str, Any]]
) -> list[Difference]:
    """`reports` and `plans` as they are exported, every version."""
    rows = list(reports)
    found = [*_reports(meaning, rows), *_plans(meaning, list(plans))]
    return sorted(found, key=lambda one: (one.item.sort_key, one.unit, str(one.month), one.what))


def _reports(meaning: Meaning, rows: list[Mapping[str, Any]]) -> Iterator[Difference]:
    stands: dict[tuple[ItemRef, str, Month], Mapping[str, Any]] = {}
    for row in rows:
        place = ItemRef.parse(row["item"]), row["unit"], Month.parse(row["month"])
        if place not in meaning.reports:
            yield Difference(*place, WRONG_PLACE, "没有报过", row["progress"] or "")
        if row["state"] not in _GONE:
            stands[place] = row
    for place, meant in meaning.reports.items():
        row_there = stands.get(place)
        if meant is None or row_there is None:
            if (meant is None) != (row_there is None):
                yield Difference(*place, "有无", "有" if meant else "已撤回", "有" if row_there else "没有")
            continue
        before, after = _meant(meant), _read(row_there)
        for name in before:
            if not _same(before[name], after[name]):
                yield Difference(*place, _LABELS[name], _spoken(before[name]), _spoken(after[name]))


def _meant(one: Meant) -> dict[str, Any]:
    figures = sorted(scaled(deed.value, deed.unit) for deed in one.deeds if deed.value is not None)
    return {"figures": figures, "percent": None, **{name: getattr(one, name) for name in _WORDS}}


def _read(row: Mapping[str, Any]) -> dict[str, Any]:
    """That all is done (全部完成) may be read as 100 %."""
    figures = sorted(scaled(one["value"], one["unit"]) for one in row["quantities"])
    percent = None if row["percent"] == 100 and row["finished"] else row["percent"]
    return {"figures": figures, "percent": percent, **{name: row[name] for name in _WORDS}}


def _plans(meaning: Meaning, rows: list[Mapping[str, Any]]) -> Iterator[Difference]:
    newest: dict[tuple[ItemRef, str], Mapping[str, Any]] = {
        (ItemRef.parse(row["item"]), row["unit"]): row for row in rows
    }
    for ref, unit in newest.keys() - meaning.plans.keys():
        yield Difference(ref, unit, None, WRONG_PLACE, "没有报过", newest[ref, unit]["q1"] or "")
    for (ref, unit), plan in meaning.plans.items():
        row = newest.get((ref, unit))
        stands = row is not None and row["state"] != "withdrawn"
        if plan is None or row is None or not stands:
            if (plan is not None) != stands:
                yield Difference(
                    ref, unit, None, "有无", "有" if plan else "已撤回", "有" if stands else "没有"
                )
            continue
        for name, value in _planned(plan).items():
            if not _same(value, row[name]):
                yield Difference(ref, unit, None, _LABELS[name], _spoken(value), _spoken(row[name]))


def _same(meant: Any, read: Any) -> bool:
    """Full-width digits are kept as they were typed, and mean the same."""
    if isinstance(meant, str) and isinstance(read, str):
        return unicodedata.normalize("NFKC", meant) == unicodedata.normalize("NFKC", read)
    return bool(meant == read)


def _planned(plan: MeantPlan) -> dict[str, str]:
    q1, q2, q3, q4 = plan.goals
    return {"q1": q1, "q2": q2, "q3": q3, "q4": q4, "principal": plan.principal, "deputy": plan.deputy}


def _spoken(value: Any) -> str:
    match value:
        case None:
            return "没有说"
        case "":
            return "无"
        case True | False:
            return "是" if value else "否"
        case list():
            return "、".join(f"{number:g}{unit}" for number, unit in value) or "没有数字"
    return str(value)
