"""Questions back: numbered choices, what was left out; they expire, survive a restart, trap no report."""

from __future__ import annotations

from datetime import datetime

import pytest

from storage.enrolling import enrol
from storage.importing import Source, import_notice
from storage.packaged import NOTICE, YEAR, packaged_notice, packaged_roster
from storage.transactions import Database
from tests.desk import SHANGHAI, Desk
from tests.storage.contents import a_roster

GREEN = "dt-0055"  # 区城管局 and 区城管委办公室, both on 任务93; no item 1 or 2
MONEY = "renguiying.gxj"  # enrolled for two units that share 任务2 and 任务38
FILLED_AT = datetime(2023, 1, 19, 10, tzinfo=SHANGHAI)
WHICH = "任务93算哪个？① 区城管局　② 区城管委办公室（回1或2即可，不用重发）"


def contact_of(unit: str) -> str:
    rows = [row for row in packaged_roster().rows if row.unit == unit and row.identities]
    return next(iter(rows[0].identities.values()))


SCHOOLS = contact_of("区教育体育局")


@pytest.fixture
def money(database: Database) -> Desk:
    with database.session() as session:
        import_notice(session, packaged_notice(), YEAR, Source(NOTICE, "test"), FILLED_AT)
        rows = (f"{unit},,任桂英,联络员,,,{MONEY}," for unit in ("区金融事业发展中心", "区投资促进局"))
        enrol(session, a_roster(*rows), "test", FILLED_AT, new_units=True)
    return Desk(database)


def filed(desk: Desk) -> list[tuple[str, str, str]]:
    return sorted(
        (row["item"], row["unit"], row["progress"]) for row in desk.reports() if row["state"] == "filed"
    )


class TestWhichUnit:
    @pytest.mark.parametrize(
        "word", ["2", "２", "2。", "②", "第二个", "选2", "区城管委办公室", "城管委办公室"]
    )
    def test_a_number_or_a_name_answers(self, desk: Desk, word: str) -> None:
        assert WHICH in desk.says(GREEN, "任务93 完成督导6次")
        assert desk.says(GREEN, word).startswith("已记录 任务93（区城管委办公室，3月")
        assert filed(desk) == [("任务93", "区城管委办公室", "完成督导6次")]
        assert "记录" not in desk.says(GREEN, "1").partition("\n")[0] or len(filed(desk)) == 1

    def test_only_what_was_asked_about_is_written(self, desk: Desk) -> None:
        desk.says(GREEN, "任务92 建成2座；任务93 完成督导6次")
        desk.says(GREEN, "1")
        assert filed(desk) == [("任务92", "区城管局", "建成2座"), ("任务93", "区城管局", "完成督导6次")]
        assert all(row["version"] == 1 for row in desk.reports())

    def test_a_number_beyond_the_choices_is_asked_again(self, desk: Desk) -> None:
        desk.says(GREEN, "任务93 完成督导6次")
        assert "没有第3个，请回1或2" in desk.says(GREEN, "3")
        assert desk.reports() == []
        desk.says(GREEN, "1")
        assert len(filed(desk)) == 1

    def test_thanks_and_both_are_no_choice(self, desk: Desk) -> None:
        desk.says(GREEN, "任务93 完成督导6次")
        assert desk.says(GREEN, "好的") == WHICH
        assert "只能记到一个，请回1或2" in desk.says(GREEN, "两个都是")
        desk.says(GREEN, "2")
        assert filed(desk) == [("任务93", "区城管委办公室", "完成督导6次")]

    def test_a_number_that_may_be_an_item_is_asked_about_again(self, money: Desk) -> None:
        assert "① 区金融事业发展中心　② 区投资促进局" in money.says(MONEY, "任务38 完成征迁2处")
        answer = money.says(MONEY, "2")
        assert "是选② 区投资促进局，还是指任务2？" in answer
        assert money.reports() == []
        assert money.says(MONEY, "第2个").startswith("已记录 任务38（区投资促进局")

    def test_a_new_report_in_the_meantime_is_one(self, desk: Desk) -> None:
        desk.says(GREEN, "任务93 完成督导6次")
        desk.says(GREEN, "任务92 建成3座")
        desk.says(GREEN, "2")
        assert filed(desk) == [("任务92", "区城管局", "建成3座")]

    def test_it_survives_a_restart_and_expires(self, desk: Desk) -> None:
        desk.says(GREEN, "任务93 完成督导6次")
        desk.restart()
        desk.clock.forward(days=2)
        assert desk.says(GREEN, "2").startswith("已记录 任务93（区城管委办公室")
        desk.says(GREEN, "任务93 完成督导8次")
        desk.clock.forward(days=4)
        desk.says(GREEN, "1")
        assert filed(desk) == [("任务93", "区城管委办公室", "完成督导6次")]

    def test_a_choice_says_what_a_figure_counts(self, desk: Desk) -> None:
        who = contact_of("区园林绿化服务中心")
        desk.clock.now = datetime(2023, 3, 3, 10, tzinfo=SHANGHAI)
        desk.says(who, "实事20 建成口袋公园31处，问题：无，阶段目标：已完成")
        desk.clock.now = datetime(2023, 4, 6, 10, tzinfo=SHANGHAI)
        assert "是当月数回“本月”" in desk.says(who, "实事20 建成口袋公园3处")
        assert "读到数据（按当月数）：3处" in desk.says(who, "1")


class TestLeftOut:
    def test_it_is_asked_once_and_answered_in_a_word(self, desk: Desk) -> None:
        answer = desk.says(SCHOOLS, "任务60 建成4处；任务61 培训教师300人次，问题：师资少")
        assert answer.splitlines()[-1] == "阶段目标完成了吗？回“已完成”或“未完成”；任务60没有问题回“无”。"
        assert desk.says(SCHOOLS, "已完成") == "已补记 任务60、任务61（3月）：阶段目标已完成"
        assert desk.says(SCHOOLS, "无") == "已补记 任务60（3月）：问题无"
        found = desk.standing()
        assert [found[item, "2023-03"]["stage_met"] for item in ("任务60", "任务61")] == [True, True]
        assert [found[item, "2023-03"]["problem"] for item in ("任务60", "任务61")] == ["", "师资少"]
        assert found["任务60", "2023-03"]["progress"] == "建成4处"
        assert "阶段目标完成了吗" not in desk.says(SCHOOLS, "任务60 建成5处")

    @pytest.mark.parametrize(
        ("words", "met", "problem"),
        [
            ("未完成", False, None),
            ("没完成，问题无", False, ""),
            ("阶段目标：已完成；问题：无", True, ""),
            ("任务60已完成", True, None),
            ("没有问题", None, ""),
        ],
    )
    def test_the_ways_to_answer(self, desk: Desk, words: str, met: bool | None, problem: str | None) -> None:
        desk.says(SCHOOLS, "任务60 建成4处")
        desk.says(SCHOOLS, words)
        row = desk.standing()["任务60", "2023-03"]
        assert (row["stage_met"], row["problem"], row["finished"]) == (met, problem, False)
        assert row["progress"] == "建成4处"

    def test_each_may_be_answered_apart(self, desk: Desk) -> None:
        desk.says(SCHOOLS, "任务60 建成4处；任务61 培训教师300人次")
        desk.says(SCHOOLS, "任务60已完成，任务61未完成")
        found = desk.standing()
        assert [found[item, "2023-03"]["stage_met"] for item in ("任务60", "任务61")] == [True, False]

    def test_it_may_be_left(self, desk: Desk) -> None:
        desk.says(SCHOOLS, "任务60 建成4处")
        answer = desk.says(SCHOOLS, "任务61 培训教师300人次，问题：无，下一步：继续，阶段目标：已完成")
        assert "阶段目标完成了吗" not in answer
        desk.says(SCHOOLS, "未完成")
        assert desk.standing()["任务60", "2023-03"]["stage_met"] is None, "another report came between"

    def test_it_expires(self, desk: Desk) -> None:
        desk.says(SCHOOLS, "任务60 建成4处")
        desk.clock.forward(days=4)
        desk.says(SCHOOLS, "已完成")
        assert desk.standing()["任务60", "2023-03"]["stage_met"] is None

    def test_january_is_not_asked_for_a_goal(self, desk: Desk) -> None:
        desk.clock.now = datetime(2023, 2, 3, 10, tzinfo=SHANGHAI)
        assert "阶段目标" not in desk.says(SCHOOLS, "任务60 建成4处，问题：无")

    def test_where_the_checks_ask_nothing_else_is(self, desk: Desk) -> None:
        answer = desk.says(SCHOOLS, "任务60 有序推进；任务61 有序推进")
        questions = [line for line in answer.splitlines() if "核对" in line or "完成了吗" in line]
        assert len(questions) == 1
        desk.says(SCHOOLS, "属实")
        assert "待说明" not in desk.says(SCHOOLS, "还有哪几项没报")
