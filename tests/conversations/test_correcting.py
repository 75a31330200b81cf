"""Corrections and withdrawals that do not say what they are about."""

from __future__ import annotations

import pytest

from tests.conversations.test_followups import HOUSING, SCHOOLS
from tests.desk import Desk


def progress(desk: Desk) -> dict[str, list[float]]:
    return {key[0]: [one["value"] for one in row["quantities"]] for key, row in desk.standing().items()}


def test_corrections_one_after_the_other_are_of_the_same_report(desk: Desk) -> None:
    desk.says(SCHOOLS, "任务60 已建成4处")
    assert desk.says(SCHOOLS, "更正 任务60 5处").startswith("已更正 任务60")
    assert desk.says(SCHOOLS, "应该是6处").startswith("已更正 任务60")
    assert desk.says(SCHOOLS, "不对，是7处").startswith("已更正 任务60")
    assert progress(desk) == {"任务60": [7]}


def test_a_figure_of_another_kind_is_asked_about(desk: Desk) -> None:
    desk.says(SCHOOLS, "任务60 已建成4处")
    assert "没有记录" in desk.says(SCHOOLS, "应该是6公里")
    assert progress(desk) == {"任务60": [4]}


def test_of_several_reports_the_one_with_such_a_figure_is_meant(desk: Desk) -> None:
    desk.says(SCHOOLS, "任务60 已建成4处\n任务61 新增教师30名")
    assert desk.says(SCHOOLS, "应该是5处").startswith("已更正 任务60")
    desk.says(SCHOOLS, "任务60 已建成4处\n任务63 开工2处")
    assert "没有记录" in desk.says(SCHOOLS, "应该是6处")


@pytest.mark.parametrize("words", ["更正", "我要更正一下", "数字报错了", "改一下数据"])
def test_a_correction_to_come_is_asked_for(desk: Desk, words: str) -> None:
    assert "更正哪一项" in desk.says(SCHOOLS, words)
    desk.says(SCHOOLS, "任务60 已建成4处")
    answer = desk.says(SCHOOLS, words)
    assert "您上一条记的是任务60" in answer
    assert progress(desk) == {"任务60": [4]}


@pytest.mark.parametrize("yes", ["是的", "对", "确认", "是的，撤回", "任务60"])
def test_yes_withdraws_what_was_offered(desk: Desk, yes: str) -> None:
    desk.says(SCHOOLS, "任务60 已建成4处")
    assert "还没有撤回" in desk.says(SCHOOLS, "撤回")
    assert desk.says(SCHOOLS, yes).startswith("已撤回 任务60")
    assert desk.standing() == {}


def test_thanks_withdraw_nothing(desk: Desk) -> None:
    desk.says(SCHOOLS, "任务60 已建成4处")
    desk.says(SCHOOLS, "撤回")
    assert "还没有撤回" in desk.says(SCHOOLS, "好的")
    assert progress(desk) == {"任务60": [4]}


def test_an_offer_to_withdraw_is_soon_over(desk: Desk) -> None:
    desk.says(SCHOOLS, "任务60 已建成4处")
    desk.says(SCHOOLS, "撤回")
    desk.clock.forward(hours=3)
    desk.says(SCHOOLS, "是的")
    desk.says(SCHOOLS, "任务60")
    assert progress(desk) == {"任务60": [4]}


def test_yes_alone_means_nothing(desk: Desk) -> None:
    desk.says(SCHOOLS, "任务60 已建成4处")
    desk.says(SCHOOLS, "是的")
    assert progress(desk) == {"任务60": [4]}


def test_a_report_beside_a_plan_is_filed_beside_what_was_reported(desk: Desk) -> None:
    desk.says(HOUSING, "实事13 完成情况：已筹集3000套；问题：无；下一步：加快")
    desk.says(
        HOUSING, "计划 任务42 一季度：清零3个；四季度：清零14个\n实事13 完成情况：已筹集3100套；问题：无"
    )
    row = desk.standing()["实事13", "2023-03"]
    assert (row["version"], row["progress"], row["next_step"]) == (2, "已筹集3100套", "加快")
