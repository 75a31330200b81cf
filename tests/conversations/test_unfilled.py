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
