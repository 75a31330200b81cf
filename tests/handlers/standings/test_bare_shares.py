"""75% alone: the value of an item's one rate, or the share of the work that is done."""

from __future__ import annotations

import pytest

from handlers.ledger.reports import ReportContent
from handlers.standings.goals import WHOLE_ITEM
from handlers.standings.lights import Measured
from tests.handlers.standings.builders import FLATS, a_baseline, said, stands

KINDERGARTENS = "省二类园以上优质园占比超过80%。"
LEVELS = "9类困难群众11项保障标准分别提高5%以上。"
CALLS = "12345热线满意率达到100%。"
HOMES = "筹集保障性租赁住房4700套（间）。"
RATES = ("75%", "76%", "78%", "80%")
SHARES = ("25%", "50%", "75%", "100%")


def one(text: str, plan: tuple[str, ...], progress: str) -> Measured:
    """The one thing that is measured in April."""
    (measured,) = stands(text, a_baseline(*plan), {4: said(progress)}).measured
    return measured


def value(measured: Measured) -> float | None:
    return measured.reached.value if measured.reached else None


@pytest.mark.parametrize(
    "progress", ["占比75.5%", "75.5%", "达到75.5%", "优质园占比75.5%", "占比75.5%，无问题"]
)
def test_a_bare_percentage_is_the_value_of_the_one_rate(progress: str) -> None:
    measured = one(KINDERGARTENS, RATES, progress)
    assert (measured.target.position, value(measured), measured.expected) == (0, 75.5, 75)


@pytest.mark.parametrize("progress", ["完成75%", "总体进度75%", "已完成全年目标的75%", "完成率75%", "七成半"])
def test_what_is_said_to_be_done_is_no_rate(progress: str) -> None:
    assert value(one(KINDERGARTENS, RATES, progress)) is None


def test_what_is_finished_is_not_at_a_hundred_percent() -> None:
    done = ReportContent(progress="优质园创建全部完成，占比82%", percent=100, finished=True)
    (measured,) = stands(KINDERGARTENS, a_baseline(*RATES), {4: done}).measured
    assert value(measured) is None


def test_a_series_that_ends_at_a_hundred_is_one_of_shares() -> None:
    first, whole = stands(KINDERGARTENS, a_baseline(*SHARES), {4: said("40%")}).measured
    assert (value(first), first.expected) == (None, None)
    assert (whole.target, value(whole)) == (WHOLE_ITEM, 40)
    assert whole.expected == pytest.approx(100 / 3)


def test_unless_the_rate_itself_is_to_be_a_hundred() -> None:
    measured = one(CALLS, ("97%", "98%", "99%", "100%"), "98.5%")
    assert (measured.target.position, value(measured), measured.expected) == (0, 98.5, 97)


def test_a_growth_of_few_percent_is_not_seventy_five() -> None:
    assert value(one(LEVELS, ("", "2%", "4%", "5%"), "75%")) is None
    assert value(one(LEVELS, ("", "2%", "4%", "5%"), "3%")) == 3
    _, whole = stands(LEVELS, a_baseline("50%", "75%", "90%", "95%"), {4: said("75%")}).measured
    assert (whole.target, value(whole)) == (WHOLE_ITEM, 75)


def test_of_an_amount_it_is_the_share_done() -> None:
    assert value(one(HOMES, ("1000套", "2000套", "3000套", "4700套"), "40%")) == pytest.approx(1880)


def test_the_share_of_two_amounts_is_nobodys() -> None:
    measured = stands(FLATS, a_baseline("筹集1000套"), {4: said("40%")}).measured
    assert [value(each) for each in measured] == [None, None]


def test_a_rate_stays_what_it_is_when_all_is_done() -> None:
    done = said("占比81%，已全部完成，申请销号", finished=True)
    (measured,) = stands(KINDERGARTENS, a_baseline(*RATES), {4: done}).measured
    assert value(measured) == 81
    (of_homes,) = stands(HOMES, a_baseline("1000套", "2000套", "3000套", "4700套"), {4: done}).measured
    assert value(of_homes) == 4700


ONLINE = "社保公共服务综合网办率达到98%以上。"
OF_ANOTHER = [
    (ONLINE, "占比82%"),
    (KINDERGARTENS, "普惠园占比82%"),
    (HOMES, "占比82%"),
    (HOMES, "优质房源占比82%"),
]


@pytest.mark.parametrize(("text", "progress"), OF_ANOTHER)
def test_the_rate_of_another_thing_is_none_of_the_items(text: str, progress: str) -> None:
    """Neither its rate, nor a share of its work from which an amount would follow."""
    unit = stands(text, None, {4: said(progress)})
    assert [value(each) for each in unit.measured] == [None]
    assert unit.stated is None
