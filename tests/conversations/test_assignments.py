"""Leaders instruct, the office checks, units answer: each is told, and it is tracked until answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from handlers.duties.owed import DutyKind, Terms, owed
from handlers.ledger.people import RoleName
from storage.duties import done_at
from storage.listeners import items_led
from storage.packaged import packaged_roster
from storage.rows import AssignmentRow, HistoryRow, InboxRow, OutboxRow, PersonRow
from storage.settling import settle_lead
from tests.desk import SHANGHAI, Desk
from tests.storage.contents import ref, register, unit_id

UNIT, ITEM = "区住房城乡建设局", "实事13"
REPORT = f"{ITEM} 完成情况：已筹集3100套；问题：无；下一步：加快验收；阶段目标：已完成"
Says = Callable[[str], str]


def account(unit: str) -> str:
    row = next(row for row in packaged_roster().rows if row.unit == unit and row.identities)
    return next(iter(row.identities.values()))


@pytest.fixture
def office(desk: Desk) -> Says:
    who = desk.account_of(RoleName.OFFICE)
    return lambda text: desk.says(who, text)


@pytest.fixture
def contact(desk: Desk) -> Says:
    who = account(UNIT)
    return lambda text: desk.says(who, text)


@pytest.fixture
def leader(desk: Desk) -> Says:
    """Who leads the item."""
    with desk.database.session() as session:
        settle_lead(session, 2023, ref(ITEM), UNIT, "test", desk.clock())
    book = register(desk.database)
    with desk.database.reading() as connection:
        led = items_led(connection, book, date(2023, 4, 6))
        person = next(person for person, items in led.items() if ref(ITEM) in items)
        name = connection.execute(select(PersonRow.name).where(PersonRow.id == person)).scalar_one()
    row = next(row for row in packaged_roster().rows if row.name == name and row.role is RoleName.LEADER)
    who = next(iter(row.identities.values()))
    return lambda text: desk.says(who, text)


def letters(desk: Desk) -> list[Any]:
    with desk.database.reading() as connection:
        rows = connection.execute(select(OutboxRow.__table__).order_by(OutboxRow.id))
        return [row for row in rows if row.kind == "assignment"]


def assignments(desk: Desk) -> list[Any]:
    with desk.database.reading() as connection:
        return list(connection.execute(select(AssignmentRow.__table__).order_by(AssignmentRow.id)))


def owes(desk: Desk, day: date) -> list[DutyKind]:
    book = register(desk.database)
    unit = unit_id(book, UNIT)
    with desk.database.reading() as connection:
        done = done_at(connection, book, SHANGHAI, units=[unit])
    return [duty.kind for duty in owed(book, done, Terms(), day, [unit]) if duty.number is not None]


def test_an_instruction_reaches_unit_and_office_and_is_answered(
    desk: Desk, leader: Says, office: Says, contact: Says
) -> None:
    answer = leader(f"{ITEM} 进度要加快，4月底前把验收做完")
    assert answer == f"已记下您对{ITEM}的批示，转{UNIT}和督查室，4月30日前回复您。"
    to_unit = [row.text for row in letters(desk) if "前回一条" in row.text]
    assert len(to_unit) == 1
    assert to_unit[0].startswith("【批示1】")
    assert "4月底前把验收做完" in to_unit[0]
    to_office = [row for row in letters(desk) if "延期到" in row.text]
    offices = {
        account
        for row in packaged_roster().rows
        if row.role is RoleName.OFFICE
        for account in row.identities.values()
    }
    assert len(to_office) > 1
    assert {row.receiver for row in to_office} <= offices
    assert owes(desk, date(2023, 4, 7)) == [DutyKind.INSTRUCTION]
    assert "批示1" in office("批示")
    assert "批示待回复" not in contact(REPORT)
    told = contact("批示1 已组织三方验收，28日前完成")
    assert told.startswith("已收到批示1（实事13）的回复")
    assert owes(desk, date(2023, 4, 7)) == []
    assert any(row.text.startswith(f"【批示1】{UNIT}就实事13回复") for row in letters(desk))
    assert "已回复，待了结" in office("批示")
    assert "已组织三方验收" in office("批示1")
    assert office("批示1 办结") == "批示1（实事13）已记为已办结。"
    assert "没有在办的批示" in office("批示")
    assert "已经了结" in contact("批示1 补充一句")


def test_the_same_message_gives_it_once(desk: Desk, leader: Says) -> None:
    before = len(desk.stand_in.transcript.said_by_bot())
    leader(f"{ITEM} 要抓紧")
    assert before < len(desk.stand_in.transcript.said_by_bot())
    with desk.database.reading() as connection:
        sender = connection.scalars(select(InboxRow.sender).order_by(InboxRow.id.desc())).first()
    request = desk.stand_in.wecom.text(sender or "", f"{ITEM} 月底前完成")
    assert desk.wecom(request) == desk.wecom(request)
    assert len(assignments(desk)) == 2


def test_without_a_day_it_has_five_working_days(desk: Desk, leader: Says) -> None:
    leader(f"{ITEM} 要抓紧")
    assert assignments(desk)[0].due_on == date(2023, 4, 13)


def test_a_command_of_a_leader_is_an_instruction(desk: Desk, leader: Says, contact: Says) -> None:
    contact(REPORT)
    assert "已转督查室办理" in leader("催一下没报的单位")
    assert "已记下您对实事13的批示" in leader(f"把{ITEM}退回去重报")
    assert desk.reports()[0]["state"] == "filed"
    assert not [row for row in letters(desk) if row.kind == "urge"]


def test_questions_of_leaders_stay_within_the_post(desk: Desk, leader: Says, contact: Says) -> None:
    contact(REPORT)
    assert leader("我分管的").startswith("您牵头的")
    assert "3100套" in leader(f"{ITEM} 怎么样了")
    book = register(desk.database)
    others = next(
        item
        for item, entry in book.items.items()
        if not set(entry.item.leaders) & set(book.items[ref(ITEM)].item.leaders)
    )
    assert "不在您分管的事项" in leader(f"{others} 怎么样了")
    assert "不在您分管的事项" in leader(f"{others} 要抓紧")
    assert not assignments(desk)
    said = leader("谁没报")
    due = sum(
        len(book.owing(item))
        for item, entry in book.items.items()
        if set(entry.item.leaders) & set(book.items[ref(ITEM)].item.leaders)
    )
    assert said.startswith(f"3月应报{due}项次")


def test_thanks_and_questions_are_no_instructions(desk: Desk, leader: Says) -> None:
    for words in ("好的，辛苦", "收到", f"{ITEM} 怎么样了", "帮助"):
        leader(words)
    assert not assignments(desk)


def test_more_time_is_the_offices(desk: Desk, leader: Says, office: Says, contact: Says) -> None:
    leader(f"{ITEM} 要抓紧")
    assert "请写明延到哪一天" in office("批示1 延期")
    assert office("批示1 延期到5月10日") == "批示1的期限由4月13日改为5月10日。"
    assert assignments(desk)[0].due_on == date(2023, 5, 10)
    contact("批示1 延期到6月1日")
    assert assignments(desk)[0].due_on == date(2023, 5, 10)
    contact("批示1 办结")
    assert assignments(desk)[0].result is None


def test_another_unit_cannot_answer(desk: Desk, leader: Says) -> None:
    leader(f"{ITEM} 要抓紧")
    other = account("区教育体育局")
    assert "没有批示1" in desk.says(other, "批示1 已办")
    assert "没有等您单位回复的批示" in desk.says(other, "批示 已办")


def test_what_waits_for_an_answer_is_reminded(desk: Desk, leader: Says, contact: Says) -> None:
    leader(f"{ITEM} 要抓紧")
    assert "待回复 批示1（实事13" in contact("还有哪几项没报？")
    desk.clock.now = datetime(2023, 4, 14, 9, 50, tzinfo=SHANGHAI)
    desk.program.plan_pushes(desk.clock())
    desk.clock.forward(minutes=40)
    desk.relay()
    with desk.database.reading() as connection:
        texts = connection.scalars(
            select(OutboxRow.text).where(
                OutboxRow.receiver == account(UNIT), OutboxRow.kind == "report_overdue"
            )
        ).all()
    assert any("批示回复逾期1项" in text for text in texts)


# Spot checks


def test_a_spot_check_is_drawn_shown_and_given(desk: Desk, office: Says, contact: Says) -> None:
    assert "没有可以抽查的报告" in office("抽查 3")
    contact(REPORT)
    desk.says(account("区教育体育局"), "任务60 完成情况：已全部完成，申请办结")
    shown = office("抽查 2")
    assert shown.startswith("抽到2项（按风险加权随机，种子20230406-2），将请单位4月13日前说明：")
    assert "报已全部完成" in shown
    assert not assignments(desk)
    assert office("确认").startswith("已发出2件抽查，4月13日前回复")
    found = assignments(desk)
    assert {row.seed for row in found} == {"20230406-2"}
    assert {row.month for row in found} == {"2023-03"}
    assert "没有可以抽查的报告" in office("抽查 2")  # both are being checked
    number = next(row.id for row in found if row.item_id == register(desk.database).items[ref(ITEM)].id)
    assert "已收到" in contact(f"抽查{number} 已筹集3100套，见房源清单")
    assert "3100套" in office(f"抽查{number}号")
    assert "请写明哪里不实" in office(f"抽查{number} 不实")
    said = office(f"抽查{number} 不实 原因：现场只有2900套")
    assert "已记为不实" in said
    assert f"退回 {ITEM} {UNIT} 3月" in said
    with desk.database.reading() as connection:
        what = connection.scalars(select(HistoryRow.what)).all()
    assert {"spot_check.given", "spot_check.answered", "spot_check.settled"} <= set(what)


def test_only_the_office_draws(desk: Desk, contact: Says, leader: Says) -> None:
    contact(REPORT)
    contact("抽查 1")
    leader("抽查 1")
    assert not [row for row in assignments(desk) if row.kind == "spot_check"]


@pytest.mark.parametrize("words", ["其余的", "另外5项", "全部", "更多", "下一页", "还有哪些"])
def test_asking_for_the_rest_is_no_instruction(desk: Desk, leader: Says, words: str) -> None:
    shown = leader("红黄灯")
    assert leader(words) == shown
    assert not assignments(desk)
