"""Which time a figure counts: 本月 holds for its sentence, 7月新增 is one month's, 二季度 is no total."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.checking.comparing import told
from handlers.ledger.indicators import draw_indicators
from handlers.standings.figures import figures_of
from handlers.standings.matching import match, targets_of
from handlers.standings.times import Span
from tests.handlers.standings.builders import FLATS, JOBS, said

WORDS = ["本月", "累计", "二季度", "7月", "上半年", "又", "已", "建成", "其中", "，", "。", "（", "）", "、"]
WORDS += ["新增城镇就业", "筹集保障性租赁住房", "安置房", "50人", "30套", "80套"]


def spans(progress: str) -> list[str]:
    """The figures, each with m (this month's), + (some other part of the year) or nothing (since January)."""
    marks = {Span.MONTH: "m", Span.OTHER: "+"}
    return [f"{one.value:g}{marks.get(one.span or Span.UNSAID, '')}" for one in figures_of(said(progress))]


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        ("本月开展健康面对面活动1场，健康课堂10场，“五进”活动90场", ["1m", "10m", "90m"]),
        ("当月：绿道0.3公里、口袋公园2处", ["0.3m", "2m"]),
        ("本月建成绿道0.5公里，口袋公园1处", ["0.5m", "1m"]),
        ("本月建成绿道0.5公里，口袋公园1处。社区公园3处", ["0.5m", "1m", "3"]),
        ("本月建成绿道0.5公里；口袋公园5处", ["0.5m", "5"]),
        ("本月建成绿道0.5公里\n口袋公园5处", ["0.5m", "5"]),
        ("本月进展：\n绿道0.5公里；\n口袋公园1处", ["0.5m", "1m"]),
        ("本月召开推进会。口袋公园建成5处", ["5"]),
        ("本月建成绿道0.5公里，累计1.9公里，口袋公园5处", ["0.5m", "1.9", "5"]),
        ("本月建成绿道0.5公里，年初以来建成口袋公园5处", ["0.5m", "5"]),
        ("本月建成绿道0.5公里，已建成口袋公园5处", ["0.5m", "5"]),
        ("绿道1.9公里，本月新增0.3公里，口袋公园5处", ["1.9", "0.3m", "5"]),  # an aside on the first
        ("1-5月建成绿道1.9公里，口袋公园5处", ["1.9", "5"]),
        ("7月建成绿道0.5公里、口袋公园1处", ["0.5m", "1m"]),
        ("7月建成绿道0.5公里，口袋公园6处", ["0.5m", "6"]),  # behind a comma that is not sure
        ("7月份完成情况：口袋公园6处", ["6"]),
        ("5月签约193户，6月全部签完，共200户", ["193m", "200"]),
    ],
)
def test_this_month_holds_for_its_sentence(progress: str, expected: list[str]) -> None:
    assert spans(progress) == expected


@pytest.mark.parametrize(
    "progress",
    ["7月新建成安置房180套", "4月城镇新增就业180人", "七月份新开工180套", "6月新引进180家", "5月份净增180户"],
)
def test_a_named_month_is_one_month(progress: str) -> None:
    assert spans(progress) == ["180m"]


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        ("4月份开工8处", ["8"]),
        ("4月份，开工8处", ["8"]),
        ("七月份完成180套", ["180"]),
        ("4月份开工新建学校8处", ["8"]),
        ("4月份城镇新增就业180人", ["180m"]),
        ("4月份当月开工8处", ["8m"]),
        ("4月份开工8处，本月新增2处", ["8", "2m"]),
        ("3月份开工8处，4月份封顶2处", ["8m", "2+"]),
    ],
)
def test_the_month_of_the_report_is_none_of_the_figure(progress: str, expected: list[str]) -> None:
    assert spans(progress) == expected


@pytest.mark.parametrize(
    "progress",
    [
        "截至7月新建成180套",
        "7月底建成180套",
        "到7月建成180套",
        "1-7月建成180套",
        "1月至7月建成180套",
        "7月进展：建成180套",
        "7月累计建成180套",
        "上半年建成180套",
        "一季度完成180套",
        "前三季度完成180套",
        "年初至今建成180套",
    ],
)
def test_what_began_in_january_is_a_total(progress: str) -> None:
    assert spans(progress) == ["180"]


@pytest.mark.parametrize(
    "progress",
    [
        "二季度完成140套",
        "三季度更新140套",
        "下半年完成140套",
        "又完成140套",
        "较上月增加140套",
        "春节期间完成140套",
    ],
)
def test_another_part_of_the_year_is_no_total(progress: str) -> None:
    assert spans(progress) == ["140+"]
    targets = targets_of(draw_indicators("改造安置房2700套。"))
    assert match(figures_of(said(progress)), targets) == {}


def test_a_quarter_holds_for_its_sentence() -> None:
    assert spans("二季度完成绿道2公里，口袋公园3处，累计5处") == ["2+", "3+", "5"]
    assert spans("完成5处，为二季度目标的83%") == ["5"]


def test_a_word_of_more_may_be_the_name() -> None:
    targets = targets_of(draw_indicators("增加停车泊位500个。"))
    assert [one.value for one in match(figures_of(said("增加停车泊位140个")), targets)[0]] == [140]


@given(
    st.lists(
        st.sampled_from(WORDS),
        max_size=14,
    ).map("".join)
)
def test_the_check_takes_for_a_total_what_the_standing_counts_as_one(progress: str) -> None:
    targets = targets_of(draw_indicators(FLATS + JOBS))
    counted = [one for found in match(figures_of(said(progress)), targets).values() for one in found]
    for one in told(said(progress), targets):
        if any(one.figure is figure for figure in counted):
            assert one.is_total is not one.figure.adds
