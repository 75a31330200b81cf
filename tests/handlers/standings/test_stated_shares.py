"""完成二季度目标的83%: a stated percentage replaces no figure; of another whole it is no amount."""

from __future__ import annotations

import pytest

from handlers.ledger.reports import ReportContent
from tests.handlers.standings.builders import QUALITY, a_baseline, said, stands

FIRMS = "新引进培育新金融、类金融机构12家。"
ROADS = "改造提升道路10公里。"
BY_QUARTER = a_baseline("3家", "6家", "9家", "12家")
OF_THE_WORK = a_baseline("20%", "45%", "75%", "100%")


def told(progress: str, text: str = FIRMS) -> float | None:
    plan = BY_QUARTER if text == FIRMS else a_baseline("2公里", "5公里", "8公里", "10公里")
    (measured,) = stands(text, plan, {4: said(progress)}).measured
    return measured.reached.value if measured.reached else None


@pytest.mark.parametrize(
    "progress",
    [
        "截至4月底新引进培育新金融机构5家，完成二季度目标的83%",
        "新引进培育新金融机构5家，完成率90%",
        "新引进培育新金融机构5家，占全年目标的83%",
    ],
)
def test_a_stated_figure_is_what_is_reached(progress: str) -> None:
    assert told(progress) == 5


@pytest.mark.parametrize(
    "progress",
    [
        "完成二季度目标的83%",
        "占三季度目标的72.7%",
        "完成半年任务的90%",
        "完成本单位任务的50%",
        "占我街道任务数的60%",
        "完成计划的80%",
        "完成序时进度的95%",
        "完成本月目标的40%",
    ],
)
def test_a_share_of_another_whole_is_no_amount(progress: str) -> None:
    assert told(progress) is None


@pytest.mark.parametrize(
    "progress",
    [
        "完成全年目标的50%",
        "完成年度计划的50%",
        "二季度末完成全年目标的50%",
        "总体进度50%",
        "完成二季度目标的92%，完成全年目标的50%",
    ],
)
def test_a_share_of_the_year_is_an_amount_where_no_figure_is_stated(progress: str) -> None:
    assert told(progress) == 6


def test_what_is_counted_in_pieces_is_whole() -> None:
    assert told("完成全年目标的45%") == 5
    assert told("完成全年目标的45%", ROADS) == 4.5


def test_what_was_told_otherwise_stands_in_no_words() -> None:
    content = ReportContent(progress="有序推进", percent=50)
    (measured,) = stands(FIRMS, BY_QUARTER, {4: content}).measured
    assert measured.reached is not None
    assert measured.reached.value == 6


@pytest.mark.parametrize(
    ("progress", "value"),
    [
        ("二季度任务完成90%，累计完成总工程量的43%", 43),
        ("三季度目标完成80%", None),
        ("二季度任务完成90%", None),
    ],
)
def test_the_share_of_a_quarter_is_not_that_of_the_item(progress: str, value: float | None) -> None:
    reached = [one.reached for one in stands(QUALITY, OF_THE_WORK, {4: said(progress)}).measured]
    assert [one.value if one else None for one in reached] == [value]


def test_a_later_report_without_figures_does_not_replace_earlier_ones() -> None:
    contents = {3: said("引进金融机构5家"), 4: said("完成二季度目标的83%")}
    (measured,) = stands(FIRMS, BY_QUARTER, contents).measured
    assert measured.reached is not None
    assert (measured.reached.value, measured.reached.month.month) == (5, 3)
