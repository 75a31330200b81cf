"""已全部完成 keeps what was reported; a share of 100 % beside a figure closes no item; plans lose no goal."""

from __future__ import annotations

from datetime import date

import pytest

from storage.exporting import plans_json
from storage.packaged import YEAR, packaged_roster
from tests.conversations.test_standing import standing_of
from tests.desk import SHANGHAI, Desk

UNIT = "区人力资源社会保障局"


@pytest.fixture
def who() -> str:
    row = next(row for row in packaged_roster().rows if row.unit == UNIT and row.identities)
    return next(iter(row.identities.values()))


@pytest.mark.parametrize("claim", ["已全部完成", "全部完成，申请销号", "申请销号", "该项工作已全面完成。"])
def test_a_bare_claim_keeps_words_and_figures(desk: Desk, who: str, claim: str) -> None:
    desk.says(who, "实事10 截至3月底新增城镇就业4600人，阶段目标已完成")
    answer = desk.says(who, f"实事10 {claim}")
    assert "4600人" in answer
    row = desk.standing()["实事10", "2023-03"]
    assert row["finished"]
    assert {"value": 4600, "unit": "人"} in row["quantities"]
    assert "4600人" in row["progress"]


@pytest.mark.parametrize(
    "words",
    [
        "实事10 新增城镇就业5000人，完成率105%",
        "实事10 开发公益性岗位1488个，完成率100%",
        "实事10 完成120%，已完成60%",
        "实事10 新增城镇就业5000人，完成目标任务的105%",
        "实事10 新增城镇就业5000人，完成年度任务100%",
    ],
)
def test_a_share_beside_a_figure_is_no_application(desk: Desk, who: str, words: str) -> None:
    desk.says(who, words)
    (row,) = desk.reports()
    assert row["finished"] is False


def test_a_claim_of_a_new_month_keeps_the_amount_of_the_month_before(desk: Desk, who: str) -> None:
    desk.says(who, "实事10 截至3月底新增城镇就业4600人，阶段目标已完成")
    desk.clock.forward(days=30)
    desk.says(who, "实事10 已全部完成")
    item = standing_of(desk, "实事10", date(2023, 5, 6))
    assert 4600 in [one.reached.value for unit in item.units for one in unit.measured if one.reached]


def goals(desk: Desk) -> list[str]:
    with desk.database.reading() as connection:
        (plan,) = plans_json(connection, YEAR, SHANGHAI)
    return [plan[quarter] or "" for quarter in ("q1", "q2", "q3", "q4")]


def test_what_is_said_of_each_quarter_and_of_one_stands_side_by_side(desk: Desk, who: str) -> None:
    desk.says(who, "计划 实事10 每季度新增城镇就业4450人；二季度：零工市场1家；四季度：零工公寓200间")
    q1, q2, q3, q4 = goals(desk)
    assert q1 == q3 == "新增城镇就业4450人"
    assert q2 == "新增城镇就业4450人；零工市场1家"
    assert q4 == "新增城镇就业4450人；零工公寓200间"


def test_half_years_beside_a_quarter(desk: Desk, who: str) -> None:
    desk.says(who, "计划 实事10 上半年：新增就业8900人；二季度：零工市场1家；下半年：1.78万人")
    assert goals(desk)[:2] == ["新增就业8900人", "新增就业8900人；零工市场1家"]
