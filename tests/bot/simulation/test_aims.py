"""Goals and figures of a played unit add up, whatever the dice say."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulation.aims import Aim, Path, Way, draw_aim, draw_way, indicators_to_report, written
from bot.simulation.dice import dice
from bot.simulation.phrases import draw_topic
from handlers.ledger.indicators import draw_indicators
from handlers.ledger.items import Comparator, Indicator, IndicatorKind, Item, ItemRef
from handlers.ledger.months import Month

MONTHS = [Month(2023, number) for number in range(1, 13)]


def an_aim(target: float, unit: str = "处", seed: int = 0) -> Aim:
    one = Indicator("建成公园", IndicatorKind.AMOUNT, Comparator.EQUAL, target, unit, "")
    return draw_aim(1, one, target, dice(seed))


targets = st.one_of(st.integers(2, 2_000_000).map(float), st.sampled_from([6.6, 90.5]))
seeds = st.integers(0, 10_000)


@given(targets, seeds)
def test_goals_lead_to_the_target(target: float, seed: int) -> None:
    aim = an_aim(target, "公里", seed)
    assert list(aim.goals) == sorted(aim.goals)
    assert aim.goals[-1] == aim.tidy(target)
    assert sum(aim.steps) == pytest.approx(aim.goals[-1], abs=0.2)
    assert aim.due(12) == aim.goals[-1]


@given(targets, seeds)
def test_amounts_never_shrink(target: float, seed: int) -> None:
    aim, way = an_aim(target, seed=seed), draw_way(dice(seed))
    values = [aim.reached(way, month) for month in MONTHS]
    assert all(before <= now for before, now in pairwise(values))


@given(targets)
def test_what_is_said_is_read_as_it_is_meant(target: float) -> None:
    aim = an_aim(target)
    value = aim.tidy(target)
    (drawn,) = draw_indicators(aim.said(value))
    assert drawn.value == pytest.approx(value)


def test_ways_tell_apart() -> None:
    aim = an_aim(100.0)
    june = Month(2023, 6)

    def reached(path: Path, pace: float, turn: int) -> float:
        return aim.reached(Way(path, pace, turn), june)

    assert reached(Path.FINISHED, 1.0, 6) == 100
    assert reached(Path.AHEAD, 1.1, 12) > reached(Path.ON_PLAN, 1.0, 12) > reached(Path.SLIPPING, 0.8, 12)
    assert reached(Path.STUCK, 0.7, 2) < reached(Path.SLIPPING, 0.7, 12)


def test_what_can_not_be_told_apart_is_left_out() -> None:
    text = "新培育营收过亿元企业5家以上、过10亿元企业1-2家，补助标准达到每人每年730元，新建公园8处。"
    item = Item(ItemRef.parse("任务1"), text, indicators=draw_indicators(text))
    assert [one.metric for _, one in indicators_to_report(item)] == ["新培育营收过亿元企业", "新建公园"]


def test_topics_come_from_the_item() -> None:
    text = "加强智慧社区建设，开展3次“审计式”检查。"
    assert draw_topic(text, dice(1)) == "加强智慧社区建设"
    assert draw_topic("建8处。", dice(1)) == "该项工作"


@pytest.mark.parametrize(("value", "words"), [(2, "2"), (6.6, "6.6"), (4450, "4450"), (267_500, "26.75万")])
def test_many_are_written_in_ten_thousands(value: float, words: str) -> None:
    assert written(value) == words
