"""A plan is never a report: quarters by their ends, the year's goal, and none at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.reading import Catalog, read
from handlers.reading.plans import quarters_named, without_reasons
from handlers.reading.shapes import Doubt, Intent, PlanWords, Scope
from storage.packaged import packaged_notice
from tests.builders import at

CATALOG = Catalog.of(packaged_notice().items)
MINE = tuple(item.ref for item in packaged_notice().items if "区教育体育局" in item.units)
SCOPE = Scope(received_at=at(), unit="区教育体育局", mine=MINE)


@pytest.mark.parametrize(
    "words",
    [
        "计划 任务60 三季度末：建成5处；年底：建成8处",
        "计划 任务60 第三季度底前：建成5处；全年：建成8处",
        "计划：任务60 三季度：建成5处；12月底前：建成8处",
    ],
)
def test_quarters_may_be_named_by_their_ends(words: str) -> None:
    reading = read(words, SCOPE, CATALOG)
    (entry,) = reading.entries
    assert reading.intent is Intent.PLAN
    assert entry.plan is not None
    assert (entry.plan.q3, entry.plan.q4) == ("建成5处", "建成8处")


@pytest.mark.parametrize("words", ["计划 任务60 每月5日前报数", "计划 任务60 建成5处"])
def test_a_plan_that_tells_no_quarter_is_asked_about(words: str) -> None:
    reading = read(words, SCOPE, CATALOG)
    assert (reading.intent, reading.doubt) == (Intent.UNCLEAR, Doubt.NO_QUARTERS)


def plan_in(words: str) -> PlanWords:
    (entry,) = read(words, SCOPE, CATALOG).entries
    assert entry.plan is not None
    return entry.plan


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("一季渡", "二季度"),
        ("一季", "二季"),
        ("第一节度", "第二季庹"),
        ("1季度", "2季渡"),
        ("Q1", "Q2"),
        ("一季度目标", "二李度目标"),
    ],
)
def test_a_heading_may_have_a_slip(first: str, second: str) -> None:
    plan = plan_in(f"计划 任务60 {first}：开工2处；{second}：建成4处；三季度：6处；四季度：8处")
    assert (plan.q1, plan.q2, plan.q3) == ("开工2处", "建成4处", "6处")


@pytest.mark.parametrize(
    "goal", ["一年度：开工", "三月度：开工", "一季稻：开工", "一进度：开工", "二温度：开工"]
)
def test_other_words_are_no_heading(goal: str) -> None:
    assert quarters_named(goal, 0, len(goal)) == 0


@pytest.mark.parametrize("goal", ["每月完成2处", "每个月3处", "每月开展讲座8场"])
def test_a_goal_for_every_month_is_each_quarters(goal: str) -> None:
    plan = plan_in(f"计划 任务60 {goal}；主要负责人：王刚")
    assert (plan.q1, plan.q2, plan.q3, plan.q4, plan.principal) == (goal, goal, goal, goal, "王刚")
    assert plan_in(f"计划 任务60 一季度：{goal}；二季度：再建6处").q1 == goal


@pytest.mark.parametrize("because", ["因征地滞后", "因为征地滞后", "主要是由于征地滞后"])
def test_the_reason_of_a_change_is_none_of_its_goal(because: str) -> None:
    (entry,) = read(f"更正计划 任务60 二季度：完成4处，{because}；三季度6处", SCOPE, CATALOG).entries
    assert entry.plan == PlanWords(q2="完成4处", q3="6处")
    assert entry.cause == "征地滞后"


def test_what_looks_like_a_reason_stays_in_the_goal() -> None:
    for goal in ("救助50户，因病致贫家庭优先", "改造8处，因地制宜", "开工2处，因此顺延"):
        assert plan_in(f"更正计划 任务60 二季度：{goal}").q2 == goal


def test_a_first_plan_keeps_its_reasons_until_it_becomes_a_change() -> None:
    plan = plan_in("计划 任务60 一季度：开工；二季度：完成4处，因征地滞后。另建1处；三季度：6处")
    assert plan.q2 == "完成4处，因征地滞后。另建1处"
    assert without_reasons(plan) == (replace(plan, q2="完成4处；另建1处"), "征地滞后")


@pytest.mark.parametrize(
    "words",
    [
        "任务60 实施青年就业计划，完成300人",
        "任务60 一季度实施青年就业计划，完成300人",
        "任务60 青年就业计划，一季度完成300人",
        "任务60 落实名师培育计划：一季度完成300人",
    ],
)
def test_a_programme_is_no_plan(words: str) -> None:
    reading = read(words, SCOPE, CATALOG)
    assert reading.intent is Intent.REPORT
    assert "计划" in (reading.entries[0].progress or "")


@pytest.mark.parametrize(
    "head", ["任务60计划，", "任务60 年度计划，", "我局任务60的计划 ", "报送任务60全年计划："]
)
def test_the_form_is_still_known_by_its_name(head: str) -> None:
    assert read(f"{head}一季度：完成300人", SCOPE, CATALOG).intent is Intent.PLAN


@pytest.mark.parametrize(
    "words",
    [
        "计划 任务60 3月底：选址；6月底：建成3处；9月底：建成5处；12月底：建成8处",
        "计划 任务60 3月底前选址，6月底前建成3处，9月底前建成5处，年底前建成8处",
        "任务60计划：三月底选址；六月底建成3处；九月底建成5处；全年建成8处",
        "任务60 3月：选址；6月：建成3处；9月：建成5处；12月：建成8处",
        "计划\n任务60 全年：建成8处；3月末：选址；6月30日前：建成3处；9月30日前：建成5处",
    ],
)
def test_the_ends_of_months_are_quarters(words: str) -> None:
    reading = read(words, SCOPE, CATALOG)
    (entry,) = reading.entries
    assert reading.intent is Intent.PLAN
    assert entry.plan == PlanWords("选址", "建成3处", "建成5处", "建成8处")


def test_within_a_goal_the_end_of_a_month_is_none() -> None:
    words = (
        "计划 任务60 一季度：力争3月底前选址；二季度：6月底前建成3处；三季度：9月底建成5处；四季度：全年8处"
    )
    (entry,) = read(words, SCOPE, CATALOG).entries
    assert entry.plan == PlanWords("力争3月底前选址", "6月底前建成3处", "9月底建成5处", "全年8处")


@pytest.mark.parametrize(
    "words",
    [
        "任务60 建成2处，问题：无，下一步：6月底前建成4处，9月底前建成5处，12月底前建成8处",
        "任务60 截至6月底，建成3处",
        "任务60 建成2处。按计划6月底前建成3处，9月底前建成5处",
        "任务60 3月底建成2处，6月底建成3处",
    ],
)
def test_in_a_report_they_are_no_plan(words: str) -> None:
    assert read(words, SCOPE, CATALOG).intent is Intent.REPORT


def test_what_is_said_of_several_quarters_stands_beside_their_own() -> None:
    every = "举办活动5场"
    assert plan_in(f"计划 任务61 每季度{every}；四季度：竣工1处") == PlanWords(
        every, every, every, f"{every}；竣工1处"
    )
    assert plan_in(f"计划 任务61 每月{every}；四季度：竣工1处").q1 == f"每月{every}"
    halves = plan_in("计划 任务61 上半年：选址；二季度：开工；下半年：封顶；四季度：竣工")
    assert halves == PlanWords("选址", "选址；开工", "封顶", "封顶；竣工")


@pytest.mark.parametrize("words", ["上半年、下半年各建成2处", "上半年和下半年各建成2处", "每季度：各建成2处"])
def test_what_stands_behind_the_last_heading_is_said_of_all(words: str) -> None:
    goal = "各建成2处"
    assert plan_in(f"计划 任务61 {words}") == PlanWords(goal, goal, goal, goal)


def test_a_goal_said_twice_stands_once() -> None:
    assert plan_in("计划 任务61 全年：建成8处；四季度：建成8处") == PlanWords(q4="建成8处")


_HEADINGS = {
    "一季度": (1,),
    "二季度": (2,),
    "第三季度": (3,),
    "四季度": (4,),
    "Q4": (4,),
    "上半年": (1, 2),
    "下半年": (3, 4),
    "前三季度": (1, 2, 3),
    "三、四季度": (3, 4),
    "每季度": (1, 2, 3, 4),
    "全年": (4,),
}
_GOALS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["开工", "竣工", "举办活动", "新增就业", "零工市场"]),
    st.integers(1, 9999),
    st.sampled_from(["处", "场", "人"]),
)


@given(st.lists(st.tuples(st.sampled_from(sorted(_HEADINGS)), _GOALS), min_size=1, max_size=6))
def test_each_goal_that_was_written_is_found_in_its_quarters(said: list[tuple[str, str]]) -> None:
    plan = plan_in("计划 任务61 " + "；".join(f"{heading}：{goal}" for heading, goal in said))
    for heading, goal in said:
        for quarter in _HEADINGS[heading]:
            assert goal in (getattr(plan, f"q{quarter}") or "").split("；")
