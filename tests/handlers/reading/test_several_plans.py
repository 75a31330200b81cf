"""计划 实事13 at the head of a line begins a plan: never a report, and none of the plan before it."""

from __future__ import annotations

import pytest

from handlers.reading.shapes import Doubt, Intent, PlanWords
from tests.handlers.reading.says import HOUSING, names, only, said

FIRST = "实事13 一季度：开工；四季度：安置房2700套"
HEADS = ["计划 ", "计划：", "计划", "落实计划 ", "更正计划 ", "修改计划：", "2、计划 "]


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n \n  "])
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("begin", ["计划 ", "更正计划 "])
def test_each_line_with_a_head_is_a_plan_of_its_own(begin: str, head: str, between: str) -> None:
    reading = said(f"{begin}{FIRST}{between}{head}实事9 一季度：2处；四季度：3处", mine=HOUSING)
    assert names(reading) == ["实事13", "实事9"]
    first, second = (entry.plan for entry in reading.entries)
    assert first == PlanWords(q1="开工", q4="安置房2700套")
    assert second == PlanWords(q1="2处", q4="3处")


@pytest.mark.parametrize("head", ["计划 ", "更正计划 "])
def test_of_the_same_item_again_the_later_goal_holds(head: str) -> None:
    reading = said(f"{head}{FIRST}\n{head}实事13 二季度：封顶；四季度：2800套", mine=HOUSING)
    assert only(reading).plan == PlanWords(q1="开工", q2="封顶", q4="2800套")


def test_a_first_plan_beside_a_change_is_no_change() -> None:
    changes = said("更正计划 实事13 四季度：2700套\n更正计划 实事9 四季度：3处", mine=HOUSING)
    both = said("更正计划 实事13 四季度：2700套\n计划 实事9 四季度：3处", mine=HOUSING)
    assert (changes.intent, both.intent) == (Intent.AMEND, Intent.PLAN)


@pytest.mark.parametrize("head", ["更正计划 ", "修改计划：", "调整计划 ", "计划 ", "落实计划 "])
@pytest.mark.parametrize(
    ("goals", "doubt"),
    [
        ("一季度：…；二季度：…", Doubt.UNFILLED),
        ("一季度：……；二季度：＿＿；三季度：——；四季度：...", Doubt.UNFILLED),
        ("建成5处", Doubt.NO_QUARTERS),
    ],
)
def test_a_plan_without_goals_is_asked_for_them(head: str, goals: str, doubt: Doubt) -> None:
    reading = said(f"{head}实事13 {goals}", mine=HOUSING)
    assert (reading.intent, reading.doubt) == (Intent.UNCLEAR, doubt)
    assert [str(item) for item in reading.candidates] == ["实事13"]


def test_beside_a_plan_the_unfilled_one_is_told() -> None:
    reading = said("计划 实事13 一季度：…；二季度：…\n计划 实事9 一季度：2处", mine=HOUSING)
    assert (reading.intent, names(reading)) == (Intent.PLAN, ["实事9"])
    assert [str(item) for item in reading.unfilled] == ["实事13"]


def test_beside_a_report_a_plan_without_goals_is_no_report() -> None:
    reading = said("实事13 完成情况：已筹集3100套\n计划 实事9 建成5处", mine=HOUSING)
    assert (reading.intent, names(reading)) == (Intent.REPORT, ["实事13"])
    assert [str(item) for item in reading.unfilled] == ["实事9"]


def test_a_plan_amid_the_words_of_a_report_is_no_head() -> None:
    told = only(said("实事13 完成情况：已筹集3100套；下一步：按计划推进", mine=HOUSING))
    assert (told.plan, told.next_step) == (None, "按计划推进")
