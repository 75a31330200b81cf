"""What a unit plans, changes and explains, as it types it; what the ledger then expects."""

from __future__ import annotations

import pytest

from storage import deciding
from storage.packaged import YEAR, packaged_roster
from tests.desk import Desk
from tests.storage.contents import ref

UNIT = "区教育体育局"
ITEM = "任务60"


@pytest.fixture
def who() -> str:
    rows = [row for row in packaged_roster().rows if row.unit == UNIT and row.identities]
    return next(iter(rows[0].identities.values()))


def accept(desk: Desk) -> None:
    with desk.database.session() as session:
        deciding.accept_plan(session, YEAR, ref(ITEM), UNIT, "督查室", desk.clock())


def test_the_reason_of_a_change_is_taken_from_behind_its_goal(desk: Desk, who: str) -> None:
    first = desk.says(who, f"计划 {ITEM} 一季度：开工；二季度：建成4处，因征地滞后；三季度：6处；四季度：8处")
    assert "二季度：建成4处，因征地滞后" in first
    accept(desk)
    answer = desk.says(who, f"计划 {ITEM} 二季度：建成3处，因雨季延长")
    assert "二季度：建成4处，因征地滞后 → 建成3处" in answer
    assert "调整原因：雨季延长" in answer


def test_the_reason_of_a_correction_before_the_review_is_kept_beside_the_plan(desk: Desk, who: str) -> None:
    desk.says(who, f"计划 {ITEM} 一季度：开工；二季度：建成4处；三季度：6处；四季度：8处")
    answer = desk.says(who, f"更正计划 {ITEM} 二季度：建成3处，因征地滞后")
    assert "二季度：建成3处\n" in answer
    assert "调整原因：征地滞后" in answer


def test_a_goal_of_half_a_year_keeps_its_meaning(desk: Desk, who: str) -> None:
    desk.says(who, f"计划 {ITEM} 上半年：建成4处；下半年：建成8处")
    answer = desk.says(who, f"更正计划 {ITEM} 二季度改为建成5处")
    assert "一季度：建成4处（上半年）" in answer
    assert "二季度：建成5处" in answer


def test_a_goal_for_every_month_is_recorded(desk: Desk, who: str) -> None:
    answer = desk.says(who, f"计划 {ITEM} 每月建成2处")
    assert answer.count("季度：每月建成2处") == 4
