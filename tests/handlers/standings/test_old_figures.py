"""A figure that later reports did not name: told with its month, and no ground for a light once it is old."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.standings.lights import Light
from handlers.wording.standings import explain, of_target
from tests.builders import EDUCATION, HOUSING, ref
from tests.handlers.standings.builders import JOBS, a_baseline, item_stands, said, stands

PATHS = "打造城市绿道6.6公里。"
GROWTH = "地区生产总值增长6%以上。"
PLAN = a_baseline("1公里", "3公里", "5公里", "6.6公里")
JULY = date(2023, 7, 5)


def test_a_figure_of_the_month_before_is_told_with_its_month() -> None:
    unit = stands(PATHS, PLAN, {5: said("绿道累计0.9公里"), 6: said("有序推进")}, JULY)
    assert unit.light is Light.RED
    assert explain(unit) == "截至6月底，打造城市绿道累计0.9公里（5月报），序时应达3公里，为应达的30%"


def test_an_older_one_is_no_ground_for_a_light() -> None:
    unit = stands(PATHS, PLAN, {2: said("绿道累计0.9公里"), 6: said("有序推进")}, JULY)
    assert unit.light is Light.UNRATED
    assert explain(unit) == "截至6月底，打造城市绿道累计0.9公里（2月报），之后没有再报数字"


def test_what_an_old_total_proves_stays() -> None:
    unit = stands(PATHS, PLAN, {2: said("绿道累计3.2公里"), 6: said("有序推进")}, JULY)
    assert unit.light is Light.GREEN
    assert "累计3.2公里（2月报），序时应达3公里" in explain(unit)


@pytest.mark.parametrize(("value", "light"), [(3, Light.UNRATED), (12, Light.YELLOW)])
def test_a_ceiling_that_was_kept_long_ago_may_be_broken_by_now(value: int, light: Light) -> None:
    plan = a_baseline(*["安全事故不超过10件"] * 4)
    contents = {2: said(f"安全事故累计{value}件"), 6: said("有序推进")}
    assert stands("安全事故不超过10件。", plan, contents, JULY).light is light


def test_a_rate_holds_until_the_next_one() -> None:
    plan = a_baseline("增长5%", "增长6%", "", "增长6%")
    contents = {3: said("地区生产总值增长5.5%"), 6: said("有序推进")}
    unit = stands(GROWTH, plan, contents, JULY)
    assert "（3月报）" in of_target(unit.measured[0])
    assert unit.light is Light.GREEN


def test_a_sum_over_units_names_its_oldest_month() -> None:
    plan = a_baseline("1000人", "2000人", "3000人", "4000人")
    item = item_stands(
        JOBS,
        {HOUSING: plan, EDUCATION: plan},
        {HOUSING: {3: said("新增就业900人"), 4: said("有序推进")}, EDUCATION: {4: said("新增就业1300人")}},
        shared=frozenset({(ref("任务1"), 0)}),
    )
    assert "累计2200人（2个单位合计，最早3月报）" in of_target(item.measured[0])
