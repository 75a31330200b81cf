"""Whatever a reminder offers as a line to copy is read back exactly."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from handlers.desk.completing import Part, PartName
from handlers.desk.drafting import draft_of
from handlers.desk.merging import content_of
from handlers.desk.said import Pending, Question
from handlers.duties.deadlines import Deadline
from handlers.duties.owed import Duty, DutyKind
from handlers.ledger.months import Month
from handlers.ledger.reports import ReportContent
from handlers.reading.shapes import Intent
from tests.builders import HOUSING, SHANGHAI, TODAY, a_register, a_view, at, ref, said

REGISTER = a_register()
PIECES = (
    *["已清零11个片区", "完成征收", "，", "、", "；", "。", "\n", "问题：", "下一步：", "预计10月底前"],
    *["其余", "无变化", "任务60", "12", "%", "3月份", "同上月", "等", "“", "）", "是"],
)
WORDS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)
CONTENTS = st.builds(
    ReportContent,
    progress=WORDS,
    problem=st.none() | st.just("") | WORDS,
    next_step=st.none() | WORDS,
    stage_met=st.none() | st.booleans(),
)


def a_duty(month: Month) -> Duty:
    day = date(2023, 4, 10)
    return Duty(DutyKind.REPORT, ref("任务42"), HOUSING, month, day, Deadline(day, day))


@given(CONTENTS, st.sampled_from([Month(2023, 2), Month(2023, 3)]))
def test_a_line_to_copy_is_read_as_it_stands(content: ReportContent, month: Month) -> None:
    line = draft_of(a_duty(month), (month.previous.month, content), REGISTER, TODAY, SHANGHAI)
    if line is None:
        return
    reading = said(line).reading
    assert reading.intent is Intent.REPORT
    (entry,) = reading.entries
    assert (entry.item, entry.month or Month(2023, 3)) == (ref("任务42"), month)
    told = content_of(entry)
    assert (told.progress, told.problem, told.next_step) == (
        content.progress,
        content.problem,
        content.next_step,
    )


def test_plain_words_are_offered() -> None:
    content = ReportContent(progress="已清零片区", problem="", next_step="10月底前完成", stage_met=False)
    line = draft_of(a_duty(Month(2023, 3)), (2, content), REGISTER, TODAY, SHANGHAI)
    assert line == "任务42 完成情况：已清零片区；问题：无；下一步：10月底前完成；阶段目标：未完成"


CHOICE = Question(
    pending=Pending("任务57 建成3处", at(), (ref("任务57"),)), choices=("区教育体育局", "区住房城乡建设局")
)


@given(st.integers(1, 120), st.sampled_from(["{}", "{}。", " {} "]))
def test_a_bare_number_is_no_item_while_a_choice_is_open(number: int, form: str) -> None:
    found = said(form.format(number), question=CHOICE)
    if found.unsure is None:
        assert number <= 2
        assert {entry.item for entry in found.reading.entries} == {ref("任务57")}
    else:
        assert found.reading.entries == ()


@given(st.integers(1, 120), st.booleans())
def test_a_bare_number_is_no_choice_while_none_is_open(number: int, parts: bool) -> None:
    part = Part(ref("任务42"), Month(2023, 3), PartName.STAGE)
    found = said(str(number), a_view(), Question(parts=(part,) if parts else ()))
    assert found.unsure is None
    assert not found.answers
    assert not found.fills
    assert found.reading.intent is not Intent.REPORT
