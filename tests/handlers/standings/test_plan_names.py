"""What the figures of a plan are called: short names, classes, shares of the whole, nothing at all."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.ledger.indicators import draw_indicators
from handlers.standings.goals import WHOLE_ITEM, read_goals
from handlers.standings.lights import Light
from handlers.standings.matching import targets_of
from tests.handlers.standings.builders import QUALITY, a_baseline, said, stands

FIRMS = "新培育营收过亿元企业5家、过10亿元企业1-2家。"
INSURED = "居民医保财政补助标准提高60元，达到每人每年730元。"
SHARED = "机关共性应用组件利用率达到90%，机关业务上网运行事项130项。"
GROWTH = "地区生产总值增长6%左右，规模以上工业增加值增长7.5%，社会消费品零售总额增长6%。"
FUNDS = "新引进培育金融机构12家。"
HOMES = "建设安置基地居民安置房2700套以上；筹集保障性租赁住房4700套（间）。"
Values = tuple[float | None, float | None, float | None, float | None]


def goals(text: str, *quarters: str) -> dict[str, Values]:
    plan = a_baseline(*quarters)
    return {
        goal.target.metric: goal.by_quarter
        for goal in read_goals(plan.figures, targets_of(draw_indicators(text)), plan.words)
    }


def test_a_class_of_firms_is_no_amount_of_money() -> None:
    assert goals(FIRMS, "", "过亿元2家", "", "过亿元5家，过10亿元1-2家") == {
        "新培育营收过亿元企业": (None, 2, None, 5),
        "过10亿元企业": (None, None, None, 1),
    }


def test_a_series_without_a_name_is_the_standard_that_it_ends_with() -> None:
    (values,) = goals(INSURED, "670元", "730元", "730元", "730元").values()
    assert values == (670, 730, 730, 730)


def test_a_bare_percentage_carries_on_the_rate_named_before() -> None:
    rate, _ = goals(
        SHARED, "组件利用率85%，上网运行40项", "利用率86%、80项", "88%、110项", "90%、130项"
    ).values()
    assert rate == (85, 86, 88, 90)


@pytest.mark.parametrize("last", ["全部完工", "全部完成", "全面完成", "100%"])
def test_a_share_of_all_the_work_is_the_items(last: str) -> None:
    assert goals(QUALITY, "完成总工程量的20%", "45%", "75%", last) == {WHOLE_ITEM.metric: (20, 45, 75, 100)}


def test_short_names_are_those_of_the_notice() -> None:
    assert goals(GROWTH, "GDP增长5%", "规上工业增加值增长7%", "", "GDP增长6%，社零增长6%") == {
        "地区生产总值": (5, None, None, 6),
        "规模以上工业增加值": (None, 7, None, None),
        "社会消费品零售总额": (None, None, None, 6),
    }


def test_short_names_of_reports_too() -> None:
    plan = a_baseline("GDP增长5%，社零增长5%", "GDP增长6%，社零增长6%")
    unit = stands(GROWTH, plan, {4: said("GDP增长5.2%，社消零增长6.1%")})
    assert [one.reached.value if one.reached else None for one in unit.measured] == [5.2, None, 6.1]


@pytest.mark.parametrize(
    "first", ["保租房筹集1000套", "保租房1000套", "筹集保障性租赁住房1000套", "筹集1000套"]
)
def test_two_names_of_one_thing_are_one_series(first: str) -> None:
    assert goals(HOMES, first, "保租房3000套", "保租房4000套", "保租房4700套") == {
        "筹集保障性租赁住房": (1000, 3000, 4000, 4700)
    }


def test_a_name_of_the_plan_carries_on_where_it_stood_beside_the_indicators() -> None:
    aim = "引进科创金融机构10家。"
    assert goals(aim, "科创金融项目“金种子”引进2家", "“金种子”5家", "“金种子”8家", "“金种子”10家") == {
        "引进科创金融机构": (2, 5, 8, 10)
    }
    assert len(goals(aim, "科创金融机构“金种子”引进2家", "走访“金种子”50家")) == 2


def test_no_series_without_a_name_stands_beside_indicators() -> None:
    assert list(goals(FUNDS, "3家、2亿元", "6家", "9家", "12家")) == ["新引进培育金融机构"]


@pytest.mark.parametrize(
    ("last", "value"), [("全部完成", 12), ("全面完成", 12), ("全部完成任务。", 12), ("开展验收", None)]
)
def test_all_is_the_target_of_the_year(last: str, value: float | None) -> None:
    assert list(goals(FUNDS, "3家", "6家", "9家", last).values()) == [(3, 6, 9, value)]


def test_all_without_figures_before_is_a_stage_goal() -> None:
    assert goals(FUNDS, "制定方案", "对接", "推进", "全部完成") == {}


def test_all_needs_no_word_on_the_stage() -> None:
    plan = a_baseline("3家", "6家", "9家", "全部完成")
    unit = stands(FUNDS, plan, {12: said("引进金融机构累计10家")}, date(2024, 1, 5))
    assert (unit.measured[0].expected, unit.light) == (12, Light.YELLOW)
