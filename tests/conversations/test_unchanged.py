"""其余无变化, 本月无变化, 同上月: last month's report is taken over, named, and never guessed."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from handlers.ledger.closing import ClosingStep
from handlers.ledger.links import LinkState
from handlers.ledger.months import Month
from handlers.ledger.points import PointKind, PointState
from storage import deciding, reviewing
from storage.packaged import YEAR, packaged_roster
from storage.rows import PointRow
from storage.settling import settle_link
from tests.desk import SHANGHAI, Desk
from tests.storage.contents import ref

UNIT = "区教育体育局"
MINE = [f"任务{no}" for no in (40, 60, 61, 62, 63, 64, 65, 80, 88)] + [f"实事{no}" for no in range(1, 6)]
FEBRUARY = (
    "任务60 完成情况：建成2处；问题：无；下一步：加快建设；阶段目标：已完成\n"
    "任务61 完成情况：培训教师300人次；问题：师资少；下一步：继续培训；阶段目标：未完成\n"
    "任务62 完成情况：2月新增普惠园1所；问题：无；下一步：继续；阶段目标：已完成\n"
    "任务63 已全部完成，申请办结"
)


def at(month: int, day: int) -> datetime:
    return datetime(2023, month, day, 10, tzinfo=SHANGHAI)


@pytest.fixture
def who(desk: Desk) -> str:
    """A contact with fourteen items, four of them reported for February; now March is due."""
    rows = [row for row in packaged_roster().rows if row.unit == UNIT and row.identities]
    account = next(iter(rows[0].identities.values()))
    desk.clock.now = at(3, 3)
    desk.says(account, FEBRUARY)
    desk.clock.now = at(4, 6)
    return account


def marches(desk: Desk) -> dict[str, dict[str, object]]:
    return {item: row for (item, month), row in desk.standing().items() if month == "2023-03"}


@pytest.mark.parametrize(
    "words", ["其余无变化", "其他事项同上月", "剩下的都没变化，谢谢", "别的都和上月一样"]
)
@pytest.mark.parametrize("between", ["，", "\n", "；", "。"])
def test_the_rest_is_taken_over(desk: Desk, who: str, words: str, between: str) -> None:
    answer = desk.says(who, f"任务60 建成4处{between}{words}")
    found = marches(desk)
    assert set(found) == {"任务60", "任务61"}
    assert (found["任务60"]["progress"], found["任务60"]["unchanged"]) == ("建成4处", False)
    taken = found["任务61"]
    assert (taken["progress"], taken["problem"], taken["next_step"]) == (
        "培训教师300人次",
        "师资少",
        "继续培训",
    )
    assert (taken["quantities"], taken["unchanged"]) == ([{"value": 300, "unit": "人次"}], True)
    assert "完成情况（同2月）：培训教师300人次" in answer
    missing = next(line for line in answer.splitlines() if line.startswith("2月没有报过"))
    assert missing.partition("：")[2] == "、".join(item for item in MINE if item not in FEBRUARY)
    assert "2月报的是当月数，请写3月的数：任务62" in answer
    assert "已报完成、待督查室办结，没有照搬：任务63（仍要照报请写：任务63 同上月）" in answer
    desk.says(who, "任务63 同上月")
    assert marches(desk)["任务63"]["finished"] is True


@pytest.mark.parametrize(
    "words", ["本月无变化", "无变化", "同上月", "3月份各项均无变化", "本月没有变化。", "都没变化"]
)
def test_nothing_has_changed_at_all(desk: Desk, who: str, words: str) -> None:
    desk.says(who, words)
    assert set(marches(desk)) == {"任务60", "任务61"}
    assert all(row["unchanged"] for row in marches(desk).values())


def test_another_month_has_to_be_stated(desk: Desk, who: str) -> None:
    desk.says(who, "无变化")
    before = desk.reports()
    assert "请补报3月的" in desk.says(who, "无变化"), "what is reported is not taken over once more"
    assert desk.reports() == before
    answer = desk.says(who, "4月无变化")
    assert answer.startswith("已记录2项（4月）")
    assert desk.standing()["任务60", "2023-04"]["stage_met"] is None, "another quarter has another goal"
    assert "没有报过" in desk.says(who, "2月无变化")
    assert {month for _, month in desk.standing()} == {"2023-02", "2023-03", "2023-04"}


@pytest.mark.parametrize("words", ["照旧", "不变", "2022年5月无变化", "12月无变化", "没变化就不报了吧？"])
def test_what_is_vague_or_of_another_year_takes_nothing_over(desk: Desk, who: str, words: str) -> None:
    before = desk.reports()
    desk.says(who, words)
    assert desk.reports() == before


def test_all_handed_in_is_said(desk: Desk, who: str) -> None:
    desk.says(who, "、".join(MINE) + " 正常推进，阶段目标已完成")
    assert "3月应报的都已经报过" in desk.says(who, "无变化")


@pytest.mark.parametrize(
    "words",
    [
        "任务60 建成4处，其余2处无变化",
        "任务60 建成4处，其余无变化；问题：无",
        "更正 任务60 完成情况：建成4处，其他不变",
    ],
)
def test_the_rest_of_one_item_is_no_other_item(desk: Desk, who: str, words: str) -> None:
    desk.says(who, words)
    assert "任务61" not in marches(desk)


def test_of_one_item_it_is_taken_over_with_what_is_new(desk: Desk, who: str) -> None:
    answer = desk.says(who, "任务61 同上月，问题：无")
    assert "完成情况（同2月）：培训教师300人次" in answer
    assert (marches(desk)["任务61"]["problem"], marches(desk)["任务61"]["unchanged"]) == ("", True)
    assert "已经报过" in desk.says(who, "任务61 无变化")
    assert "当月数" in desk.says(who, "任务62 同上月")
    desk.says(who, "任务64 无变化")
    assert marches(desk)["任务64"]["progress"] == "无变化", "nothing to take over: the words alone"


def test_a_new_word_ends_it(desk: Desk, who: str) -> None:
    desk.says(who, "任务61 同上月")
    desk.says(who, "任务61 培训教师400人次")
    assert marches(desk)["任务61"]["unchanged"] is False


def test_a_reply_to_a_reminder_is_about_its_items(desk: Desk, who: str) -> None:
    """By DingTalk, which tells what is replied to; what it names only in part restricts nothing."""
    account = "dt-0006"  # 区工业和信息化局
    desk.clock.now = at(3, 3)
    desk.says(account, "任务5 完成情况：已签约3家；任务7 完成情况：已签约4家")
    desk.clock.now = at(4, 6)

    def replies(quote: str) -> str:
        return desk.dingtalk(desk.stand_in.dingtalk.text(account, "无变化", quote=quote))

    assert "请补报3月的：任务6" in replies("3月情况还差2项\n· 任务6 平台经济\n· 任务5 税源")
    assert set(marches(desk)) == {"任务5"}
    replies("还没报15项：任务1、任务5等15项")
    assert set(marches(desk)) == {"任务5", "任务7"}


def test_what_was_closed_or_returned_is_left(desk: Desk, who: str) -> None:
    desk.says(who, "任务61 培训教师350人次")
    with desk.database.session() as session:
        deciding.take_step(session, YEAR, ref("任务60"), ClosingStep.CLOSED, "核实", "督查室", desk.clock())
        place = (ref("任务61"), UNIT, Month(2023, 3))
        reviewing.return_report(session, place, "数据有误", "督查室", desk.clock())
    answer = desk.says(who, "其余无变化")
    assert "被退回的要改后重报：任务61" in answer
    assert marches(desk) == {}


def test_linked_items_need_one_report(desk: Desk, who: str) -> None:
    with desk.database.session() as session:
        settle_link(session, YEAR, (ref("任务60"), ref("实事1")), LinkState.CONFIRMED, "督查室", desk.clock())
    desk.says(who, "实事1 建成3处，其余无变化")
    assert set(marches(desk)) == {"实事1", "任务61"}


def test_the_third_month_is_asked_about_once(desk: Desk, who: str) -> None:
    desk.says(who, "无变化")
    desk.clock.now = at(5, 5)
    assert "核对" not in desk.says(who, "任务61 同上月")
    desk.clock.now = at(6, 5)
    answer = desk.says(who, "任务61 同上月")
    assert "任务61已连续3个月报“无变化”" in answer
    assert kinds(desk) == [(PointKind.UNCHANGED, PointState.OPEN)]
    assert desk.says(who, "确无变化").startswith("已记下 任务61（5月）的说明")
    desk.clock.now = at(7, 5)
    assert "连续" not in desk.says(who, "任务61 同上月")
    assert kinds(desk) == [(PointKind.UNCHANGED, PointState.EXPLAINED)]


def kinds(desk: Desk) -> list[tuple[PointKind, PointState]]:
    with desk.database.reading() as connection:
        return [(row.kind, row.state) for row in connection.execute(select(PointRow.kind, PointRow.state))]


def test_what_waits_for_its_item_takes_the_rest_along(desk: Desk, who: str) -> None:
    rows = [row for row in packaged_roster().rows if row.unit == "区园林绿化服务中心" and row.identities]
    parks = next(iter(rows[0].identities.values()))
    desk.clock.now = at(3, 3)
    desk.says(parks, "任务94 绿道建成1公里；实事20 口袋公园建成3处")
    desk.clock.now = at(4, 6)
    assert "没有记录" in desk.says(parks, "口袋公园建成6处，其余无变化")
    assert marches(desk) == {}
    desk.says(parks, "实事20")
    found = marches(desk)
    assert (found["实事20"]["progress"], found["任务94"]["progress"]) == ("口袋公园建成6处", "绿道建成1公里")
