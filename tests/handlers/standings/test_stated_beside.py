"""A percentage stated for an item of several indicators is shown as it was stated, and is none of theirs."""

from __future__ import annotations

import pytest

from handlers.standings.lights import Light
from handlers.standings.picture import Ground
from handlers.wording.standings import explain
from tests.handlers.standings.builders import FLATS, JOBS, a_baseline, said, stands

PLAN = a_baseline("安置房500套", "安置房1000套", "安置房2000套", "安置房2700套")
RATES = "利用率达到90%，网办率达到98%。"


@pytest.mark.parametrize("words", ["总体进度75%", "整体完成75%", "75%", "项目推进到75%"])
def test_it_is_kept_beside_the_indicators(words: str) -> None:
    unit = stands(FLATS, PLAN, {4: said(words, stage_met=True)})
    assert unit.stated == 75
    assert [one.reached for one in unit.measured] == [None, None]
    assert (unit.light, unit.ground) == (Light.UNRATED, Ground.NOT_READABLE)  # it proves no figure
    assert explain(unit).endswith("；填报完成比例 75%")


def test_it_changes_no_light() -> None:
    figures = "安置房累计700套"
    with_it = stands(FLATS, PLAN, {4: said(f"总体进度75%，{figures}", stage_met=True)})
    without = stands(FLATS, PLAN, {4: said(figures, stage_met=True)})
    assert with_it.light is without.light is Light.GREEN
    assert with_it.measured == without.measured
    assert (with_it.stated, without.stated) == (75, None)


def test_an_old_one_names_its_month() -> None:
    unit = stands(FLATS, None, {3: said("总体进度75%", stage_met=True)})
    assert unit.stated == 75


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("占比75%", FLATS),  # the value of some rate
        ("利用率75%", RATES),
        ("完成二季度目标的75%", FLATS),  # of another whole
        ("完成75%", JOBS),  # of the one indicator, which takes it
    ],
)
def test_what_is_no_share_of_the_item_is_not_shown_as_one(words: str, text: str) -> None:
    assert stands(text, None, {4: said(words, stage_met=True)}).stated is None


def test_a_plan_in_shares_takes_it() -> None:
    plan = a_baseline("完成20%", "完成50%", "完成80%", "完成100%")
    unit = stands(FLATS, plan, {4: said("总体进度30%")})
    assert (unit.light, unit.stated) == (Light.GREEN, None)
