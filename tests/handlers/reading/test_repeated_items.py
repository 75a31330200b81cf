"""An item that comes twice in one message: everything that was written is kept."""

from __future__ import annotations

import pytest

from handlers.ledger.months import Month
from handlers.reading.shapes import Entry, Intent, PlanWords, Quantity
from tests.handlers.reading.says import HOUSING, names, only, said


def read_once(text: str) -> Entry:
    return only(said(text, mine=HOUSING))


def test_words_and_figures_of_both_places_are_kept() -> None:
    reading = said(
        "任务42 清零5个，问题是2户没签，主要是房源不足\n任务45 启动3个\n任务42 征收启动9个，资金不足，下一步加快签约",
        mine=HOUSING,
    )
    assert names(reading) == ["任务42", "任务45"]
    entry = reading.entries[0]
    assert entry.progress == "清零5个；征收启动9个"
    assert entry.quantities == (Quantity(5, "个"), Quantity(9, "个"))
    assert (entry.problem, entry.cause, entry.next_step) == ("2户没签；资金不足", "房源不足", "加快签约")


def test_labelled_parts_are_joined() -> None:
    entry = read_once("任务42 完成情况：清零5个；问题：无\n任务42 完成情况：签约186户；下一步：加快签约")
    assert (entry.progress, entry.problem, entry.next_step) == ("清零5个；签约186户", "", "加快签约")


def test_what_is_only_repeated_stands_once() -> None:
    entry = read_once("任务42 清零5个，没问题\n任务42 清零5个，没问题")
    assert (entry.progress, entry.quantities, entry.problem) == ("清零5个", (Quantity(5, "个"),), "")


@pytest.mark.parametrize(
    "text", ["任务42 清零5个，没问题；任务42 资金不足", "任务42 资金不足；任务42 清零5个，没问题"]
)
def test_a_problem_is_not_talked_away(text: str) -> None:
    assert "资金不足" in f"{read_once(text).problem}{read_once(text).progress}"


@pytest.mark.parametrize(
    ("text", "percent", "finished"),
    [
        ("任务42 完成40%；任务42 完成率是60%", 60, False),
        ("任务42 完成40%；任务42 已全部完成", 100, True),
        ("任务42 已全部完成；任务42 完成60%", 60, False),
        ("任务42 已全部完成；任务42 下一步做好回访", 100, True),
    ],
)
def test_the_later_share_holds(text: str, percent: float, *, finished: bool) -> None:
    entry = read_once(text)
    assert (entry.percent, entry.finished) == (percent, finished)


def test_the_later_answer_about_the_stage_goal_holds() -> None:
    assert read_once("任务42 清零5个，阶段目标：已完成；任务42 阶段目标：未完成").stage_met is False


@pytest.mark.parametrize(
    "text",
    [
        "3月份 任务42 清零5个；4月份 任务42 清零7个",
        "3月份：任务42 清零5个\n4月份：任务42 清零7个",
        "任务42 3月份：清零5个；任务42 4月份：清零7个",
        "3月 任务42 清零5个，4月 任务42 清零7个",
    ],
)
def test_two_months_are_two_reports(text: str) -> None:
    reading = said(text, mine=HOUSING)
    told = [(str(e.item), e.month, e.progress) for e in reading.entries]
    assert told == [("任务42", Month(2023, 3), "清零5个"), ("任务42", Month(2023, 4), "清零7个")]
    assert reading.month is None


def test_a_month_heads_what_follows_up_to_the_next_one() -> None:
    reading = said("3月份 任务42 清零5个；任务45 启动3个\n4月份 任务42 清零7个；任务45 启动4个", mine=HOUSING)
    told = {(str(entry.item), entry.month): entry.progress for entry in reading.entries}
    assert told == {
        ("任务42", Month(2023, 3)): "清零5个",
        ("任务45", Month(2023, 3)): "启动3个",
        ("任务42", Month(2023, 4)): "清零7个",
        ("任务45", Month(2023, 4)): "启动4个",
    }


def test_what_states_no_month_belongs_to_the_report_before() -> None:
    entry = read_once("3月份 任务42 清零5个；任务42 没问题；任务42 下一步加快签约")
    assert (entry.month, entry.problem, entry.next_step) == (Month(2023, 3), "", "加快签约")


def test_a_correction_in_two_places_is_one() -> None:
    reading = said("更正 任务42 完成情况：已清零12个；任务42 下一步：加快签约", mine=HOUSING)
    assert reading.intent is Intent.AMEND
    entry = only(reading)
    assert (entry.progress, entry.next_step) == ("已清零12个", "加快签约")


def test_a_plan_in_two_places_is_one() -> None:
    text = "计划 任务42 一季度：签约；二季度：清零6个；主要负责人：王明\n任务42 三季度：清零12个；四季度：清零18个；主要负责人：李强"
    assert read_once(text).plan == PlanWords("签约", "清零6个", "清零12个", "清零18个", principal="李强")
