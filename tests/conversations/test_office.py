"""The office runs its year from the chat: asks, decides, urges; nobody else can."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from handlers.ledger.people import RoleName
from handlers.standings.lights import Light
from storage import deciding, reviewing
from storage.enrolling import take_groups
from storage.packaged import YEAR, packaged_roster
from storage.rows import HandLightRow, HistoryRow, OutboxRow, PlanRow
from storage.settling import settle_lead
from tests.desk import SHANGHAI, Desk
from tests.storage.contents import ref, register, some_groups

UNIT, SHORT = "区住房城乡建设局", "区住建局"
ITEM = "实事13"
REPORT = f"{ITEM} 完成情况：已筹集3100套；问题：无；下一步：加快验收；阶段目标：已完成"
PLAN = f"计划 {ITEM} 一季度：筹集1000套；二季度：2000套；三季度：3000套；四季度：4700套"
Says = Callable[[str], str]


@pytest.fixture
def office(desk: Desk) -> Says:
    account = desk.account_of(RoleName.OFFICE)
    return lambda text: desk.says(account, text)


@pytest.fixture
def contact(desk: Desk) -> Says:
    row = next(row for row in packaged_roster().rows if row.unit == UNIT and row.identities)
    account = next(iter(row.identities.values()))
    return lambda text: desk.says(account, text)


def letters(desk: Desk, kind: str) -> list[Any]:
    with desk.database.reading() as connection:
        return list(connection.execute(select(OutboxRow.__table__).where(OutboxRow.kind == kind)))


def history(desk: Desk, what: str) -> list[Any]:
    with desk.database.reading() as connection:
        return list(connection.execute(select(HistoryRow.__table__).where(HistoryRow.what == what)))


# Questions


@pytest.mark.parametrize(
    "words", ["未报", "谁没报", "哪些单位还没报", "看一下3月未报名单", "还有谁没交3月的"]
)
def test_who_has_not_reported(office: Says, contact: Says, words: str) -> None:
    contact(REPORT)
    answer = office(words)
    assert answer.startswith("3月应报318项次，已报1，未报317（截止日4月10日（周一）），68个单位：")
    assert "区住房城乡建设局 17项" in answer
    assert len(answer.encode()) <= 2048


def test_of_one_unit_all_items_are_named(office: Says) -> None:
    answer = office("未报 区教体局")
    assert "区教育体育局 14项：任务40、任务60" in answer
    assert "实事5（" in answer
    assert "…" not in answer


def test_of_one_item_and_of_a_leader(desk: Desk, office: Says) -> None:
    book = register(desk.database)
    leader = book.items[ref(ITEM)].item.leaders[0]
    led = sum(len(book.owing(item)) for item, entry in book.items.items() if leader in entry.item.leaders)
    assert office(f"未报 {leader}").startswith(f"3月应报{led}项次")
    assert "区住房城乡建设局 1项：实事13" in office(f"未报 {ITEM}")


def test_lights_and_the_whole(office: Says, contact: Says) -> None:
    contact(PLAN)
    office(f"同意计划 {ITEM}")
    contact(REPORT.replace("3100", "100"))
    assert "【红灯】实事13" in office("红灯")
    assert "应达1000" in office("哪些是红灯")
    assert "没有绿灯" in office("绿灯")
    whole = office("台账")
    assert whole.startswith("2023年台账130项（截至3月底）")
    assert "进度滞后1" in whole


def test_what_waits_names_the_words_that_settle_it(office: Says, contact: Says) -> None:
    contact(PLAN)
    answer = office("待办")
    assert "计划待审1件：实事13（区住房城乡建设局）" in answer
    assert f"同意计划 {ITEM}" in answer
    assert "牵头单位待定130项" in answer
    office(f"同意计划 {ITEM}")
    assert "计划待审" not in office("待办")


def test_who_is_asked_for_a_unit(office: Says) -> None:
    assert office(f"名单 {SHORT}").startswith(f"{UNIT}：")
    assert office("名单").startswith("责任单位68个")


# Decisions


def test_a_report_goes_back_with_a_reason(desk: Desk, office: Says, contact: Says) -> None:
    assert "没看出是哪一项" in office("退回")
    assert "没有可退回的报告" in office(f"退回 {ITEM} 原因：不实")
    contact(REPORT)
    assert "请写明原因" in office(f"退回 {ITEM}")
    assert desk.standing()[ITEM, "2023-03"]["state"] == "filed"
    answer = office(f"退回 {ITEM} {SHORT} 数据和上月对不上")
    assert answer.startswith(f"已退回{ITEM} {UNIT}3月情况（第1版）。原因：数据和上月对不上")
    assert "4月10日" in answer
    assert desk.reports()[0]["state"] == "returned"
    assert "已经退回" in office(f"退回 {ITEM} 再退一次")
    assert history(desk, "report.returned")[0].by != "命令行"


def test_of_several_units_it_is_asked_which(desk: Desk, office: Says) -> None:
    item = next(
        item
        for item, entry in register(desk.database).items.items()
        if len(entry.unit_ids) > 1 and len(register(desk.database).owing(item)) > 1
    )
    units = register(desk.database).owing(item)[:2]
    for unit_id in units:
        unit = register(desk.database).units[unit_id].name
        row = next(row for row in packaged_roster().rows if row.unit == unit and row.identities)
        desk.says(next(iter(row.identities.values())), f"{item} 完成情况：已开工；阶段目标：已完成")
    answer = office(f"退回 {item} 原因：不实")
    assert "有2个单位" in answer
    assert "请写明单位" in answer
    assert all(row["state"] == "filed" for row in desk.reports())


def test_plans(desk: Desk, office: Says, contact: Says) -> None:
    contact(PLAN)
    assert "请写明原因" in office(f"退回计划 {ITEM}")
    assert office(f"退回计划 {ITEM} 原因：四季度目标偏低").startswith(f"已退回{ITEM} {UNIT}的计划")
    contact(f"更正计划 {ITEM} 四季度：4800套")
    assert office(f"同意{ITEM}的计划") == f"已同意{ITEM} {UNIT}的计划，作为考核依据。"
    contact(f"更正计划 {ITEM} 四季度：4700套")
    assert "没有写原因" in office(f"同意计划 {ITEM}")
    assert "调整计划，新计划" in office(f"同意计划 {ITEM} 原因：市里调减了任务")
    assert "没有等待审核的计划" in office(f"同意计划 {ITEM}")


def test_all_plans_are_shown_and_wait_for_a_word(desk: Desk, office: Says, contact: Says) -> None:
    contact(PLAN)
    asked = office("同意全部计划")
    assert "将同意首次报来的1份计划（1个单位：区住房城乡建设局）" in asked
    with desk.database.session() as session:
        assert session.scalars(select(PlanRow.state)).one() == "filed"
    assert office("确认") == "已同意1份计划，作为考核依据。申请调整的仍要逐份审核。"
    with desk.database.session() as session:
        assert session.scalars(select(PlanRow.state)).one() == "accepted"
    assert "没有等您确认的操作" in office("确认")


def test_closing_and_opening_again(desk: Desk, office: Says, contact: Says) -> None:
    assert "还没有单位报全部完成" in office(f"办结 {ITEM}")
    assert office("取消") == "好的，没有执行。"
    assert not register(desk.database).items[ref(ITEM)].closed
    contact(f"{ITEM} 完成情况：4700套全部交付，已全部完成，申请办结")
    assert office(f"同意办结 {ITEM}").startswith(f"{ITEM}已办结（{UNIT}申请）")
    assert register(desk.database).items[ref(ITEM)].closed
    assert "已经办结" in office(f"办结 {ITEM}")
    assert "请写明原因" in office(f"重新打开 {ITEM}")
    assert "已重新打开" in office(f"重新打开 {ITEM} 原因：群众反映没有建成")
    assert not register(desk.database).items[ref(ITEM)].closed


def test_what_cannot_be_carried_out_is_said_and_changes_nothing(desk: Desk, office: Says) -> None:
    assert office(f"重新打开 {ITEM} 原因：误办结") == f"没有执行：{ITEM}没有办结，不能重新打开"
    assert not history(desk, "item.reopened")
    assert office("退回 任务999 原因：不实").startswith("2023年的台账里没有任务999")


def test_lights_by_hand(desk: Desk, office: Says) -> None:
    assert "请写明原因" in office("任务42 标红")
    assert office("任务42标黄 原因：拆迁停滞").startswith("任务42已设为黄灯，原因：拆迁停滞")
    assert "任务42" in office("黄灯")
    assert "已取消人工设灯" in office("取消设灯 任务42")
    with desk.database.session() as session:
        assert session.scalars(select(HandLightRow.lifted_at)).one() is not None


def test_the_lead_is_settled(desk: Desk, office: Says) -> None:
    assert office(f"{ITEM} 牵头 {SHORT}") == f"{ITEM}由{UNIT}牵头，已记下。"
    assert register(desk.database).items[ref(ITEM)].lead_id is not None
    with desk.database.session() as session:
        other = register(desk.database).units[register(desk.database).items[ref(ITEM)].unit_ids[1]].name
        settle_lead(session, YEAR, ref(ITEM), other, "别人", desk.clock(), replace=True)
    assert "已由别人于4月6日10:12确定。确要改动请回“确认”" in office(f"{ITEM} 牵头 {SHORT}")
    assert office("确认") == f"{ITEM}由{UNIT}牵头，已记下。"
    assert "没有等您确认的操作" in office("确认")


def test_what_a_colleague_has_set_is_replaced_only_with_a_word(desk: Desk, office: Says) -> None:
    with desk.database.session() as session:
        deciding.set_light(session, YEAR, (ref("任务42"), None), Light.RED, "停工", "别人", desk.clock())
    assert "确要改动请回“确认”" in office("取消设灯 任务42")
    with desk.database.session() as session:
        assert session.scalars(select(HandLightRow.lifted_at)).one() is None
    assert office("取消") == "好的，没有执行。"
    office("任务42 标绿 原因：复工")
    assert "已设为绿灯" in office("确认")


def test_the_history_has_the_message(desk: Desk, office: Says, contact: Says) -> None:
    contact(REPORT)
    office(f"退回 {ITEM} 原因：不实")
    (row,) = history(desk, "report.returned")
    assert row.message_id is not None
    assert row.person_id is not None


def test_what_looked_odd_may_pass(desk: Desk, office: Says, contact: Says) -> None:
    contact(REPORT)
    desk.clock.now = datetime(2023, 5, 5, 10, 12, tzinfo=SHANGHAI)
    contact(REPORT.replace("3100", "2100"))
    answer = office(f"放行 {ITEM}")
    assert answer.startswith(f"{ITEM}已放行：")
    with desk.database.reading() as connection:
        assert not reviewing.open_points(connection, register(desk.database))
    assert "没有待核对的地方" in office(f"放行 {ITEM}")


# To many


def test_urged_once_a_day_and_worded_when_it_goes_out(desk: Desk, office: Says, contact: Says) -> None:
    contact(REPORT)
    answer = office(f"催报 {SHORT}")
    assert answer.startswith(f"已催报{UNIT}")
    assert "今天已提醒过" in office(f"催报 {SHORT}")
    assert len(letters(desk, "urge")) == len({row.receiver for row in letters(desk, "urge")})
    desk.clock.forward(minutes=40)
    desk.relay()
    (letter,) = letters(desk, "urge")
    assert letter.state == "sent"
    assert "3月情况还差" in letter.text
    assert history(desk, "reports.urged")[0].detail["people"] == 1
    desk.clock.forward(days=1)
    assert office(f"催报 {SHORT}").startswith("已催报")


def test_who_answers_meanwhile_is_left_alone(desk: Desk, office: Says, contact: Says) -> None:
    office(f"催报 {SHORT}")
    for item in register(desk.database).items_of([unit_id_of(desk, UNIT)]):
        for month in ("1月", "2月", "3月"):
            contact(f"{month} {item} 完成情况：正常推进；阶段目标：已完成")
        contact(f"计划 {item} 一季度：开工；二季度：封顶；三季度：完工；四季度：投用")
    desk.clock.forward(minutes=40)
    desk.relay()
    assert [row.state for row in letters(desk, "urge")] == ["dropped"]


def unit_id_of(desk: Desk, name: str) -> int:
    return next(unit.id for unit in register(desk.database).units.values() if unit.name == name)


def test_many_are_shown_first(desk: Desk, office: Says) -> None:
    asked = office("催报")
    assert asked.startswith("将催报68个单位的")
    assert "回“确认”执行" in asked
    assert not letters(desk, "urge")
    assert office("确认").startswith("已催报68个单位的")
    assert len(letters(desk, "urge")) == 89


def test_a_word_that_comes_too_late_does_nothing(desk: Desk, office: Says) -> None:
    office("催报")
    desk.clock.forward(minutes=31)
    assert "没有等您确认的操作" in office("确认")
    assert not letters(desk, "urge")


@pytest.mark.parametrize("words", ["催办阶梯", "催报没交计划的", "催逾期的"])
def test_what_is_not_understood_urges_nobody(office: Says, words: str) -> None:
    assert office(words) == "“催报”没看明白，没有改动。请照着写：催报、催报 区水务局、催报 任务42"


@pytest.mark.parametrize("words", ["催报", "催报所有没报的单位", "提醒未报单位", "催报 3月还没报的"])
def test_all_who_owe_are_urged(office: Says, words: str) -> None:
    assert office(words).startswith("将催报")


def test_to_collect_fees_is_not_to_urge(desk: Desk, office: Says) -> None:
    office(f"催缴 {ITEM}")
    assert not letters(desk, "urge")


@pytest.mark.parametrize("order", [f"催报 {SHORT}", "抽查1项", "公告 明天下午3点开会"])
@pytest.mark.parametrize(("word", "waits"), [("明早", True), ("确认", True), ("现在", False)])
def test_in_the_evening_it_is_asked_when(
    desk: Desk, office: Says, contact: Says, order: str, word: str, waits: bool
) -> None:
    contact(REPORT)
    with desk.database.session() as session:
        take_groups(session, some_groups("全区督查群,全体,wecom,webhook,5f3a-key,"), "test", desk.clock())
    desk.clock.now = datetime(2023, 4, 6, 21, 0, tzinfo=SHANGHAI)
    asked = office(order)
    assert "现在是静默时段，4月7日08:" in asked
    assert asked.endswith("回“明早”届时发出，回“现在”马上发出，回“取消”作罢。")
    kind = {"催": "urge", "抽": "assignment", "公": "announcement"}[order[0]]
    assert not letters(desk, kind)
    assert ("静默时段" in office(word)) == waits
    desk.clock.forward(minutes=1)
    desk.relay()
    assert {row.state == "waiting" for row in letters(desk, kind)} == {waits}


def test_in_the_evening_a_closing_is_only_asked_whether(desk: Desk, office: Says) -> None:
    desk.clock.now = datetime(2023, 4, 6, 21, 0, tzinfo=SHANGHAI)
    assert office(f"办结 {ITEM}").endswith("回“确认”执行，回“取消”作罢。")
    assert "已办结" in office("确认")


def test_what_would_go_out_at_once_is_not_promised_for_the_morning(desk: Desk, office: Says) -> None:
    with desk.database.session() as session:
        take_groups(session, some_groups("全区督查群,全体,wecom,webhook,5f3a-key,"), "test", desk.clock())
    asked = office("公告 明天下午3点开会")
    assert office("明早") == asked
    assert not letters(desk, "announcement")


def test_announced_to_the_group(desk: Desk, office: Says) -> None:
    assert "没有叫“全体”的群，没有发出" in office("公告 明天下午3点开会")
    with desk.database.session() as session:
        take_groups(session, some_groups("全区督查群,全体,wecom,webhook,5f3a-key,"), "test", desk.clock())
    asked = office("公告 明天下午3点开会")
    assert asked.startswith("将发到全区督查群：\n明天下午3点开会")
    assert not letters(desk, "announcement")
    assert office("确认").startswith("公告已交发：全区督查群")
    (letter,) = letters(desk, "announcement")
    assert letter.text == "明天下午3点开会"


def test_a_bulletin_is_drafted_and_previewed(desk: Desk, office: Says) -> None:
    assert office("起草 民生实事通报").startswith("民生实事通报已拟")
    assert letters(desk, "bulletin_preview")
    assert "没有执行：这份通报已经拟过" in office("起草民生实事通报")
    assert office("起草 重大事项 任务42").startswith("重大事项通报已拟")


# Rights and neighbours


@pytest.mark.parametrize(
    "words", ["催报", "退回 实事13 原因：不实", "办结 实事13", "同意全部计划", "公告 开会"]
)
def test_nobody_else_can(desk: Desk, contact: Says, words: str) -> None:
    contact(REPORT)
    before = desk.reports()
    contact(words)
    assert desk.reports() == before
    assert not letters(desk, "urge")
    assert not history(desk, "item.closed")


def test_not_in_a_group(desk: Desk) -> None:
    rows = (
        row for row in packaged_roster().rows if row.role is RoleName.OFFICE and "dingtalk" in row.identities
    )
    account = next(rows).identities["dingtalk"]
    assert "单独发给我" in desk.says(account, "@督查助手 未报", in_group=True)


@pytest.mark.parametrize(
    "words",
    [
        "实事13 已办结，等验收",
        "昨天催了一下区住建局，说明天报",
        "台账里任务42的数字写错了",
        "他们申请办结，我们还没同意",
    ],
)
def test_what_only_mentions_a_verb_is_no_order(desk: Desk, office: Says, words: str) -> None:
    office(words)
    assert not letters(desk, "urge")
    assert not history(desk, "item.closed")
