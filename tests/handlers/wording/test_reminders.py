"""Reminders fit into a message, name every group of duties, and what they teach is read as meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.duties.deadlines import Deadline
from handlers.duties.owed import Duty, DutyKind
from handlers.duties.workdays import Calendar
from handlers.ledger.items import ItemKind, ItemRef
from handlers.ledger.months import Month
from handlers.ledger.reports import ReportContent
from handlers.reading.shapes import Intent, PlanWords, Quantity
from handlers.wording.ready_lines import ready_line
from handlers.wording.reminders import (
    LIMIT,
    Late,
    Line,
    goal_of,
    last_said,
    to_group,
    to_office,
    to_person,
)
from tests.builders import HOUSING, a_contact, a_view, ref, said

TODAY = date(2023, 4, 6)
CALENDAR = Calendar()
KINDS = st.sampled_from(DutyKind)
LONG = st.text(min_size=0, max_size=80)


def a_duty(
    kind: DutyKind = DutyKind.REPORT,
    item: str = "任务42",
    month: int | None = 3,
    due: date = date(2023, 4, 10),
    note: str | None = None,
) -> Duty:
    return Duty(
        kind,
        ref(item),
        HOUSING,
        Month(2023, month) if month else None,
        date(2023, 4, 1),
        Deadline(due, due),
        note,
    )


def a_line(
    duty: Duty, *, unit: str = "区住房城乡建设局", last: str | None = None, goal: str | None = None
) -> Line:
    return Line(duty, "统筹推进7个片区18个项目的拆迁清零", unit, duty.deadline.is_late(TODAY), last, goal)


@st.composite
def lines(draw: st.DrawFn) -> list[Line]:
    found = []
    for number in draw(st.lists(st.integers(1, 110), min_size=1, max_size=60, unique=True)):
        kind = draw(KINDS)
        of_plan = kind in {DutyKind.PLAN, DutyKind.RETURNED_PLAN}
        due = TODAY + timedelta(days=draw(st.integers(-60, 20)))
        note = None if kind in {DutyKind.PLAN, DutyKind.REPORT} else draw(LONG)
        duty = Duty(
            kind,
            ItemRef(ItemKind.TASK, number),
            HOUSING,
            None if of_plan else Month(2023, draw(st.integers(1, 3))),
            date(2023, 1, 1),
            Deadline(due, due),
            note,
        )
        unit = draw(
            st.sampled_from(["区民政局", "区残联", "区委统筹疫情防控和经济运行工作领导小组（指挥部）"])
        )
        found.append(Line(duty, draw(LONG), unit, duty.deadline.is_late(TODAY), draw(LONG), draw(LONG)))
    return found


@given(lines())
def test_every_reminder_fits_into_a_message(owes: list[Line]) -> None:
    late = [Late(line.unit, (line,), ("范文博",)) for line in owes]
    for text in (
        to_person("范文博", owes, (), TODAY, CALENDAR),
        to_person("范文博", owes, late, TODAY, CALENDAR),
        to_group("区民政局", owes, ("范文博",), TODAY, CALENDAR),
        to_office(late, TODAY),
    ):
        assert len(text.encode()) <= LIMIT


@pytest.mark.parametrize(
    ("duty", "intent"),
    [
        (a_duty(), Intent.REPORT),
        (a_duty(month=1), Intent.REPORT),
        (a_duty(month=2), Intent.REPORT),
        (a_duty(DutyKind.RETURNED_REPORT, note="不具体"), Intent.REPORT),
        (a_duty(DutyKind.PLAN, month=None), Intent.PLAN),
        (a_duty(DutyKind.RETURNED_PLAN, month=None, note="偏低"), Intent.AMEND),
    ],
    ids=lambda value: value.kind.value if isinstance(value, Duty) else "",
)
def test_the_line_to_copy_is_read_as_meant(duty: Duty, intent: Intent) -> None:
    line = ready_line(duty, TODAY)
    filled = (
        line.replace("完成情况：…", "完成情况：已清零12个")
        .replace("下一步：…", "下一步：加快验收")
        .replace("…", "清零11个")
    )
    reading = said(filled, a_view(sender=a_contact(HOUSING))).reading
    assert reading.intent is intent, line
    (entry,) = reading.entries
    assert entry.item == duty.item
    usual = duty.month is None or duty.month == Month(2023, 3)
    assert (entry.month or reading.month) == (None if usual else duty.month)
    assert ("阶段目标" in line) is (duty.asks_for_stage and duty.month is not None)


def test_a_few_items_are_shown_with_what_is_known() -> None:
    text = to_person(
        "范文博",
        [a_line(a_duty(), last="2月：11个", goal="一季度目标：清零14个"), a_line(a_duty(item="实事13"))],
        (),
        TODAY,
        CALENDAR,
    )
    assert text.splitlines() == [
        "范文博您好",
        "3月情况还差2项",
        "截止4月10日（周一），还有2个工作日",
        "· 任务42 统筹推进7个片区18个项目的…",
        "　2月：11个",
        "　一季度目标：清零14个",
        "· 实事13 统筹推进7个片区18个项目的…",
        "",
        "照着改，回一行就行：",
        "任务42 完成情况：…；问题：无；下一步：…；阶段目标：已完成/未完成",
        "几项写在一条里，每项一行；没有变化的写：其余无变化",
    ]


def test_what_is_late_comes_first_and_questions_last() -> None:
    owes = [
        a_line(a_duty(DutyKind.QUESTION, "任务60", 2, note="累计数由3100套降为3000套")),
        a_line(a_duty()),
        a_line(a_duty(DutyKind.RETURNED_REPORT, "任务57", 2, date(2023, 4, 7), "下一步不具体")),
        a_line(a_duty(item="任务61", month=2, due=date(2023, 3, 7))),
    ]
    text = to_person("范文博", owes, (), TODAY, CALENDAR)
    order = [
        "2月情况逾期1项",
        "2月情况退回重报1项",
        "下一步不具体",
        "3月情况还差1项",
        "另有1处待说明",
        "照着改",
    ]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert "3月7日（周二）已截止，请尽快补报" in text
    assert "截止4月7日（周五），下个工作日" in text
    assert "说明" not in text.splitlines()[-2], "the line to copy is for what is due"


def test_the_line_to_copy_is_for_what_is_most_urgent() -> None:
    owes = [a_line(a_duty()), a_line(a_duty(item="任务61", month=2, due=date(2023, 3, 7)))]
    text = to_person("范文博", owes, (), TODAY, CALENDAR)
    assert text.splitlines()[-2].startswith("2月份 任务61 完成情况：")


def test_many_months_of_an_item_are_one_line() -> None:
    owes = [
        a_line(a_duty(item=item, month=month, due=date(2023, month + 1, 7)))
        for item in ("任务60", "任务61")
        for month in (1, 2)
    ]
    owes.append(a_line(a_duty(item="任务62", month=2, due=date(2023, 3, 7))))
    lines = to_person("范文博", owes, (), TODAY, CALENDAR).splitlines()
    assert lines[1:3] == ["连续几个月逾期未报的2项，请尽快补报", "任务60、任务61 1月、2月"]
    assert "2月情况逾期1项" in lines
    assert lines[-2].startswith("1月份 任务60 ")


def test_the_plan_of_another_year_is_named_by_it() -> None:
    due = Deadline(date(2023, 2, 15), date(2023, 2, 15))
    duty = Duty(DutyKind.PLAN, ref("任务42"), HOUSING, None, date(2023, 1, 1), due)
    line = Line(duty, "统筹推进", "区住房城乡建设局", overdue=True)
    assert "\n2023年落实计划逾期1项\n" in to_person("范文博", [line], (), date(2024, 1, 10), CALENDAR)
    assert "\n落实计划逾期1项\n" in to_person("范文博", [line], (), date(2023, 3, 1), CALENDAR)


def test_a_moved_deadline_says_from_which() -> None:
    duty = Duty(
        DutyKind.PLAN,
        ref("任务42"),
        HOUSING,
        None,
        date(2024, 1, 1),
        Deadline(date(2024, 2, 9), date(2024, 2, 15)),
    )
    text = to_person("范文博", [a_line(duty)], (), date(2024, 2, 5), CALENDAR)
    assert "截止2月9日（周五）（原定2月15日，遇休息日）" in text


def test_the_office_sees_whom_nobody_reminds() -> None:
    duty = a_duty(due=date(2023, 4, 4))
    text = to_office([Late("区科技局", (a_line(duty),)), Late("区水务局", (a_line(duty),), ("李海",))], TODAY)
    assert "【逾期清单】2个单位，2项" in text
    assert "ducha" not in text
    assert text.endswith("请回：哪些单位没报")
    assert "区科技局 1项（没有可以提醒的人）" in text
    assert "区水务局 1项（李海）" in text


def test_what_was_said_last_and_what_is_wanted() -> None:
    assert last_said(2, ReportContent("已建成3100套", quantities=(Quantity(3100, "套"),))) == "2月：3100套"
    assert last_said(2, ReportContent("方案已印发")) == "2月：方案已印发"
    assert last_said(2, ReportContent()) == ""
    two = ReportContent("新改建公园2处，增设驿站1家", quantities=(Quantity(2, "处"), Quantity(1, "家")))
    assert last_said(2, two) == "2月：2处、1家"
    assert last_said(2, two, several=True) == "2月：新改建公园2处，增设驿站1家"
    assert goal_of(PlanWords("清零１４个，完成５０％"), Month(2023, 3)) == "一季度目标：清零14个，完成50%"
    assert goal_of(PlanWords("建成3处", "建成5处"), Month(2023, 4)) == "二季度目标：建成5处"
    assert goal_of(PlanWords(), Month(2023, 4)) is goal_of(None, Month(2023, 4)) is None


def test_what_was_promised_and_is_due_is_told_among_many() -> None:
    many = [a_line(a_duty(item=f"任务{number}")) for number in range(40, 62)]
    many[3] = replace(many[3], due=("上次说“预计3月底前完成验收”，已到期",), promised=("上次说“年底前投用”",))
    text = to_person("范文博", many, (), TODAY, CALENDAR)
    assert "任务43上次说“预计3月底前完成验收”，已到期" in text.splitlines()
    assert "投用" not in text, "what is not due is shown where there is room"


def test_lines_to_copy_are_whole_or_left_out() -> None:
    few = [
        replace(
            a_line(a_duty(item=f"任务{number}"), last="2月：" + "长" * 90), draft=f"任务{number} " + "稿" * 90
        )
        for number in range(40, 45)
    ]
    for count, shown in ((1, 1), (2, 2), (5, 1)):
        text = to_person("范文博", few[:count], (), TODAY, CALENDAR)
        assert [line for line in text.splitlines() if "稿" in line] == [line.draft for line in few[:shown]]
        assert len(text.encode()) <= LIMIT
