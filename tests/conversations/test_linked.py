"""Items of both annexes that the office has linked: one report serves both, and two should agree."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from handlers.ledger.links import LinkState
from handlers.ledger.points import PointKind, PointState
from storage.packaged import YEAR, packaged_roster
from storage.rows import PointRow
from storage.settling import settle_link
from tests.desk import Desk
from tests.storage.contents import ref

UNIT = "区人力资源社会保障局"


@pytest.fixture
def who(desk: Desk) -> str:
    """The contact who answers for 任务69 and 实事10, which are linked."""
    pair = (ref("任务69"), ref("实事10"))
    with desk.database.session() as session:
        settle_link(session, YEAR, pair, LinkState.CONFIRMED, "督查室", desk.clock(), replace=True)
    rows = [row for row in packaged_roster().rows if row.unit == UNIT and row.identities]
    return next(iter(rows[0].identities.values()))


def points(desk: Desk) -> list[tuple[PointKind, PointState]]:
    with desk.database.reading() as connection:
        rows = connection.execute(select(PointRow.kind, PointRow.state).order_by(PointRow.id))
        return [(kind, state) for kind, state in rows]


def test_figures_that_differ_are_asked_about_once(desk: Desk, who: str) -> None:
    assert "麻烦核对" not in desk.says(who, "任务69 新增城镇就业4620人")
    answer = desk.says(who, "实事10 新增城镇就业5620人")
    assert "麻烦核对实事10" in answer
    assert "报5620人，与任务69（同一内容）报的4620人不一致" in answer
    assert points(desk) == [(PointKind.LINKED_DIFFERS, PointState.OPEN)]
    assert "麻烦核对" not in desk.says(who, "任务69 下一步：继续开发岗位")
    assert points(desk) == [(PointKind.LINKED_DIFFERS, PointState.OPEN)]


@pytest.mark.parametrize("words", ["更正 任务69 新增城镇就业5620人", "更正 实事10 新增城镇就业4620人"])
def test_a_correction_of_either_settles_it(desk: Desk, who: str, words: str) -> None:
    desk.says(who, "任务69 新增城镇就业4620人")
    desk.says(who, "实事10 新增城镇就业5620人")
    assert "麻烦核对" not in desk.says(who, words)
    assert points(desk) == [(PointKind.LINKED_DIFFERS, PointState.CORRECTED)]


def test_it_is_explained_as_other_points_are(desk: Desk, who: str) -> None:
    desk.says(who, "任务69 新增城镇就业4620人")
    desk.says(who, "实事10 新增城镇就业5620人")
    assert desk.says(who, "属实，口径不同").startswith("已记下 实事10")
    assert points(desk) == [(PointKind.LINKED_DIFFERS, PointState.EXPLAINED)]
    assert "麻烦核对" not in desk.says(who, "任务69 问题：无")


def test_both_in_one_message_are_seen_beside_each_other(desk: Desk, who: str) -> None:
    answer = desk.says(who, "任务69 新增城镇就业4620人\n实事10 新增城镇就业5620人")
    assert answer.count("麻烦核对") == 1
    assert points(desk) == [(PointKind.LINKED_DIFFERS, PointState.OPEN)]


@pytest.mark.parametrize(
    "words", ["新增城镇就业4620人", "新增城镇就业0.46万人", "本月新增城镇就业620人", "举办招聘会12场"]
)
def test_what_agrees_or_is_something_else_is_not_asked_about(desk: Desk, who: str, words: str) -> None:
    desk.says(who, "任务69 新增城镇就业4620人")
    assert "不一致" not in desk.says(who, f"实事10 {words}")


def test_without_a_link_nothing_is_compared(desk: Desk, who: str) -> None:
    pair = (ref("任务69"), ref("实事10"))
    with desk.database.session() as session:
        settle_link(session, YEAR, pair, LinkState.REJECTED, "督查室", desk.clock(), replace=True)
    desk.says(who, "任务69 新增城镇就业4620人")
    assert "不一致" not in desk.says(who, "实事10 新增城镇就业5620人")
