"""What differs by the kind of indicator: standards, rates that fall, pieces, shares of an amount."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.standings.lights import Light
from handlers.standings.picture import Ground
from handlers.wording.standings import explain, of_target
from tests.builders import EDUCATION, HOUSING, ref
from tests.handlers.standings.builders import JOBS, a_baseline, item_stands, said, stands

INSURANCE = "提升居民医保财政补助标准，将居民医保财政补助标准提高60元，达到每人每年730元。"
INSURED = a_baseline("完成测算", "居民医保财政补助标准提高60元，达到每人每年730元", "资金拨付", "完成结算")
INVESTED = a_baseline("增长10%", "增长12%", "增长13%", "增长15%")
JULY = date(2023, 7, 5)


@pytest.mark.parametrize(
    ("progress", "light"),
    [
        ("补助标准仍按每人每年670元执行", Light.RED),  # 92 % of 730, and not in force
        ("补助标准由每人每年670元提高到730元，提高60元", Light.GREEN),
        ("补助标准提高60元，达到每人每年730元", Light.GREEN),
        ("补助标准提高60元，达到每人每年740元", Light.GREEN),
    ],
)
def test_a_standard_is_in_force_or_it_is_not(progress: str, light: Light) -> None:
    unit = stands(INSURANCE, INSURED, {6: said(progress)}, JULY)
    assert unit.light is light
    assert len(unit.measured) == 2  # the goal of the plan is the notice's, and no third one


def test_a_standard_is_not_due_before_the_end_of_its_quarter() -> None:
    unit = stands(INSURANCE, INSURED, {4: said("正在会签", stage_met=False)})
    assert (unit.light, unit.ground) == (Light.YELLOW, Ground.STAGE)
    assert [one.expected for one in unit.measured] == [None, None]


@pytest.mark.parametrize(
    ("progress", "reached", "light"),
    [
        ("引入市外投资同比增长10.5%", 10.5, Light.GREEN),
        ("引入市外投资同比下降20%", -20, Light.RED),
        ("引入市外投资下降了2.1%", -2.1, Light.RED),
    ],
)
def test_a_fall_is_no_growth(progress: str, reached: float, light: Light) -> None:
    unit = stands("引入市外投资增长15%以上。", INVESTED, {4: said(progress)})
    assert unit.measured[0].reached is not None
    assert (unit.measured[0].reached.value, unit.light) == (reached, light)


def test_a_fall_that_is_wanted_is_one() -> None:
    plan = a_baseline("能耗下降2%", "能耗下降3%", "能耗下降4%", "能耗下降5%")
    unit = stands("单位能耗下降5%。", plan, {4: said("单位能耗同比下降2.2%")})
    assert unit.measured[0].reached is not None
    assert (unit.measured[0].reached.value, unit.light) == (2.2, Light.GREEN)


def test_a_third_of_one_piece_is_not_due() -> None:
    plan = a_baseline("完成3000人", "完成9000人，零工市场1家", "", "完成17800人")
    text = "新增城镇就业1.78万人以上；发展公益性零工市场1家。"
    unit = stands(text, plan, {4: said("累计新增城镇就业5000人")})
    assert [one.expected for one in unit.measured] == [5000, 0]
    assert unit.light is Light.GREEN
    assert "零工市场" not in explain(unit)
    assert stands(text, plan, {6: said("累计新增城镇就业9000人")}, JULY).light is Light.UNRATED


def test_lengths_have_no_pieces() -> None:
    plan = a_baseline("绿道1.5公里", "绿道3公里", "", "绿道6.6公里")
    unit = stands("打造城市绿道6.6公里。", plan, {2: said("绿道0.2公里")}, date(2023, 3, 3))
    assert unit.measured[0].expected == pytest.approx(1.0)


def test_the_sum_of_all_units_stands_beside_what_all_of_them_should_have() -> None:
    lead = a_baseline("新增3000人", "完成9000人", "", "完成12000人")
    other = a_baseline("完成900人", "完成3000人", "", "完成5800人")
    contents = {HOUSING: {3: said("累计新增就业3300人")}, EDUCATION: {3: said("累计新增就业300人")}}
    shared = frozenset({(ref("任务1"), 0)})
    item = item_stands(JOBS, {HOUSING: lead, EDUCATION: other}, contents, date(2023, 4, 5), shared=shared)
    (jobs,) = item.measured
    assert (jobs.reached.value if jobs.reached else None, jobs.expected) == (3600, 3900)
    assert "累计3600人（2个单位合计），序时应达3900人，为应达的92.3%" in of_target(jobs)
    assert [unit.light for unit in item.units] == [Light.GREEN, Light.RED]


def test_a_sum_with_a_unit_that_has_no_plan_is_not_measured() -> None:
    contents = {HOUSING: {4: said("累计新增就业5000人")}, EDUCATION: {4: said("累计新增就业100人")}}
    plans = {HOUSING: a_baseline("完成3000人", "完成9000人", "", "完成17800人"), EDUCATION: None}
    item = item_stands(JOBS, plans, contents, shared=frozenset({(ref("任务1"), 0)}))
    (jobs,) = item.measured
    assert (jobs.reached.value if jobs.reached else None, jobs.expected, jobs.light) == (5100, None, None)


def test_a_name_said_in_full_decides_between_two_that_are_alike() -> None:
    plan = a_baseline("", "营收过亿元企业2家", "", "新培育营收过亿元企业5家，过10亿元企业1家")
    text = "新培育营收过亿元企业5家以上、过10亿元企业1-2家。"
    unit = stands(text, plan, {12: said("新培育营收过亿元企业6家，过10亿元企业2家")}, date(2024, 1, 8))
    assert [one.reached.value if one.reached else None for one in unit.measured] == [6, 2]


def test_a_stage_that_is_met_is_said_where_no_figure_is_due() -> None:
    plan = a_baseline("印发方案", "完成9000人", "", "完成17800人")
    unit = stands(JOBS, plan, {3: said("方案已印发", stage_met=True)}, date(2023, 4, 5))
    assert (unit.light, unit.ground) == (Light.GREEN, Ground.STAGE)
    assert explain(unit) == "截至3月底，阶段目标“印发方案”已完成"
