"""What only the plan has figures for: named by its words, and of the kind that they tell."""

from __future__ import annotations

import json
from datetime import date

import pytest

from handlers.ledger.indicators import draw_indicators
from handlers.ledger.items import Comparator, IndicatorKind, Item
from handlers.ledger.register import Register, RegisteredItem, Unit
from handlers.ledger.unit_kinds import UnitKind
from handlers.standings.drawing import draw
from handlers.standings.facts import Facts, Rules
from handlers.standings.figures import goal_figures, scaled
from handlers.standings.lights import Light
from handlers.standings.picture import Ground
from handlers.wording.standings import explain, of_target
from storage.goals import pack_goal, unpack_goals
from tests.builders import EDUCATION, HOUSING, ref, units
from tests.handlers.standings.builders import JOBS, QUALITY, a_baseline, reports, said, stands

JULY = date(2023, 7, 5)
SATISFIED = a_baseline("家长满意率达到90%", "家长满意率达到92%", "", "家长满意率达到95%")
AIR = a_baseline(*["PM2.5浓度不超过45微克/立方米"] * 4)


def test_a_rate_that_only_the_plan_names_is_not_added_up() -> None:
    unit = stands(QUALITY, SATISFIED, {3: said("本月家长满意率88%"), 4: said("本月家长满意率91%")})
    (rate,) = unit.measured
    assert (rate.target.metric, rate.target.kind) == ("家长满意率", IndicatorKind.RATIO)
    assert rate.reached is not None
    assert (rate.reached.value, rate.expected) == (91, 90)
    assert "累计" not in of_target(rate)


def test_a_growth_that_only_the_plan_names_is_one() -> None:
    plan = a_baseline("社零增长5%", "社零增长6%", "", "社零增长6%")
    (rate,) = stands(QUALITY, plan, {4: said("社零下降2%")}).measured
    assert rate.target.kind is IndicatorKind.GROWTH
    assert of_target(rate) == "社零下降2%，按计划应增长5%"


@pytest.mark.parametrize(("value", "light"), [(44, Light.GREEN), (60, Light.YELLOW), (80, Light.RED)])
def test_a_ceiling_that_only_the_plan_names_is_kept_or_not(value: int, light: Light) -> None:
    unit = stands(QUALITY, AIR, {6: said(f"PM2.5浓度{value}微克/立方米")}, JULY)
    (air,) = unit.measured
    assert (air.target.op, air.expected, unit.light) == (Comparator.AT_MOST, 45, light)


def test_the_figures_of_goals_come_back_as_they_were_kept() -> None:
    figures = goal_figures(SATISFIED.words) + goal_figures(AIR.words)
    assert unpack_goals(json.dumps([pack_goal(one) for one in figures])) == figures


@pytest.mark.parametrize(
    ("goal", "name"),
    [("开工6处", "开工"), ("3处", ""), ("走访50家企业", "走访企业"), ("完成投资3亿元", "完成投资")],
)
def test_it_is_named_by_its_words(goal: str, name: str) -> None:
    (figure,) = goal_figures(a_baseline(goal).words)
    assert figure.name == name


def test_without_words_it_is_another_indicator() -> None:
    unit = stands(QUALITY, a_baseline("3处", "6处"), {4: said("有序推进")})
    assert explain(unit) == "截至4月底，计划有数字，报送里没有其他指标的数字"


def test_an_added_value_names_no_direction() -> None:
    plan = a_baseline("规模以上工业增加值增长6%", "规模以上工业增加值增长7%")
    unit = stands("规模以上工业增加值增长7.5%。", plan, {4: said("规模以上工业增加值同比-1.5%")})
    assert of_target(unit.measured[0]) == "规模以上工业增加值下降1.5%，按计划应增长6%"


def test_where_no_figure_is_due_the_stage_decides() -> None:
    plan = a_baseline("完成选址", "零工市场1家", "", "零工市场1家")
    contents = {3: said("选址完成，零工市场1家", stage_met=True)}
    unit = stands("发展公益性零工市场1家。", plan, contents, date(2023, 4, 5))
    assert (unit.light, unit.ground) == (Light.GREEN, Ground.STAGE)
    assert explain(unit) == "截至3月底，阶段目标“完成选址”已完成"


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (1500, "米", (1.5, "公里")),
        (6.6, "千米", (6.6, "公里")),
        (2, "平方公里", (2e6, "平方米")),
        (3, "公顷", (45, "亩")),
        (3, "亩", (3, "亩")),
    ],
)
def test_lengths_and_areas_have_one_scale(value: float, unit: str, expected: tuple[float, str]) -> None:
    assert scaled(value, unit) == expected


def test_metres_count_beside_kilometres() -> None:
    plan = a_baseline("绿道1.5公里", "绿道3公里", "", "绿道6.6公里")
    text = "打造城市绿道6.6公里。"
    assert "累计1.5公里" in of_target(stands(text, plan, {4: said("绿道建成1500米")}).measured[0])
    assert "累计50米" in of_target(stands(text, plan, {4: said("绿道建成50米")}).measured[0])


def test_the_items_figures_are_those_of_the_lead_whose_light_it_is() -> None:
    a_set = Unit(99, "各学校", UnitKind.DEPARTMENT, (), True, True, (EDUCATION, HOUSING))
    item = Item(ref("任务1"), JOBS, "一类", ("甲",), indicators=draw_indicators(JOBS))
    register = Register.of(2023, 2023, 1, [RegisteredItem(1, item, (99,), 99)], [*units(), a_set])
    plan = a_baseline("完成3000人", "完成9000人", "", "完成17800人")
    filed = {
        (item.ref, EDUCATION): reports("任务1", EDUCATION, {4: said("累计新增就业9000人")}),
        (item.ref, HOUSING): reports("任务1", HOUSING, {4: said("累计新增就业100人")}),
    }
    facts = Facts(dict.fromkeys(filed, plan), reports=filed)
    (standing,) = draw(register, facts, Rules(), date(2023, 5, 2)).items
    assert (len(standing.leads), standing.light) == (2, Light.RED)
    assert [one.reached.value if one.reached else None for one in standing.measured] == [100]
