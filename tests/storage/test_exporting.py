"""The ledger as plain data: the shape that other programs rely on."""

from __future__ import annotations

import json
from typing import Any

from handlers.ledger.months import Month
from storage.exporting import reports_json
from storage.transactions import Database
from tests.builders import SHANGHAI
from tests.storage.contents import HOUSING
from tests.storage.filing import file_report, withdraw


def export(database: Database, year: int | None = None, month: str | None = None) -> list[dict[str, Any]]:
    with database.reading() as connection:
        return reports_json(connection, year, Month.parse(month) if month else None, SHANGHAI)


def test_a_report_has_the_keys_of_the_contract_in_its_order(ledger: Database) -> None:
    file_report(ledger, HOUSING, "任务42", "2023-03", "已清零11个", key="msg-1")
    [report] = export(ledger)
    assert list(report)[:17] == [
        "item",
        "unit",
        "month",
        "version",
        "state",
        "progress",
        "percent",
        "quantities",
        "problem",
        "cause",
        "next_step",
        "stage_met",
        "finished",
        "reporter",
        "platform",
        "message_id",
        "filed_at",
    ]
    assert report == {
        "item": "任务42",
        "unit": "区住房城乡建设局",
        "month": "2023-03",
        "version": 1,
        "state": "filed",
        "progress": "已清零11个",
        "percent": 40.5,
        "quantities": [{"value": 11, "unit": "个"}, {"value": 1.9, "unit": "亿元"}],
        "problem": "",
        "cause": None,
        "next_step": "加快",
        "stage_met": True,
        "finished": False,
        "reporter": "范文博",
        "platform": "wecom",
        "message_id": "msg-1",
        "filed_at": "2023-04-06T10:12:00+08:00",
        "this_month": False,
        "own_quarter": None,
        "unchanged": False,
        "decided_at": None,
        "decided_by": None,
        "reason": None,
        "taken_over_at": None,
    }
    assert json.loads(json.dumps(report)) == report


def test_every_version_is_there_in_the_order_of_the_ledger(ledger: Database) -> None:
    file_report(ledger, HOUSING, "任务42", "2023-04", "五")
    file_report(ledger, HOUSING, "实事9", "2023-03", "四")
    key = file_report(ledger, HOUSING, "任务101", "2023-03", "三")
    withdraw(ledger, HOUSING, key, 1)
    for progress in ("一", "二"):
        file_report(ledger, HOUSING, "任务42", "2023-03", progress)
    assert [(r["month"], r["item"], r["version"], r["state"], r["progress"]) for r in export(ledger)] == [
        ("2023-03", "任务42", 1, "superseded", "一"),
        ("2023-03", "任务42", 2, "filed", "二"),
        ("2023-03", "任务101", 1, "withdrawn", "三"),
        ("2023-03", "实事9", 1, "filed", "四"),
        ("2023-04", "任务42", 1, "filed", "五"),
    ]


def test_a_year_or_a_month_can_be_had_alone(ledger: Database) -> None:
    for month in ("2023-03", "2023-12"):
        file_report(ledger, HOUSING, "任务42", month, month)
    assert [report["month"] for report in export(ledger, year=2023)] == ["2023-03", "2023-12"]
    assert [report["month"] for report in export(ledger, month="2023-12")] == ["2023-12"]
    assert export(ledger, year=2024) == []
    assert export(ledger, year=2024, month="2023-12") == []
