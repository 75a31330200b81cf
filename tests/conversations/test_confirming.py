"""A unit may want its head to confirm: then a report counts when the head has replied 同意."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from handlers.ledger.months import Month
from handlers.ledger.people import RoleName
from handlers.standings.picture import Standing, UnitStanding
from handlers.wording.standings import explain
from storage.duties import done_at
from storage.packaged import YEAR, packaged_roster
from storage.rows import HistoryRow, OutboxRow, PersonRow
from storage.standings import standing_of_month
from tests.desk import SHANGHAI, Desk
from tests.storage.contents import ref, register

UNIT, ITEM = "区住房城乡建设局", "实事13"
REPORT = f"{ITEM} 完成情况：已筹集3100套；问题：无；下一步：加快验收；阶段目标：已完成"
Says = Callable[[str], str]


def account(role: RoleName, unit: str = "") -> str:
    row = next(
        row for row in packaged_roster().rows if row.role is role and row.identities and unit in row.unit
    )
    return next(iter(row.identities.values()))


@pytest.fixture
def office(desk: Desk) -> Says:
    return lambda text: desk.says(account(RoleName.OFFICE), text)


@pytest.fixture
def contact(desk: Desk) -> Says:
    return lambda text: desk.says(account(RoleName.CONTACT, UNIT), text)


@pytest.fixture
def head(desk: Desk) -> Says:
    return lambda text: desk.says(account(RoleName.HEAD, UNIT), text)


@pytest.fixture
def on(office: Says) -> None:
    assert office("负责人确认 区住建局 开").startswith(f"{UNIT}已开启负责人确认：今后的报告由方军回“同意”")


def letters(desk: Desk, kind: str = "confirm_request") -> list[Any]:
    with desk.database.session() as session:
        return list(session.scalars(select(OutboxRow).where(OutboxRow.kind == kind)))


def states(desk: Desk) -> list[str]:
    return [row["state"] for row in desk.reports()]


def stands(desk: Desk, at: datetime | None = None) -> UnitStanding:
    with desk.database.reading() as connection:
        moment = at or desk.clock()
        standing: Standing = standing_of_month(connection, Month(YEAR, 3), moment, moment, SHANGHAI)[1]
    unit_id = next(one.id for one in register(desk.database).units.values() if one.name == UNIT)
    item = next(one for one in standing.items if one.ref == ref(ITEM))
    return next(unit for unit in item.units if unit.unit_id == unit_id)


def asks(desk: Desk) -> None:
    desk.clock.forward(minutes=16)
    desk.program.plan_pushes(desk.clock())
    desk.clock.forward(minutes=2)
    desk.relay()


def history(desk: Desk, what: str) -> list[HistoryRow]:
    with desk.database.session() as session:
        return list(session.scalars(select(HistoryRow).where(HistoryRow.what == what)))


@pytest.mark.usefixtures("on")
def test_it_is_in_time_and_counts_when_the_head_agrees(
    desk: Desk, contact: Says, head: Says, office: Says
) -> None:
    contact(f"计划 {ITEM} 一季度：筹集1000套；二季度：2000套；三季度：3000套；四季度：4700套")
    office(f"同意计划 {ITEM}")
    answer = contact(REPORT)
    assert answer.count("要本单位负责人回“同意”后才计入进展；报送时间按现在算") == 1
    assert states(desk) == ["pending"]
    book = register(desk.database)
    with desk.database.reading() as connection:
        assert done_at(connection, book, SHANGHAI).reports, "handed in"
    assert stands(desk).report is None
    assert explain(stands(desk)) == "3月情况已报，待负责人确认"
    assert "第1版，待负责人确认" in contact(f"{ITEM} 报了没")
    before = desk.clock()
    desk.clock.forward(minutes=5)
    assert head("同意") == f"已确认：{ITEM}（3月）。"
    assert states(desk) == ["filed"]
    assert stands(desk).report is not None
    assert stands(desk, before).report is None, "a past moment stays as it was"
    assert history(desk, "report.confirmed")[0].by == "方军"


@pytest.mark.usefixtures("on")
def test_the_head_gets_one_push_for_all_that_waits(desk: Desk, contact: Says, head: Says) -> None:
    contact(REPORT)
    contact("任务1 完成情况：正常推进；问题：无；下一步：继续；阶段目标：已完成")
    desk.program.plan_pushes(desk.clock())
    assert not letters(desk), "what comes in one go is put together"
    asks(desk)
    (letter,) = letters(desk)
    assert letter.state == "sent"
    assert f"方军您好，{UNIT}有2项情况待您确认：" in letter.text
    assert f"{ITEM}（3月，范文博报）：已筹集3100套；阶段目标已完成" in letter.text
    asks(desk)
    assert len(letters(desk)) == 1
    desk.clock.now = datetime(2023, 4, 7, 9, 1, tzinfo=SHANGHAI)
    asks(desk)
    assert len(letters(desk)) == 2, "once more the next day"
    assert head(f"同意 {ITEM}") == f"已确认：{ITEM}（3月）。还有1项待您确认。"
    assert sorted(states(desk)) == ["filed", "pending"]


@pytest.mark.usefixtures("on")
def test_a_head_who_has_answered_is_left_alone(desk: Desk, contact: Says, head: Says) -> None:
    contact(REPORT)
    desk.clock.forward(minutes=16)
    desk.program.plan_pushes(desk.clock())
    head("同意")
    desk.clock.forward(minutes=2)
    desk.relay()
    assert [letter.state for letter in letters(desk)] == ["dropped"]


@pytest.mark.usefixtures("on")
def test_at_night_nobody_is_asked(desk: Desk, contact: Says) -> None:
    desk.clock.now = datetime(2023, 4, 6, 21, 0, tzinfo=SHANGHAI)
    contact(REPORT)
    asks(desk)
    assert not letters(desk)


@pytest.mark.usefixtures("on")
def test_refused_it_goes_back_to_the_contact(desk: Desk, contact: Says, head: Says) -> None:
    contact(REPORT)
    assert "请写明原因" in head(f"不同意 {ITEM}")
    assert head(f"不同意 {ITEM} 原因：数字不对") == f"已退回填报人：{ITEM}（3月）。原因：数字不对"
    assert states(desk) == ["returned"]
    desk.clock.forward(minutes=1)
    desk.program.plan_pushes(desk.clock())
    desk.clock.forward(minutes=2)
    desk.relay()
    (letter,) = letters(desk, "returned")
    assert f"【退回】{ITEM} 3月情况：负责人不同意：数字不对" in letter.text
    contact(f"更正 {ITEM} 完成情况：已筹集3000套")
    assert states(desk) == ["superseded", "pending"]
    assert head("同意").startswith("已确认")


@pytest.mark.usefixtures("on")
def test_what_counted_counts_until_the_correction_is_confirmed(desk: Desk, contact: Says, head: Says) -> None:
    contact(REPORT)
    head("同意")
    desk.clock.forward(minutes=5)
    contact(f"更正 {ITEM} 完成情况：已筹集3300套")
    report = stands(desk).report
    assert report is not None
    assert "3100" in str(report.content.progress)
    desk.clock.forward(minutes=5)
    head("同意")
    report = stands(desk).report
    assert report is not None
    assert "3300" in str(report.content.progress)
    contact(f"更正 {ITEM} 完成情况：已筹集3400套")
    contact(f"撤回 {ITEM}")
    assert stands(desk).report is None


@pytest.mark.usefixtures("on")
def test_a_head_who_reports_needs_nobody(desk: Desk, head: Says) -> None:
    assert "负责人" not in head(REPORT)
    assert states(desk) == ["filed"]
    assert stands(desk).report is not None


@pytest.mark.usefixtures("on")
def test_only_the_head_of_the_unit_confirms(desk: Desk, contact: Says, office: Says) -> None:
    contact(REPORT)
    contact("同意")
    office("同意")
    desk.says(account(RoleName.HEAD, "区水务局"), "同意")
    assert states(desk) == ["pending"]


@pytest.mark.usefixtures("on")
def test_nothing_waits_and_nothing_is_guessed(desk: Desk, contact: Says, head: Says) -> None:
    assert head("同意") == "没有待您确认的报告。"
    contact(REPORT)
    assert head("同意 任务1") == "任务1没有待您确认的报告。"
    head("同意他们的意见，但是要抓紧")
    assert states(desk) == ["pending"]


def test_switched_off_what_waits_counts(desk: Desk, contact: Says, office: Says) -> None:
    office("负责人确认 区住建局 开")
    contact(REPORT)
    assert "原来待确认的1项已计入进展" in office("负责人确认 区住建局 关")
    assert states(desk) == ["filed"]
    assert contact(f"更正 {ITEM} 完成情况：已筹集3300套")
    assert states(desk) == ["superseded", "filed"]
    assert [row.detail["on"] for row in history(desk, "unit.head_confirms")] == [True, False]


def test_without_a_head_who_can_be_reached_it_is_refused(desk: Desk, contact: Says, office: Says) -> None:
    with desk.database.session() as session:
        for person in session.scalars(select(PersonRow).where(PersonRow.name == "方军")):
            person.active = False
    assert office("负责人确认 区住建局 开") == f"没有执行：{UNIT}名单里没有负责人，没有人能确认，不能开启"
    contact(REPORT)
    assert states(desk) == ["filed"]
    assert "请照着写" in office("负责人确认")


@pytest.mark.usefixtures("on")
def test_a_head_who_leaves_is_missed(desk: Desk, contact: Says, head: Says, office: Says) -> None:
    contact(REPORT)
    head("确认解绑")
    assert f"却没有能联系上的负责人：{UNIT}" in office("待办")
    assert "已计入进展" in office("负责人确认 区住建局 关")
    assert states(desk) == ["filed"]


def test_without_the_switch_nothing_waits(desk: Desk, contact: Says, head: Says) -> None:
    contact(REPORT)
    assert states(desk) == ["filed"]
    head("同意")
    assert states(desk) == ["filed"]
