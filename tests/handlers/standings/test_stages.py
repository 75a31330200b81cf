"""What has begun does not count for what is to be completed, nor what is completed for what is to begin."""

from __future__ import annotations

import pytest

from handlers.ledger.indicators import draw_indicators
from handlers.standings.figures import figures_of
from handlers.standings.matching import match, targets_of
from tests.handlers.standings.builders import a_baseline, said, stands

BUILT = "建成中小学幼儿园8处。"
BOTH = "建成中小学幼儿园8处，开工新建、改扩建中小学幼儿园6处。"
FLATS = "安置房建设2700套。"
HOUSES = "改造老旧小区住宅楼414栋。"


def counted(progress: str, text: str) -> dict[int, list[float]]:
    """What counts for each indicator, by its place."""
    found = match(figures_of(said(progress)), targets_of(draw_indicators(text)))
    return {index: [one.value for one in figures] for index, figures in found.items()}


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        ("3处封顶、2处开工", BUILT),
        ("3处已封顶，2处已开工", BUILT),
        ("开工5处，其中3处主体完工", BUILT),
        ("完成3处主体封顶", BUILT),
        ("在建4处", BUILT),
        ("4处正在施工", BUILT),
        ("3处完成选址，2处完成招标", BUILT),
        ("主体封顶2010套", FLATS),
        ("开工1200套", FLATS),
        ("开工196栋了", HOUSES),
        ("正在改造196栋", HOUSES),
    ],
)
def test_what_is_under_way_is_not_done(progress: str, text: str) -> None:
    assert counted(progress, text) == {}


@pytest.mark.parametrize(
    ("progress", "text", "expected"),
    [
        ("3处封顶、2处竣工", BUILT, {0: [2]}),
        ("开工8处，其中3处已竣工", BUILT, {0: [3]}),
        ("开工并建成2处", BUILT, {0: [2]}),
        ("3处封顶、2处开工", BOTH, {1: [2]}),
        ("竣工3处，开工2处", BOTH, {0: [3], 1: [2]}),
        ("建成中小学幼儿园3处，其余5处正在施工", BUILT, {0: [3]}),
        ("完成3处", BUILT, {0: [3]}),
        ("竣工1530套", FLATS, {0: [1530]}),
        ("196栋完成改造", HOUSES, {0: [196]}),
        ("改造完工196栋", HOUSES, {0: [196]}),
    ],
)
def test_what_is_done_counts_and_beginnings_where_they_are_wanted(
    progress: str, text: str, expected: dict[int, list[float]]
) -> None:
    assert counted(progress, text) == expected


def test_a_stage_that_the_plan_names_is_measured_by_its_goal() -> None:
    plan = a_baseline("开工4处", "封顶4处", "竣工4处", "竣工8处")
    unit = stands(BUILT, plan, {4: said("5处开工", stage_met=True)})
    reached = {one.target.metric: one.reached.value for one in unit.measured if one.reached}
    assert reached == {"开工": 5}
