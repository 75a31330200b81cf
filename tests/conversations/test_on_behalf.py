"""代填: the office enters for a unit what it was told by telephone, and that is kept with the report."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from handlers.ledger.people import RoleName
from storage.packaged import packaged_roster
from storage.rows import HistoryRow
from tests.desk import Desk

UNIT = "区住房城乡建设局"
LINE = "实事13 完成情况：已筹集3100套；问题：无；下一步：加快验收；阶段目标：已完成"


@pytest.fixture
def office(desk: Desk) -> str:
    return desk.account_of(RoleName.OFFICE)


@pytest.mark.parametrize(
    "head", ["代填 区住建局 ", "代填：区住房城乡建设局：", "代填区住建局，", "请代填 住房城乡建设局\n"]
)
def test_a_report_is_entered_for_a_unit(desk: Desk, office: str, head: str) -> None:
    answer = desk.says(office, head + LINE)
    assert answer.startswith(f"代{UNIT}填报。已记录 实事13（3月")
    (row,) = desk.reports()
    assert (row["unit"], row["progress"], row["state"]) == (UNIT, "已筹集3100套", "filed")
    assert row["reporter"].endswith("（代填）")
    with desk.database.reading() as connection:
        (by,) = connection.scalars(select(HistoryRow.by).where(HistoryRow.what == "report.filed"))
    assert by.endswith("（代填）")


def test_the_unit_sees_and_corrects_it(desk: Desk, office: str) -> None:
    desk.says(office, f"代填 区住建局 {LINE}")
    row = next(row for row in packaged_roster().rows if row.unit == UNIT and row.identities)
    who = next(iter(row.identities.values()))
    assert "3100套" in desk.says(who, "实事13 报了没")
    assert desk.says(who, "更正 实事13 完成情况：已筹集3200套").startswith("已更正 实事13")
    assert [row["reporter"].endswith("（代填）") for row in desk.reports()] == [True, False]


def test_only_for_items_of_the_unit(desk: Desk, office: str) -> None:
    assert "责任单位是" in desk.says(office, f"代填 区教体局 {LINE}")
    assert desk.reports() == []


def test_which_unit_has_to_be_said(desk: Desk, office: str) -> None:
    for words in (f"代填 {LINE}", "代填", "代填 区住建局", "代填 区住建局 收到"):
        answer = desk.says(office, words)
        assert "没有记录" in answer
    assert desk.reports() == []


def test_nobody_else_enters_for_a_unit(desk: Desk) -> None:
    row = next(row for row in packaged_roster().rows if row.unit == "区教育体育局" and row.identities)
    desk.says(next(iter(row.identities.values())), f"代填 区住建局 {LINE}")
    assert not [row for row in desk.reports() if row["unit"] == UNIT]
