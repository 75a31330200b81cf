"""分别: the n-th name goes with the n-th figure, in reports and in plans; else none is placed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.ledger.indicators import draw_indicators
from handlers.standings.figures import figures_of
from handlers.standings.goals import read_goals
from handlers.standings.matching import match, targets_of
from handlers.standings.respectively import spelt_out, untold
from tests.handlers.standings.builders import SCHOOLS, a_baseline, said

JOBS = "新增城镇就业1.78万人，失业人员再就业5000人。"
HOMES = "打造提升精品日间照料中心13处、农村幸福院8处。"
ECONOMY = "一般公共预算收入增长12%以上，固定资产投资增长7%。"
STAGES = "开工中小学幼儿园6处，建成中小学幼儿园8处。"


def counted(progress: str, text: str) -> list[float | None]:
    """The figure of each indicator, in the notice's order."""
    targets = targets_of(draw_indicators(text))
    found = match(figures_of(said(progress)), targets)
    return [found[at][0].value if at in found else None for at in range(len(targets))]


def planned(goal: str, text: str) -> list[float | None]:
    targets = targets_of(draw_indicators(text))
    goals = read_goals(a_baseline(goal).figures, targets)
    by_position = {one.target.position: one.by_quarter[0] for one in goals}
    return [by_position.get(at) for at in range(len(targets))]


TOLD = [
    ("城镇新增就业和失业再就业分别完成1.2万人、3000人", JOBS, [12000, 3000]),
    ("失业再就业、城镇新增就业分别完成3000人和1.2万人", JOBS, [12000, 3000]),
    ("农村幸福院、日间照料中心分别建成4处、7处", HOMES, [7, 4]),
    ("分别建成农村幸福院、日间照料中心4处、7处", HOMES, [7, 4]),
    ("固定资产投资与一般公共预算收入分别增长7.1%、11.2%", ECONOMY, [11.2, 7.1]),
    ("建成、开工中小学幼儿园分别为3处、4处", STAGES, [4, 3]),
    ("学校、幸福院、日间照料中心分别建成4处、7处", HOMES, [None, None]),
    ("幸福院、日间照料中心分别建成4处、7处、9处", HOMES, [None, None]),
    ("一、二季度日间照料中心分别建成4处、7处、9处", HOMES, [None, None]),
]


@pytest.mark.parametrize(("words", "text", "expected"), TOLD)
def test_each_name_has_its_figure(words: str, text: str, expected: list[float | None]) -> None:
    assert counted(words, text) == expected
    assert planned(words, text) == expected


def test_schools_that_are_built_anew_and_enlarged() -> None:
    (first, second) = figures_of(said("新建、改扩建学校分别完成3所、5所，其余推进中"))
    assert (first.words, first.value) == ("新建学校完成3所", 3)
    assert (second.words, second.value) == ("改扩建学校完成5所", 5)


def test_without_names_the_order_of_the_notice_tells() -> None:
    assert counted("分别完成7处、4处", HOMES) == [7, 4]
    assert planned("分别完成7处、4处", SCHOOLS) == [7, 4]


def test_the_time_holds_for_all() -> None:
    first, second = figures_of(said("本月城镇新增就业、失业再就业分别完成1200人、300人"))
    assert first.adds
    assert second.adds


@given(st.text(alphabet="分别完成新建学校、和，35处%万人（）", max_size=40))
def test_no_figure_is_lost(words: str) -> None:
    """Whatever is said, the same figures stand in it afterwards; none is left to a guess."""
    spelt = spelt_out(words)
    assert sorted(char for char in spelt if char.isdigit()) == sorted(
        char for char in words if char.isdigit()
    )
    assert untold(words) in {True, False}
