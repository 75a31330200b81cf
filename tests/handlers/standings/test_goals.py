"""Goals of plans, as numbers since January."""

from __future__ import annotations

import pytest

from handlers.ledger.indicators import draw_indicators
from handlers.ledger.months import Month
from handlers.reading.shapes import PlanWords
from handlers.standings.figures import goal_figures
from handlers.standings.goals import WHOLE_ITEM, Goal, read_goals
from handlers.standings.matching import targets_of
from tests.handlers.standings.builders import FLATS, JOBS, QUALITY, SCHOOLS, a_baseline


def goals(text: str, *quarters: str) -> tuple[Goal, ...]:
    return read_goals(a_baseline(*quarters).figures, targets_of(draw_indicators(text)))


@pytest.mark.parametrize(
    ("text", "quarters", "expected"),
    [
        (JOBS, "完成4000人/完成9000人/完成1.4万人/完成1.78万人", (4000, 9000, 14000, 17800)),
        (JOBS, "4000人/再完成5000人/再完成5000人/再完成3800人", (4000, 9000, 14000, 17800)),
        (JOBS, "新增4450人/新增4450人/新增4450人/新增4450人", (4450, 8900, 13350, 17800)),
        (QUALITY, "走访10家/走访10家/走访10家/走访10家", (10, 20, 30, 40)),
        # here 新增 is the name of the target
        (JOBS, "新增就业4000人/新增就业9000人/新增就业14000人/新增就业17800人", (4000, 9000, 14000, 17800)),
        # the plan's own figures, and a half-year said once for both of its quarters
        (QUALITY, "走访企业50家/走访企业120家//走访企业200家", (50, 120, None, 200)),
        (JOBS, "完成9000人/完成9000人//完成17800人", (4500, 9000, None, 17800)),
    ],
)
def test_goals_count_since_january(text: str, quarters: str, expected: tuple[float | None, ...]) -> None:
    (goal,) = goals(text, *quarters.split("/"))
    assert goal.by_quarter == expected


def test_each_indicator_has_its_own_goal() -> None:
    schools = goals(SCHOOLS, "开工1处", "建成3处，开工4处", "建成5处，开工6处", "建成8处，开工6处")
    assert [goal.by_quarter for goal in schools] == [(None, 3, 5, 8), (1, 4, 6, 6)]
    flats = goals(FLATS, "筹集1000套", "筹集2500套（间），安置房主体完成1500套", "", "")
    assert {goal.target.position: goal.by_quarter for goal in flats} == {
        1: (1000, 2500, None, None),
        None: (None, 1500, None, None),  # the shell of a house is no house
    }


def test_stages_in_a_plan_are_series_of_their_own() -> None:
    """What is completed is the indicator's; another stage is measured by its own goal."""
    parks = "建成公园8处。"
    first, second, third = goals(parks, "开工4处", "开工8处", "封顶4处", "封顶8处、竣工8处")
    assert (first.target.position, first.by_quarter) == (0, (None, None, None, 8))
    assert (second.target.metric, second.by_quarter) == ("开工", (4, 8, None, None))
    assert (third.target.metric, third.by_quarter) == ("封顶", (None, None, 4, 8))


def test_a_percentage_of_the_work_is_the_items() -> None:
    (goal,) = goals(QUALITY, "完成20%", "完成50%", "完成80%", "完成100%")
    assert goal.target is WHOLE_ITEM
    assert goal.by_quarter == (20, 50, 80, 100)


@pytest.mark.parametrize(
    ("month", "expected"), [(1, 1000), (3, 3000), (4, 4000), (6, 6000), (9, 6000), (10, 8000), (12, 12000)]
)
def test_within_a_quarter_the_plan_is_linear(month: int, expected: float) -> None:
    (goal,) = goals(JOBS, "3000人", "6000人", "", "12000人")
    assert goal.expected(Month(2023, month)) == pytest.approx(expected)


def test_rates_hold_from_the_end_of_their_quarter() -> None:
    (goal,) = goals("规模以上工业增加值增长6%。", "增长4%", "增长5%", "", "增长6%")
    assert goal.expected(Month(2023, 2)) is None
    assert goal.expected(Month(2023, 3)) == 4
    assert goal.expected(Month(2023, 8)) == 5
    assert goal.expected(Month(2023, 12)) == 6


@pytest.mark.parametrize(
    ("goal", "value", "name"),
    [
        ("完成投资20亿", 2e9, "完成投资"),
        ("累计完成投资5千万", 5e7, "完成投资"),
        ("引进20亿投资", 2e9, "引进投资"),
        ("营收突破5000万", 5e7, "营收突破"),
        ("5万", 5e4, ""),
        ("20-30亿", 2e9, ""),
    ],
)
def test_a_bare_yi_or_wan_is_money_as_in_the_reports(goal: str, value: float, name: str) -> None:
    (found,) = goal_figures(PlanWords(q1=goal))
    assert (found.figure.value, found.figure.unit, found.name) == (value, "元", name)


@pytest.mark.parametrize("goal", ["惠及10万群众", "新增参保5万", "打造50亿级产业集群", "培育亿元企业"])
def test_a_bare_yi_or_wan_of_something_else_is_no_money(goal: str) -> None:
    assert goal_figures(PlanWords(q1=goal)) == ()


@pytest.mark.parametrize(
    ("quarters", "expected"),
    [
        ("每月完成2处/每月完成2处/每月完成2处/每月完成2处", (6, 12, 18, 24)),
        ("每月完成2处/每月完成3处/再建3处/", (6, 15, 18, None)),
        ("完成5处（本季度新增）/完成3处（本季度新增）//", (5, 8, None, None)),
        ("8处（上半年）/9处/24处（下半年）/20处", (4, 9, 16.5, 20)),
        ("18处（前三季度）/18处（前三季度）/21处/", (6, 12, 21, None)),
    ],
)
def test_a_goal_may_say_which_time_it_is_for(quarters: str, expected: tuple[float | None, ...]) -> None:
    (goal,) = goals("建成学校24处。", *quarters.split("/"))
    assert goal.by_quarter == expected
    (growing,) = goals("新增学校24处。", *quarters.split("/"))
    assert growing.by_quarter == expected


def test_a_month_of_something_else_is_no_month_of_amounts() -> None:
    plan = PlanWords(q1="每月开展讲座8场", q2="每人每月200元", q3="每月增长2%", q4="每月投资200万元，建成3处")
    assert [one.figure.value for one in goal_figures(plan)] == [24, 200, 2, 6e6, 3]
