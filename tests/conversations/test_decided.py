"""What the office decides is told to the unit's contacts: once, together, in allowed hours."""

from __future__ import annotations

from datetime import datetime

import pytest

from handlers.ledger.closing import ClosingStep
from handlers.ledger.months import Month
from storage import deciding, reviewing
from storage.packaged import YEAR
from tests.builders import ref
from tests.desk import SHANGHAI, Desk
from tests.storage.contents import HOUSING

UNIT = "区住房城乡建设局"
MARCH = Month(2023, 3)
REPORT = "{item} 完成情况：有序推进；问题：无；下一步：加快；阶段目标：已完成"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def heard(desk: Desk, account: str = HOUSING) -> list[str]:
    lines = desk.stand_in.transcript.said_by_bot()
    return [line.text for line in lines if line.to == account and ("【" in line.text)]


def rings(desk: Desk, when: str) -> None:
    desk.clock.now = at(when)
    desk.program.decisions.plan(desk.database, desk.clock.now)
    desk.program.decisions.plan(desk.database, desk.clock.now)
    desk.relay()


def sends_back(desk: Desk, item: str, reason: str) -> None:
    with desk.database.session() as session:
        reviewing.return_report(session, (ref(item), UNIT, MARCH), reason, "赵敏", desk.clock())


@pytest.fixture
def reported(desk: Desk) -> Desk:
    desk.clock.now = at("2023-04-06 10:12")
    for item in ("任务42", "实事13"):
        desk.says(HOUSING, REPORT.format(item=item))
    rings(desk, "2023-04-06 10:13")
    assert heard(desk) == []
    return desk


def test_returned_reports_are_told_together_and_once(reported: Desk) -> None:
    reported.clock.now = at("2023-04-06 10:20")
    sends_back(reported, "任务42", "没有写完成的数量")
    sends_back(reported, "实事13", "下一步不具体")
    rings(reported, "2023-04-06 10:21")
    rings(reported, "2023-04-06 10:22")
    (told,) = heard(reported)
    assert "【退回】任务42 3月情况：没有写完成的数量。请于4月10日（周一）前重报" in told
    assert "【退回】实事13 3月情况：下一步不具体" in told
    line = told.split("回一行就行：\n")[1].replace("完成情况：…", "完成情况：已清零11个").replace("…", "无")
    assert "任务42" in line
    assert "已清零11个" in reported.says(HOUSING, line)


def test_what_is_mended_before_morning_is_not_told(reported: Desk) -> None:
    reported.clock.now = at("2023-04-06 21:30")
    sends_back(reported, "任务42", "没有写完成的数量")
    sends_back(reported, "实事13", "下一步不具体")
    rings(reported, "2023-04-06 21:31")
    assert heard(reported) == []
    reported.says(HOUSING, REPORT.format(item="任务42").replace("有序推进", "已清零11个"))
    rings(reported, "2023-04-07 08:05")
    (told,) = heard(reported)
    assert "实事13" in told
    assert "任务42" not in told


def test_closing_and_its_refusal(reported: Desk) -> None:
    reported.says(HOUSING, "实事13 申请销号")
    steps = (
        ("2023-04-06 10:20", ClosingStep.REFUSED, "【暂不办结】实事13：照片看不清。请继续推进、按月报送"),
        ("2023-04-06 11:20", ClosingStep.CLOSED, "【已办结】实事13，以后不用再报"),
        ("2023-04-06 14:20", ClosingStep.REOPENED, "【重新打开】实事13：照片看不清。请恢复按月报送"),
    )
    for when, step, told in steps:
        reported.clock.now = at(when)
        with reported.database.session() as session:
            deciding.take_step(session, YEAR, ref("实事13"), step, "照片看不清", "赵敏", reported.clock())
        rings(reported, when.replace(":20", ":21"))
        assert told in heard(reported)[-1]
    assert len(heard(reported)) == 3


def test_a_change_of_plan_is_answered(desk: Desk) -> None:
    desk.clock.now = at("2023-02-10 10:12")
    desk.says(HOUSING, "计划 实事13 一季度：500套；二季度：1500套；三季度：3000套；四季度：5300套")
    with desk.database.session() as session:
        deciding.accept_plan(session, YEAR, ref("实事13"), UNIT, "赵敏", desk.clock())
    rings(desk, "2023-02-10 10:14")
    assert heard(desk) == []  # asks for nothing
    desk.says(HOUSING, "更正计划 实事13 二季度：1200套，原因：征地滞后")
    desk.clock.now = at("2023-02-10 10:20")
    with desk.database.session() as session:
        deciding.return_plan(session, YEAR, ref("实事13"), UNIT, "工期够用", "赵敏", desk.clock())
    rings(desk, "2023-02-10 10:21")
    assert "【计划不作调整】实事13：工期够用。仍按原计划推进。" in heard(desk)[-1]
    desk.says(HOUSING, "更正计划 实事13 二季度：1300套，原因：征地滞后")
    desk.clock.now = at("2023-02-10 10:30")
    with desk.database.session() as session:
        deciding.accept_plan(session, YEAR, ref("实事13"), UNIT, "赵敏", desk.clock())
    rings(desk, "2023-02-10 10:31")
    assert "【同意调整计划】实事13，按新计划推进。" in heard(desk)[-1]
