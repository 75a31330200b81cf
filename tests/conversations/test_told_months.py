"""A month that stands at the head of the words is the month of the report, where no other is stated."""

from __future__ import annotations

import pytest

from tests.desk import Desk

HOUSING = "fanwenbo.zjj"  # 区住房城乡建设局
EDUCATION = "fuyong.jtj"  # 区教育体育局


def in_the_middle_of_april(desk: Desk) -> None:
    desk.clock.forward(days=9)  # 15 April: March was due on the 10th
    desk.says(HOUSING, "实事13 3月份完成情况：已筹集3100套")


def test_it_is_filed_for_the_month_that_was_written(desk: Desk) -> None:
    in_the_middle_of_april(desk)
    answer = desk.says(HOUSING, "实事13 3月新增筹集200套")
    assert "（3月，第2版）" in answer
    assert "未写月份" not in answer
    assert {month for _, month in desk.standing()} == {"2023-03"}


def test_a_correction_goes_to_the_month_that_was_written(desk: Desk) -> None:
    in_the_middle_of_april(desk)
    desk.says(HOUSING, "实事13 4月份完成情况：已筹集3300套")
    desk.says(HOUSING, "更正 实事13 3月筹集3000套")
    standing = desk.standing()
    assert standing["实事13", "2023-03"]["progress"] == "3月筹集3000套"
    assert standing["实事13", "2023-04"]["progress"] == "已筹集3300套"


@pytest.mark.parametrize(
    "words",
    [
        "3月开工200套",
        "3月已筹集200套",
        "3月底前筹集200套",
        "3月筹集100套，4月筹集200套",
        "3月筹集200套，目前装修",
        "3月完成招标，筹集200套",
        "去年11月筹集200套，今年筹集300套",
    ],
)
def test_a_month_in_a_story_is_none(desk: Desk, words: str) -> None:
    in_the_middle_of_april(desk)
    assert "（4月，未写月份" in desk.says(HOUSING, f"实事13 {words}")


def test_a_stated_month_goes_before_it(desk: Desk) -> None:
    in_the_middle_of_april(desk)
    assert "（4月）" in desk.says(HOUSING, "4月份 实事13 3月筹集200套")


def test_the_month_of_the_report_does_not_make_a_figure_the_months_own(desk: Desk) -> None:
    assert "按累计数" in desk.says(EDUCATION, "实事3 3月份开工8处")
