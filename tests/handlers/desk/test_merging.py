"""A later message of the month changes what it mentions and keeps the rest (docs/decisions/0003)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.desk.merging import AmbiguousFigureError, content_of, merged, merged_plan
from handlers.ledger.reports import ReportContent
from handlers.reading.shapes import Entry, PlanWords, Quantity
from handlers.standings.figures import QUARTERS
from tests.builders import ref

BEFORE = ReportContent(
    progress="7个片区18个项目已清零11个",
    quantities=(Quantity(11, "个"),),
    problem="剩5户",
    cause="执行周期长",
    next_step="强执",
    stage_met=False,
)


def entry(**said: object) -> Entry:
    return Entry(ref("任务42"), **said)  # type: ignore[arg-type]


def test_new_progress_brings_its_own_figures() -> None:
    after = merged(BEFORE, entry(progress="已清零12个", quantities=(Quantity(12, "个"),)))
    assert (after.progress, after.quantities) == ("已清零12个", (Quantity(12, "个"),))
    assert (after.problem, after.next_step, after.stage_met) == ("剩5户", "强执", False)


def test_a_bare_figure_replaces_its_like_and_shows_behind_the_words() -> None:
    after = merged(BEFORE, entry(quantities=(Quantity(12, "个"),)))
    assert after.progress == "7个片区18个项目已清零11个（更正：12个）"
    assert after.quantities == (Quantity(12, "个"),)


def test_a_bare_percentage_is_taken_too() -> None:
    after = merged(BEFORE, entry(percent=62.0))
    assert after.percent == 62.0
    assert after.progress is not None
    assert after.progress.endswith("（更正：完成62%）")


def test_a_figure_with_two_homes_is_not_guessed() -> None:
    two = ReportContent(progress="建成9处、5处", quantities=(Quantity(9, "处"), Quantity(5, "处")))
    with pytest.raises(AmbiguousFigureError):
        merged(two, entry(quantities=(Quantity(10, "处"),)))
    both = merged(two, entry(quantities=(Quantity(10, "处"), Quantity(6, "处"))))
    assert both.quantities == (Quantity(10, "处"), Quantity(6, "处"))


def test_a_new_problem_drops_the_old_cause_and_none_stays_none() -> None:
    assert merged(BEFORE, entry(problem="资金未到")).cause is None
    assert merged(BEFORE, entry(problem="剩5户")).cause == "执行周期长"
    after = merged(BEFORE, entry(problem=""))
    assert (after.problem, after.cause) == ("", None)


def test_finished_is_kept_by_a_later_detail_but_not_by_new_progress() -> None:
    done = ReportContent(progress="已全部完成", percent=100, finished=True)
    assert merged(done, entry(problem="")).finished
    assert not merged(done, entry(progress="还差一处")).finished


def test_a_plan_keeps_what_is_not_mentioned() -> None:
    before = PlanWords(q1="摸底", q3="新增5家", principal="何军")
    assert merged_plan(before, PlanWords(q3="新增6家")) == PlanWords(
        q1="摸底", q3="新增6家", principal="何军"
    )


words = st.none() | st.text(max_size=8)
contents = st.builds(
    ReportContent,
    progress=words,
    percent=st.none() | st.integers(0, 120).map(float),
    problem=words,
    cause=words,
    next_step=words,
    stage_met=st.none() | st.booleans(),
    finished=st.booleans(),
)


@given(contents, contents)
def test_everything_the_later_message_says_stands_afterwards(
    before: ReportContent, later: ReportContent
) -> None:
    said = Entry(
        ref("任务42"),
        progress=later.progress,
        percent=later.percent,
        problem=later.problem,
        cause=later.cause,
        next_step=later.next_step,
        stage_met=later.stage_met,
        finished=later.finished,
    )
    after = merged(before, said)
    for name in ("problem", "cause", "next_step", "stage_met"):
        if getattr(later, name) is not None:
            assert getattr(after, name) == getattr(later, name)
    if later.progress is not None:
        assert (after.progress, after.percent, after.finished) == (
            later.progress,
            later.percent,
            later.finished,
        )
    assert merged(ReportContent(), said).problem == content_of(said).problem


def test_applying_for_closing_takes_nothing_from_what_was_reported() -> None:
    before = ReportContent(progress="清零5个", quantities=(Quantity(5, "个"),), problem="征收慢")
    once = merged(before, Entry(None, progress="申请办结", percent=100, finished=True))
    assert (once.progress, once.quantities, once.problem) == (
        "清零5个；申请办结",
        before.quantities,
        "征收慢",
    )
    assert (once.finished, once.percent) == (True, 100)
    assert merged(once, Entry(None, progress="办结", finished=True)).progress == "清零5个；申请办结"


HALVES = PlanWords(q1="8处", q2="8处", q3="24处", q4="24处")


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        (HALVES, PlanWords(q2="9处"), replace(HALVES, q1="8处（上半年）", q2="9处")),
        (HALVES, PlanWords(q1="3处"), replace(HALVES, q1="3处")),
        (HALVES, PlanWords(q4="20处"), replace(HALVES, q3="24处（下半年）", q4="20处")),
        (PlanWords("开工", "开工"), PlanWords(q2="封顶"), PlanWords("开工", "封顶")),
        (
            PlanWords("6处", "6处", "6处", "6处"),
            PlanWords(q3="4处"),
            PlanWords("6处（本季度新增）", "6处（本季度新增）", "4处（本季度新增）", "6处（本季度新增）"),
        ),
        (
            PlanWords("24处", "24处", "24处", "24处"),
            PlanWords(q3="20处"),
            PlanWords("24处（全年）", "24处（全年）", "20处", "24处"),
        ),
    ],
)
def test_a_goal_of_several_quarters_keeps_its_meaning(
    before: PlanWords, new: PlanWords, after: PlanWords
) -> None:
    aims = ((24.0, "处"),)
    assert merged_plan(before, new, aims) == after
    said = {name: getattr(before, name) for name in QUARTERS if getattr(new, name)}
    assert merged_plan(after, PlanWords(**said), aims) == before
