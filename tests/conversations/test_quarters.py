"""二季度完成140例: recorded, asked about, and counted as the unit says that it is meant."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select

from handlers.ledger.points import PointKind, PointState
from handlers.standings.lights import Measured
from storage import deciding
from storage.packaged import YEAR, packaged_roster
from storage.rows import PointRow
from storage.standings import standing_on
from tests.desk import SHANGHAI, Desk
from tests.storage.contents import ref

UNIT = "区卫生健康局"
ITEM = "实事18"
OPEN, CORRECTED = PointState.OPEN, PointState.CORRECTED
ASKED, LOST = PointKind.QUARTER_OR_SO_FAR, PointKind.UNKNOWN_START


@pytest.fixture
def who(desk: Desk) -> str:
    """The contact of the unit, whose plan is accepted; it is the beginning of July, June is due."""
    rows = [row for row in packaged_roster().rows if row.unit == UNIT and row.identities]
    account = next(iter(rows[0].identities.values()))
    desk.clock.now = datetime(2023, 2, 10, 10, tzinfo=SHANGHAI)
    plan = "一季度：手术100例；二季度：手术240例；三季度：手术400例；四季度：手术500例"
    desk.says(account, f"计划 {ITEM} {plan}")
    with desk.database.session() as session:
        deciding.accept_plan(session, YEAR, ref(ITEM), UNIT, "督查室", desk.clock())
    desk.clock.now = datetime(2023, 7, 4, 10, tzinfo=SHANGHAI)
    return account


def in_march(desk: Desk, who: str, words: str = "截至3月底累计手术100例") -> None:
    desk.clock.now = datetime(2023, 4, 4, 10, tzinfo=SHANGHAI)
    desk.says(who, f"{ITEM} {words}，问题：无，下一步：继续，阶段目标：已完成")
    desk.clock.now = datetime(2023, 7, 4, 10, tzinfo=SHANGHAI)


def measured(desk: Desk, day: date = date(2023, 7, 5)) -> Measured:
    with desk.database.reading() as connection:
        (item,) = standing_on(connection, YEAR, day, SHANGHAI)[1].of(lambda one: one.ref == ref(ITEM)).items
    return item.measured[0]


def reached(desk: Desk, day: date = date(2023, 7, 5)) -> float | None:
    found = measured(desk, day).reached
    return found.value if found else None


def points(desk: Desk) -> list[tuple[PointKind, PointState]]:
    with desk.database.reading() as connection:
        statement = select(PointRow.kind, PointRow.state).order_by(PointRow.id)
        return [(row.kind, row.state) for row in connection.execute(statement)]


def test_it_is_asked_what_a_quarters_figure_counts(desk: Desk, who: str) -> None:
    in_march(desk, who)
    answer = desk.says(who, f"{ITEM} 二季度完成140例")
    assert "读到数据（按二季度数）：140例" in answer
    assert "二季度报140例，是当季数还是累计数" in answer
    assert "是当季数回“当季”，是累计数回“累计”" in answer
    assert points(desk) == [(ASKED, OPEN)]
    assert reached(desk) == 100  # nothing is taken for granted
    assert "待说明 实事18（6月）：" in desk.says(who, "我们还有哪几项没报")


@pytest.mark.parametrize("word", ["当季", "本季", "是当季数", "二季度当季的", "本季度新增数", "实事18 当季"])
def test_the_quarters_own_is_added_to_what_was_before(desk: Desk, who: str, word: str) -> None:
    in_march(desk, who)
    desk.says(who, f"{ITEM} 二季度完成140例")
    assert "麻烦核对" not in desk.says(who, word)
    assert points(desk) == [(ASKED, CORRECTED)]
    assert reached(desk) == 240


@pytest.mark.parametrize("word", ["累计", "是累计数", "说明 实事18 是累计数"])
def test_or_it_is_the_total(desk: Desk, who: str, word: str) -> None:
    in_march(desk, who)
    desk.says(who, f"{ITEM} 二季度完成240例")
    assert "读到数据（按累计数）：240例" in desk.says(who, word)
    assert points(desk) == [(ASKED, CORRECTED)]
    assert reached(desk) == 240


def test_a_running_quarter_is_not_added_twice(desk: Desk, who: str) -> None:
    in_march(desk, who)
    desk.clock.now = datetime(2023, 6, 5, 10, tzinfo=SHANGHAI)
    desk.says(who, f"{ITEM} 二季度完成90例")
    desk.says(who, "当季")
    assert reached(desk, date(2023, 6, 6)) == 190
    desk.clock.now = datetime(2023, 7, 4, 10, tzinfo=SHANGHAI)
    desk.says(who, f"{ITEM} 二季度完成140例")
    desk.says(who, "当季")
    assert reached(desk) == 240
    desk.clock.now = datetime(2023, 10, 9, 10, tzinfo=SHANGHAI)
    desk.says(who, f"{ITEM} 三季度完成150例")
    desk.says(who, "当季")
    assert reached(desk, date(2023, 10, 10)) == 390


def test_the_quarter_before_may_stand_in_the_same_report(desk: Desk, who: str) -> None:
    desk.says(who, f"{ITEM} 一季度完成100例，二季度完成140例")
    desk.says(who, "当季")
    assert reached(desk) == 240
    assert points(desk) == [(ASKED, CORRECTED)]


def test_without_a_start_the_question_stays_until_it_is_known(desk: Desk, who: str) -> None:
    desk.says(who, f"{ITEM} 二季度完成140例，问题：无，下一步：继续，阶段目标：已完成")
    answer = desk.says(who, "当季")
    assert "还没有一季度的累计数可加" in answer
    assert points(desk) == [(ASKED, CORRECTED), (LOST, OPEN)]
    assert reached(desk) is None
    desk.says(who, f"{ITEM} 3月份 累计手术110例，问题：无，下一步：继续，阶段目标：已完成")
    assert points(desk) == [(ASKED, CORRECTED), (LOST, CORRECTED)]
    assert reached(desk) == 250


def test_a_total_settles_it_too(desk: Desk, who: str) -> None:
    desk.says(who, f"{ITEM} 二季度完成140例")
    desk.says(who, "当季")
    desk.says(who, f"更正 {ITEM} 完成情况：截至6月底累计手术250例")
    assert points(desk) == [(ASKED, CORRECTED), (LOST, CORRECTED)]
    assert reached(desk) == 250


def test_that_it_is_right_does_not_tell_which(desk: Desk, who: str) -> None:
    in_march(desk, who)
    desk.says(who, f"{ITEM} 二季度完成140例")
    assert "是当季数还是累计数" in desk.says(who, "属实")
    assert points(desk) == [(ASKED, OPEN)]
    desk.says(who, "当季")
    assert reached(desk) == 240


@pytest.mark.parametrize(
    "words", ["上半年完成240例", "上半年累计完成240例", "一至二季度完成240例", "累计240例，其中二季度140例"]
)
def test_what_begins_in_january_is_a_total(desk: Desk, who: str, words: str) -> None:
    in_march(desk, who)
    assert "麻烦核对" not in desk.says(who, f"{ITEM} {words}")
    assert reached(desk) == 240


def test_the_first_quarter_is_all_since_january(desk: Desk, who: str) -> None:
    in_march(desk, who, "本季度手术95例")
    assert points(desk) == []
    assert reached(desk, date(2023, 4, 5)) == 95


def test_what_measures_no_target_is_not_asked_about(desk: Desk, who: str) -> None:
    desk.says(who, f"{ITEM} 累计手术240例，二季度开展义诊4场")
    assert points(desk) == []
