"""The bot's own lines to copy, sent back unfilled or several at once."""

from __future__ import annotations

import pytest

from storage.exporting import plans_json
from tests.desk import SHANGHAI, Desk
from tests.storage.contents import HOUSING


@pytest.mark.parametrize(
    "line",
    [
        "实事13 完成情况：…；问题：无；下一步：…；阶段目标：已完成",
        "2月份 实事13 完成情况：......；问题：无",
        "更正计划 实事13 一季度：…；二季度：…",
        "计划 实事13 一季度：…；二季度：…；三季度：…；四季度：…",
    ],
)
def test_an_unfilled_line_is_not_written(desk: Desk, line: str) -> None:
    desk.says(HOUSING, "实事13 完成情况：已开工100套；问题：无；下一步：加快")
    before = desk.reports()
    answer = desk.says(HOUSING, line)
    assert "还是空白模板，没有记录" in answer
    assert "实事13" in answer
    assert desk.reports() == before


def test_plans_line_by_line_keep_to_themselves(desk: Desk) -> None:
    desk.says(
        HOUSING,
        "计划 实事13 一季度：500套；二季度：1500套；三季度：2000套；四季度：安置房2700套\n"
        "计划 任务42 一季度：清零3个；二季度：清零6个；三季度：清零9个；四季度：清零14个",
    )
    with desk.database.reading() as connection:
        plans = {row["item"]: row for row in plans_json(connection, 2023, SHANGHAI)}
    assert plans["实事13"]["q4"] == "安置房2700套"
    assert plans["任务42"]["q1"] == "清零3个"
