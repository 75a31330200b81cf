"""Lines that were to be copied and changed, sent back as they were: nothing of them is in the ledger."""

from __future__ import annotations

from tests.desk import Desk

HOUSING = "fanwenbo.zjj"  # 区住房城乡建设局
LINE = "实事9 完成情况：…；问题：无；下一步：…；阶段目标：已完成"


def test_the_line_of_a_reminder_unchanged_is_no_report(desk: Desk) -> None:
    for line in (LINE, f"{LINE}/未完成", f"更正 {LINE}"):
        answer = desk.says(HOUSING, line)
        assert answer == "实事9 还是空白模板，没有记录：请把“…”换成实际情况再发。"
    assert desk.reports() == []


def test_beside_it_the_others_are_recorded(desk: Desk) -> None:
    answer = desk.says(HOUSING, f"{LINE}\n实事13 完成情况：已筹集3100套；问题：……；阶段目标：已完成/未完成")
    assert "已记录 实事13" in answer
    assert "未记录 实事9：还是空白模板，请把“…”换成实际内容再发。" in answer
    (report,) = desk.reports()
    assert (report["item"], report["problem"], report["stage_met"]) == ("实事13", None, None)


def test_a_change_of_a_plan_never_touches_a_report(desk: Desk) -> None:
    desk.says(HOUSING, "实事13 完成情况：已筹集3100套；问题：无")
    before = desk.reports()
    answer = desk.says(HOUSING, "更正计划 实事13 一季度：…；二季度：…")
    assert answer == "实事13的计划 还是空白模板，没有记录：请把“…”换成各季度的目标再发。"
    assert "没有记录" in desk.says(HOUSING, "更正计划 实事13 筹集3200套")
    assert desk.reports() == before


def test_plans_a_line_each_are_recorded_each(desk: Desk) -> None:
    answer = desk.says(
        HOUSING,
        "计划 实事13 一季度：开工；四季度：安置房2700套\n计划 实事9 一季度：2处；四季度：3处",
    )
    assert "四季度：安置房2700套\n" in answer
    assert "实事9" in answer
    assert "安置房2700套\n计划" not in answer


def test_the_line_of_an_explanation_unchanged_explains_nothing(desk: Desk) -> None:
    assert "没有记录" in desk.says(HOUSING, "说明 实事9 …")
    assert desk.reports() == []
