"""Lights of one unit on one item, and of the item."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from handlers.ledger.reports import ReportContent
from handlers.standings.facts import HandSet
from handlers.standings.lights import Light
from handlers.standings.picture import Ground, Stage
from tests.builders import EDUCATION, HOUSING, ref
from tests.handlers.standings.builders import (
    FLATS,
    JOBS,
    QUALITY,
    SCHOOLS,
    a_baseline,
    item_stands,
    said,
    stands,
)

PLAN = a_baseline("完成3000人", "完成9000人", "完成15000人", "完成17800人")  # 5000 by the end of April
STAGES = a_baseline("印发方案", "启动改革", "中期评估", "总结验收")


@pytest.mark.parametrize(
    ("progress", "light"),
    [
        ("累计新增就业5000人", Light.GREEN),
        ("累计新增就业4500人", Light.GREEN),
        ("累计新增就业4499人", Light.YELLOW),
        ("累计新增就业3500人", Light.YELLOW),
        ("累计新增就业3499人", Light.RED),
        ("累计新增就业2万人", Light.GREEN),
        ("有序推进", Light.UNRATED),
    ],
)
def test_figures_against_the_plan(progress: str, light: Light) -> None:
    unit = stands(JOBS, PLAN, {4: said(progress)})
    assert unit.light is light


def test_this_months_figures_are_added_up() -> None:
    unit = stands(
        JOBS, PLAN, {1: said("本月新增1000人"), 3: said("累计新增3000人"), 4: said("本月新增2000人")}
    )
    reached = unit.measured[0].reached
    assert reached is not None
    assert (reached.value, reached.summed) == (5000, True)
    assert unit.light is Light.GREEN


def test_rates_are_never_added_up() -> None:
    plan = a_baseline("增长4%", "增长5%", "", "增长6%")
    unit = stands(
        "规模以上工业增加值增长6%。",
        plan,
        {3: said("工业增加值同比增长4.1%"), 4: said("工业增加值同比增长3.9%")},
    )
    assert unit.measured[0].reached is not None
    assert unit.measured[0].reached.value == 3.9
    assert unit.light is Light.GREEN  # 97 % of the first quarter's goal


def test_an_item_with_two_indicators_shows_two() -> None:
    plan = a_baseline("开工2处", "建成3处，开工4处", "建成5处，开工6处", "建成8处，开工6处")
    unit = stands(SCHOOLS, plan, {4: said("建成中小学幼儿园1处，开工改扩建2处")})
    assert [measured.target.value for measured in unit.measured] == [8, 6]
    assert [measured.light for measured in unit.measured] == [Light.GREEN, Light.YELLOW]
    assert unit.light is Light.YELLOW


def test_what_is_not_reported_is_never_green() -> None:
    plan = a_baseline("开工2处", "建成3处，开工4处", "", "建成8处，开工6处")
    unit = stands(SCHOOLS, plan, {4: said("开工改扩建4处")})
    assert (unit.light, unit.ground) == (Light.UNRATED, Ground.NOT_READABLE)


def test_said_once_is_not_asked_again() -> None:
    plan = a_baseline("开工2处", "建成3处，开工4处", "", "建成8处，开工6处")
    unit = stands(SCHOOLS, plan, {3: said("建成中小学幼儿园3处"), 4: said("开工改扩建4处")})
    assert unit.light is Light.GREEN


@pytest.mark.parametrize(
    ("month", "stage_met", "light"),
    [
        (4, True, Light.GREEN),
        (4, False, Light.YELLOW),
        (6, False, Light.RED),
        (4, None, Light.UNRATED),
    ],
)
def test_goals_without_numbers_are_met_or_not(month: int, stage_met: bool | None, light: Light) -> None:
    unit = stands(QUALITY, STAGES, {month: said("已启动", stage_met=stage_met)}, date(2023, month + 1, 3))
    assert unit.light is light


def test_figures_alone_do_not_hide_a_missed_stage() -> None:
    unit = stands(JOBS, PLAN, {4: said("累计新增就业5000人", stage_met=False)})
    assert (unit.light, unit.ground) == (Light.YELLOW, Ground.STAGE)


def test_without_an_accepted_plan() -> None:
    unit = stands(JOBS, None, {4: said("累计新增就业5000人")})
    assert (unit.light, unit.stage) == (Light.NO_PLAN, Stage.WITHOUT_PLAN)


def test_not_reported() -> None:
    unit = stands(JOBS, PLAN, {3: said("累计新增就业5000人")})
    assert (unit.light, unit.stage) == (Light.UNRATED, Stage.NOT_REPORTED)


def test_january_has_no_light() -> None:
    unit = stands(JOBS, PLAN, {1: said("累计新增就业100人")}, date(2023, 2, 20))
    assert (unit.light, unit.ground) == (Light.UNRATED, Ground.FIRST_MONTH)


def test_set_by_hand_wins_over_figures_and_closing_over_all() -> None:
    by_hand = {
        (ref("任务1"), HOUSING): HandSet(Light.RED, "数据存疑", "赵敏", datetime(2023, 5, 1, tzinfo=UTC))
    }
    unit = stands(JOBS, PLAN, {4: said("累计新增就业5000人")}, by_hand=by_hand)
    assert (unit.light, unit.ground) == (Light.RED, Ground.BY_HAND)
    closed = stands(JOBS, PLAN, {}, by_hand=by_hand, closed={ref("任务1"): date(2023, 4, 28)})
    assert (closed.light, closed.stage) == (Light.GREEN, Stage.COMPLETED)


def test_the_items_standing_is_its_leads() -> None:
    contents: dict[int, dict[int, ReportContent]] = {
        HOUSING: {4: said("累计新增就业5000人")},
        EDUCATION: {4: said("累计新增就业100人")},
    }
    item = item_stands(JOBS, {HOUSING: PLAN, EDUCATION: PLAN}, contents)
    assert item.light is Light.GREEN
    assert [unit.light for unit in item.units] == [Light.GREEN, Light.RED]
    assert item.measured[0].reached is not None
    assert item.measured[0].reached.value == 5000


def test_shared_out_figures_are_summed_over_the_units() -> None:
    contents = {HOUSING: {4: said("累计新增就业5000人")}, EDUCATION: {4: said("累计新增就业100人")}}
    item = item_stands(
        JOBS, {HOUSING: PLAN, EDUCATION: PLAN}, contents, shared=frozenset({(ref("任务1"), 0)})
    )
    assert item.measured[0].reached is not None
    assert item.measured[0].reached.value == 5100


def test_units_of_measure_are_brought_to_one_scale() -> None:
    plan = a_baseline("", "筹集保障性租赁住房2000套", "", "筹集4700套（间）")
    unit = stands(FLATS, plan, {4: said("已筹集保障性租赁住房400套（间）")})
    assert [(one.target.unit, one.light) for one in unit.measured] == [("套", None), ("套", Light.RED)]
