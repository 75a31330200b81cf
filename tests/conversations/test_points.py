"""What looks odd is recorded, asked about once, and closed: corrected, explained, or let pass."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from handlers.errors import InputError
from handlers.ledger.months import Month
from handlers.ledger.points import PointState
from storage import reviewing
from storage.packaged import YEAR, packaged_roster
from storage.registers import load_register
from storage.rows import HistoryRow, PointRow
from tests.desk import SHANGHAI, Desk
from tests.storage.contents import ref

UNIT = "区住房城乡建设局"
FLATS = "实事13"
MARCH = Month(2023, 3)


@pytest.fixture
def who(desk: Desk) -> str:
    """The contact of the unit that leads 实事13, who has reported 3100 flats for February."""
    rows = [row for row in packaged_roster().rows if row.unit == UNIT and row.identities]
    account = next(iter(rows[0].identities.values()))
    desk.clock.now = datetime(2023, 3, 3, 10, tzinfo=SHANGHAI)
    desk.says(account, "实事13 完成情况：已筹集3100套；问题：无；下一步：加快验收；阶段目标：已完成")
    desk.clock.now = datetime(2023, 4, 6, 10, tzinfo=SHANGHAI)
    return account


def states(desk: Desk) -> list[PointState]:
    with desk.database.reading() as connection:
        return list(connection.execute(select(PointRow.state).order_by(PointRow.id)).scalars())


def fallen(desk: Desk, who: str) -> str:
    return desk.says(who, "实事13 完成情况：已筹集3000套；问题：无；下一步：5月底前验收；阶段目标：已完成")


def test_a_total_that_falls_is_recorded_and_asked_about(desk: Desk, who: str) -> None:
    answer = fallen(desk, who)
    assert answer.startswith("已记录 实事13（3月")
    assert "累计数由2月的3100套降为3000套" in answer.splitlines()[-1]
    assert desk.standing()["实事13", "2023-03"]["quantities"] == [{"value": 3000, "unit": "套"}]
    assert states(desk) == [PointState.OPEN]


def test_a_correction_closes_it(desk: Desk, who: str) -> None:
    fallen(desk, who)
    answer = desk.says(who, "更正 实事13 完成情况：已筹集3300套")
    assert "麻烦核对" not in answer
    assert states(desk) == [PointState.CORRECTED]


def test_what_was_corrected_and_comes_back_is_asked_again(desk: Desk, who: str) -> None:
    fallen(desk, who)
    desk.says(who, "更正 实事13 完成情况：已筹集3300套")
    assert "麻烦核对" in fallen(desk, who)
    assert states(desk) == [PointState.CORRECTED, PointState.OPEN]


@pytest.mark.parametrize(
    "words",
    [
        "说明 实事13 核减了重复统计的100套",
        "实事13说明：核减了重复统计的100套",
        "属实，核减了重复统计的100套",
        "数字没错",
    ],
)
def test_a_word_of_the_unit_closes_it_and_is_kept(desk: Desk, who: str, words: str) -> None:
    fallen(desk, who)
    answer = desk.says(who, words)
    assert answer.startswith("已记下 实事13（3月）的说明：")
    assert states(desk) == [PointState.EXPLAINED]
    assert desk.standing()["实事13", "2023-03"]["version"] == 1
    with desk.database.reading() as connection:
        kept, by = connection.execute(select(PointRow.words, PointRow.settled_by)).one()
        noted = connection.execute(select(HistoryRow.what).order_by(HistoryRow.id.desc())).scalars().first()
    assert kept
    assert kept in words
    assert by
    assert noted == "point.explained"


def test_what_was_explained_is_not_asked_again(desk: Desk, who: str) -> None:
    fallen(desk, who)
    desk.says(who, "属实")
    assert "麻烦核对" not in desk.says(who, "实事13 下一步：5月20日前验收600套")
    assert states(desk) == [PointState.EXPLAINED]


def test_without_a_question_a_word_is_what_it_was(desk: Desk, who: str) -> None:
    before = desk.reports()
    assert "说明" not in desk.says(who, "属实")
    assert desk.reports() == before
    for words in ("说明 实事13 已筹集3200套", "实事13 属实", "累计 实事13"):
        assert "没有待说明的地方" in desk.says(who, words)
    assert desk.reports() == before


@pytest.mark.parametrize("words", ["实事13 属实", "实事13是累计数", "累计 实事13", "说明 实事13 是累计数"])
def test_an_answer_may_name_its_item(desk: Desk, who: str, words: str) -> None:
    desk.says(who, "实事13 已筹集300套")
    assert desk.says(who, words).startswith("已记下 实事13（3月）的说明")
    assert desk.standing()["实事13", "2023-03"]["progress"] == "已筹集300套"


@pytest.mark.parametrize(
    "words", ["说明 实事13 本月", "说明 实事13 是当月数", "实事13 是本月数", "本月 实事13"]
)
def test_what_it_counts_may_be_said_with_the_item(desk: Desk, who: str, words: str) -> None:
    desk.says(who, "实事13 已筹集300套")
    assert "读到数据（按当月数）：300套" in desk.says(who, words)


def test_a_question_is_answered_days_later(desk: Desk, who: str) -> None:
    desk.says(who, "实事13 已筹集300套")
    desk.says(who, "我们还有哪几项没报")  # another question in between
    desk.clock.forward(days=10)
    assert "读到数据（按当月数）：300套" in desk.says(who, "本月")


def test_a_correction_called_an_explanation_is_a_correction(desk: Desk, who: str) -> None:
    fallen(desk, who)
    assert desk.says(who, "说明 实事13 写错了，应为3300套").startswith("已更正 实事13（3月")
    assert states(desk) == [PointState.CORRECTED]


def test_a_word_settles_the_newest_month_only(desk: Desk, who: str) -> None:
    fallen(desk, who)
    desk.clock.now = datetime(2023, 5, 5, 10, tzinfo=SHANGHAI)
    desk.says(who, "实事13 有序推进")
    desk.says(who, "说明 实事13 确无变化")
    assert states(desk) == [PointState.OPEN, PointState.EXPLAINED]


def test_a_report_that_begins_like_an_answer_is_one(desk: Desk, who: str) -> None:
    fallen(desk, who)
    assert desk.says(who, "实事13 没问题，已筹集3400套").startswith("已记录 实事13")
    assert desk.standing()["实事13", "2023-03"]["quantities"] == [{"value": 3400, "unit": "套"}]


@pytest.mark.parametrize("words", ["是本月数", "本月", "当月的数", "3月当月数"])
def test_what_the_figure_counts_is_answered_in_a_word(desk: Desk, who: str, words: str) -> None:
    answer = desk.says(who, "实事13 已筹集300套")
    assert "是本月数还是累计数" in answer
    assert "读到数据（按累计数）：300套" in answer
    assert "读到数据（按当月数）：300套" in desk.says(who, words)
    assert states(desk) == [PointState.CORRECTED]
    assert desk.standing()["实事13", "2023-03"]["version"] == 2


def test_or_that_it_is_a_total(desk: Desk, who: str) -> None:
    desk.says(who, "实事13 已筹集300套")
    assert "说明：累计" in desk.says(who, "累计")
    assert states(desk) == [PointState.EXPLAINED]
    assert desk.standing()["实事13", "2023-03"]["version"] == 1


def test_the_office_lets_it_pass(desk: Desk, who: str) -> None:
    fallen(desk, who)
    with desk.database.session() as session:
        connection, register = session.connection(), load_register(session, YEAR)
        (point,) = reviewing.open_points(connection, register)
        assert (point.item, point.unit, point.month) == (ref(FLATS), UNIT, MARCH)
        reviewing.wave_points(session, (ref(FLATS), UNIT, MARCH), "已电话核实", "督查室", desk.clock())
        assert reviewing.open_points(connection, register) == []
    assert states(desk) == [PointState.WAVED]
    with desk.database.session() as session, pytest.raises(InputError, match="没有待核对的地方"):
        reviewing.wave_points(session, (ref(FLATS), UNIT, MARCH), None, "督查室", desk.clock())


def test_an_open_point_is_owed_until_it_is_settled(desk: Desk, who: str) -> None:
    fallen(desk, who)
    assert "待说明 实事13（3月）：" in desk.says(who, "我们还有哪几项没报")
    desk.says(who, "说明 实事13 核减了重复统计的")
    assert "待说明" not in desk.says(who, "我们还有哪几项没报")


def test_a_withdrawn_report_leaves_no_question(desk: Desk, who: str) -> None:
    fallen(desk, who)
    desk.says(who, "撤回 实事13 3月份的")
    assert states(desk) == [PointState.CORRECTED]


def test_many_items_are_asked_about_in_one_line(desk: Desk, who: str) -> None:
    desk.clock.now = datetime(2023, 3, 3, 11, tzinfo=SHANGHAI)
    desk.says(who, "任务42 已清零11个；任务44 封顶2000套")
    desk.clock.now = datetime(2023, 4, 6, 10, tzinfo=SHANGHAI)
    answer = desk.says(
        who, "任务42 已清零9个\n实事13 已筹集3000套\n任务47 有序推进\n任务51 有序推进\n任务57 已完成选址"
    )
    asked = [line for line in answer.splitlines() if line.startswith("请核对：")]
    assert len(asked) == 1
    assert "任务42" in asked[0]
    assert "实事13" in asked[0]
    desk.says(who, "属实")
    assert set(states(desk)) == {PointState.EXPLAINED}


def test_a_few_reports_are_asked_about_in_one_sentence(desk: Desk, who: str) -> None:
    desk.clock.now = datetime(2023, 3, 3, 11, tzinfo=SHANGHAI)
    desk.says(who, "任务42 已清零11个")
    desk.clock.now = datetime(2023, 4, 6, 10, tzinfo=SHANGHAI)
    answer = desk.says(who, "任务42 已清零9个\n实事13 已筹集3000套\n任务47 有序推进")
    asked = [line for line in answer.splitlines() if "核对" in line or "请补" in line or "完成了吗" in line]
    assert len(asked) == 1
    assert all(item in asked[0] for item in ("任务42", "实事13", "任务47"))
    desk.says(who, "属实")
    assert set(states(desk)) == {PointState.EXPLAINED}
    assert "待说明" not in desk.says(who, "未报")


@pytest.fixture
def jobs(desk: Desk) -> str:
    """The contact of the unit of 实事10, which has told January and February as the months' own."""
    rows = [row for row in packaged_roster().rows if row.unit == "区人力资源社会保障局" and row.identities]
    account = next(iter(rows[0].identities.values()))
    desk.clock.now = datetime(2023, 2, 3, 10, tzinfo=SHANGHAI)
    desk.says(account, "实事10 本月新增城镇就业1000人")
    desk.clock.now = datetime(2023, 3, 3, 10, tzinfo=SHANGHAI)
    desk.says(account, "实事10 本月新增城镇就业1500人")
    desk.clock.now = datetime(2023, 4, 6, 10, tzinfo=SHANGHAI)
    return account


def test_a_total_below_the_months_told_so_far_is_asked_about(desk: Desk, jobs: str) -> None:
    answer = desk.says(jobs, "实事10 累计新增城镇就业2300人，阶段目标已完成")
    assert "少于1月、2月当月数之和2500人" in answer
    assert states(desk) == [PointState.OPEN]


def test_a_total_that_holds_them_is_not(desk: Desk, jobs: str) -> None:
    answer = desk.says(jobs, "实事10 累计新增城镇就业3900人，阶段目标已完成")
    assert "麻烦核对" not in answer
    assert states(desk) == []


def test_after_months_a_change_of_unit_is_asked_about_too(desk: Desk, jobs: str) -> None:
    assert "户" in desk.says(jobs, "实事10 累计新增城镇就业4450户，阶段目标已完成").splitlines()[-1]
    assert states(desk) == [PointState.OPEN]
