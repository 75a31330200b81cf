"""28人 for 28名, 5个 for 5处: counting words that people swap, where what is counted is named."""

from __future__ import annotations

import pytest

from handlers.ledger.indicators import draw_indicators
from handlers.standings.figures import figures_of
from handlers.standings.goals import read_goals
from handlers.standings.matching import match, targets_of
from tests.handlers.standings.builders import a_baseline, said

PARKS = "建设口袋公园8处。"
PARKS_AND_WASTE = "建设口袋公园8处；建设“无废”社区5个。"
TALENTS = "引进硕士、博士等青年人才1000名，高层次人才10名。"
TRADERS = "新增市场主体1.5万家。"
HOMES = "新筹集房源4700套（间）。"
LAND = "项目落地10个，土地出让600亩。"


def counted(progress: str, text: str) -> list[list[float]]:
    found = match(figures_of(said(progress)), targets_of(draw_indicators(text)))
    return [[one.value for one in found[index]] for index in sorted(found)]


@pytest.mark.parametrize(
    ("progress", "text", "expected"),
    [
        ("口袋公园5个", PARKS, [[5]]),
        ("建成5个", PARKS, [[5]]),
        ("引进硕博青年人才312人，高层次人才3人", TALENTS, [[312], [3]]),
        ("1-5月新增市场主体6420户", TRADERS, [[6420]]),
        ("筹集2700间", HOMES, [[2700]]),
        ("口袋公园5处，公园座椅30个", PARKS, [[5]]),  # the indicator's own unit goes before
        ("口袋公园5个", PARKS_AND_WASTE, []),  # 个 is another indicator's
        ("排查问题5个", PARKS, []),
        ("公益性岗位520个", "发展公益性零工市场1家。", []),
        ("完成任务5项", PARKS, []),
        ("完成5项", PARKS, []),
        ("出让2宗98亩", LAND, [[98]]),
    ],
)
def test_a_swapped_word_counts_where_the_thing_is_named(
    progress: str, text: str, expected: list[list[float]]
) -> None:
    assert counted(progress, text) == expected


def test_so_it_does_in_a_plan() -> None:
    (goal,) = read_goals(a_baseline("口袋公园2个", "口袋公园4个").figures, targets_of(draw_indicators(PARKS)))
    assert (goal.target.position, goal.by_quarter) == (0, (2, 4, None, None))
