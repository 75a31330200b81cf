"""撤回 任务64 without a month: what is months old is asked about once, with its month."""

from __future__ import annotations

from datetime import datetime

import pytest

from handlers.desk.taking_back import confirmed
from tests.desk import SHANGHAI, Desk


@pytest.fixture
def who(desk: Desk) -> str:
    """A contact whose newest reports are of March; it is July, and June is due."""
    from storage.packaged import packaged_roster  # noqa: PLC0415

    rows = [row for row in packaged_roster().rows if row.unit == "区教育体育局" and row.identities]
    account = next(iter(rows[0].identities.values()))
    desk.says(account, "任务64 省二类园以上优质园占比72%")
    desk.says(account, "任务60 建成2处")
    desk.clock.now = datetime(2023, 7, 4, 10, tzinfo=SHANGHAI)
    return account


def counting(desk: Desk) -> set[tuple[str, str]]:
    return set(desk.standing())


BOTH = {("任务60", "2023-03"), ("任务64", "2023-03")}


def test_it_is_asked_whether_the_old_one_is_meant(desk: Desk, who: str) -> None:
    answer = desk.says(who, "撤回 任务64")
    assert answer == "任务64最近的报告是3月的，还没有撤回。要撤回3月报告请回“1”，不撤回请回“2”。"
    assert counting(desk) == BOTH


@pytest.mark.parametrize("yes", ["1", "是", "是的。", "确认撤回", "撤回"])
def test_yes_withdraws_it(desk: Desk, who: str, yes: str) -> None:
    desk.says(who, "撤回 任务64")
    assert desk.says(who, yes).startswith("已撤回 任务64 3月报告")
    assert counting(desk) == BOTH - {("任务64", "2023-03")}


@pytest.mark.parametrize("no", ["2", "否", "不撤了", "不用撤回", "算了"])
def test_no_leaves_it(desk: Desk, who: str, no: str) -> None:
    desk.says(who, "撤回 任务64")
    assert desk.says(who, no) == "好的，没有撤回。"
    assert "已撤回" not in desk.says(who, "1")
    assert counting(desk) == BOTH


def test_several_are_asked_about_in_one_question(desk: Desk, who: str) -> None:
    answer = desk.says(who, "撤回 任务60、任务64")
    assert answer.count("请回“1”") == 1
    assert "任务60（3月）、任务64（3月）" in answer
    assert "已撤回" in desk.says(who, "1")
    assert counting(desk) == set()


def test_anything_else_lets_the_question_go(desk: Desk, who: str) -> None:
    desk.says(who, "撤回 任务64")
    desk.says(who, "任务60 建成3处")
    assert "已撤回" not in desk.says(who, "是")
    assert ("任务64", "2023-03") in counting(desk)


def test_what_was_meant_stays_meant(desk: Desk, who: str) -> None:
    """A newer report that comes between question and answer is not the one that was asked about."""
    desk.says(who, "撤回 任务64")
    desk.says(who, "任务64 省二类园以上优质园占比73%")
    desk.says(who, "1")
    assert {("任务64", "2023-03"), ("任务64", "2023-06")} <= counting(desk)


def test_a_named_month_and_the_current_one_are_not_asked_about(desk: Desk, who: str) -> None:
    assert desk.says(who, "撤回 任务64 3月份的").startswith("已撤回 任务64 3月报告")
    desk.says(who, "任务60 建成3处")
    assert desk.says(who, "撤回 任务60").startswith("已撤回 任务60 6月报告")


@pytest.mark.parametrize("text", ["", "好的", "任务64", "1号", "12", "谢谢", "是任务60", "的", "了"])
def test_no_answer(text: str) -> None:
    assert confirmed(text) is None
