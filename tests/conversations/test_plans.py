"""What a unit plans, changes and explains, as it types it; what the ledger then expects."""

from __future__ import annotations

import pytest

from storage import deciding
from storage.exporting import plans_json
from storage.packaged import YEAR, packaged_roster
from tests.desk import SHANGHAI, Desk
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


FALLING = f"计划 {ITEM} 一季度：建成5处；二季度：建成3处；三季度：建成2处；四季度：建成2处"


def goals(desk: Desk) -> list[str | None]:
    with desk.database.reading() as connection:
        row = plans_json(connection, YEAR, SHANGHAI)[-1]
    return [row[quarter] for quarter in ("q1", "q2", "q3", "q4")]


def test_totals_that_fall_are_asked_about_and_settled_by_a_word(desk: Desk, who: str) -> None:
    answer = desk.says(who, FALLING)
    assert "二季度3处少于一季度5处" in answer
    assert "新增" in answer.splitlines()[-1]
    settled = desk.says(who, "新增")
    assert "二季度：建成3处（本季度新增）" in settled
    assert "麻烦核对" not in settled
    assert goals(desk) == [f"建成{count}处（本季度新增）" for count in (5, 3, 2, 2)]
    corrected = desk.says(who, f"更正计划 {ITEM} 二季度：建成4处")
    assert "二季度：建成4处（本季度新增）" in corrected
    assert "麻烦核对" not in corrected


def test_totals_that_fall_may_be_meant(desk: Desk, who: str) -> None:
    desk.says(who, FALLING)
    assert "按累计数记" in desk.says(who, f"{ITEM}是累计数")
    assert goals(desk) == ["建成5处", "建成3处", "建成2处", "建成2处"]
    again = desk.says(who, f"更正计划 {ITEM} 主要负责人：王刚")
    assert "麻烦核对" not in again  # asked once


def test_what_adds_up_is_not_asked_about(desk: Desk, who: str) -> None:
    for words in ("建成5处；二季度：再建3处", "建成5处；二季度：建成8处", "新增5处；二季度：新增3处"):
        assert "麻烦核对" not in desk.says(who, f"计划 {ITEM} 一季度：{words}")
    assert "按累计数记" not in desk.says(who, f"{ITEM} 累计")  # nothing was asked


def test_an_accepted_plan_that_falls_is_changed_by_request(desk: Desk, who: str) -> None:
    desk.says(who, FALLING)
    accept(desk)
    answer = desk.says(who, f"{ITEM} 新增")
    assert "这次作为调整申请报督查室" in answer
    assert "建成5处 → 建成5处（本季度新增）" in answer


def test_two_names_of_one_series_are_one_goal(desk: Desk) -> None:
    rows = [row for row in packaged_roster().rows if row.unit == "区住房城乡建设局" and row.identities]
    account = next(iter(rows[0].identities.values()))
    plan = "一季度：保租房筹集1000套；二季度：保租房3000套；三季度：保租房4000套；四季度：保租房4700套"
    answer = desk.says(account, f"计划 实事13 {plan}")
    read = [line for line in answer.splitlines() if line.startswith("读到目标")]
    assert read == ["读到目标：筹集保障性租赁住房 1000、3000、4000、4700套（年初以来累计）"]
    assert "麻烦核对" not in answer


def test_a_plan_by_the_ends_of_months_is_corrected_by_them(desk: Desk, who: str) -> None:
    desk.says(who, f"计划 {ITEM} 3月底前开工，6月底前建成4处，9月底前6处，年底前8处")
    assert goals(desk) == ["开工", "建成4处", "6处", "8处"]
    answer = desk.says(who, f"更正计划 {ITEM} 6月底前建成3处")
    assert goals(desk) == ["开工", "建成3处", "6处", "8处"]
    assert "读到目标：建成中小学幼儿园 —、3、6、8处（年初以来累计）" in answer  # without a name they go on


MANY = ("任务60", "任务61", "任务62", "任务63")


def test_of_many_plans_the_gaps_are_told_in_one_line(desk: Desk, who: str) -> None:
    lines = [f"{item} 一季度：完成选址；二季度：开工；三季度：封顶" for item in MANY]
    answer = desk.says(who, "\n".join(["计划", *lines]))
    told = [line for line in answer.splitlines() if line.startswith("计划未写：")]
    assert told == [
        "计划未写：任务60四季度；任务61四季度；任务62四季度等4项（补报发“更正计划 任务60 四季度：…”）。"
    ]


def test_several_plans_that_fall_are_asked_about_in_one_sentence(desk: Desk, who: str) -> None:
    answer = desk.says(who, "\n".join(FALLING.replace(ITEM, item) for item in (ITEM, "任务61")))
    assert answer.count("是每季度新增数回“新增”") == 1
    assert answer.splitlines()[-1].startswith("请核对：任务60、任务61计划")
