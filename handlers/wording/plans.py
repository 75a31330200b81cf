"""Plans in words: their states, and what changed from one version to the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.ledger.reports import PlanState

MISSING = "missing"  # no state of a plan: there is none
PLAN_STATES: Mapping[str, str] = {
    PlanState.FILED.value: "待审核",
    PlanState.ACCEPTED.value: "已接受",
    PlanState.RETURNED.value: "已退回",
    PlanState.REQUESTED.value: "申请变更，待审核",
    PlanState.REFUSED.value: "变更未同意",
    PlanState.SUPERSEDED.value: "已有新版",
    PlanState.WITHDRAWN.value: "已撤回",
    MISSING: "未报",
}
FIELDS: Mapping[str, str] = {
    "q1": "一季度",
    "q2": "二季度",
    "q3": "三季度",
    "q4": "四季度",
    "principal": "主要负责人",
    "deputy": "分管负责人",
    "remark": "备注",
}
_NOTHING = "（未填）"


def said(version: Mapping[str, Any]) -> list[str]:
    """Everything that a version says, a line a field; `version` is a plan of `storage.exporting`."""
    return [f"{label}：{version[name]}" for name, label in FIELDS.items() if version[name]]


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """一季度：4000人 → 5000人, a line for each field that differs."""
    return [
        f"{label}：{before[name] or _NOTHING} → {after[name] or _NOTHING}"
        for name, label in FIELDS.items()
        if (before[name] or "") != (after[name] or "")
    ]
