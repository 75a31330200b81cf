"""The agenda of 2023 is that of domain.md; a span says neither more nor less than its parts."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from handlers.duties.agenda import Leader, Listeners, Planned, UnitGroup, agenda
from handlers.duties.calling import People, Reporter
from handlers.duties.deadlines import DayOffRule
from handlers.duties.hours import Hours
from handlers.duties.ladder import Half, Ladder, Rung, Slot, steps_of
from handlers.duties.owed import Done, Duty, DutyKind, Pending, Terms, duties_of
from handlers.duties.rhythm import Rhythm
from handlers.duties.workdays import Calendar
from handlers.ledger.months import Month
from tests.builders import EDUCATION, HOUSING, SHANGHAI, STREET, a_register, ref

REGISTER = a_register()
PEOPLE = People(
    (
        Reporter(7, "范文博", frozenset({HOUSING, EDUCATION})),
        Reporter(8, "李海", frozenset({HOUSING})),
        Reporter(9, "方军", head_of=frozenset({HOUSING})),
        Reporter(10, "齐军", head_of=frozenset({STREET})),
    )
)
LISTENERS = Listeners(
    PEOPLE, (UnitGroup(1, "住建群", HOUSING),), {20: "周玉珍"}, {2023: (Leader(30, "张健", 2),)}
)
YEAR = (date(2023, 1, 1), date(2024, 2, 29))
FIFTH = ("02-07", "03-07", "04-10", "05-09", "06-07", "07-07", "08-07", "09-07", "10-11", "11-07", "12-07")
DUE = [date.fromisoformat(f"2023-{day}") for day in FIFTH] + [date(2024, 1, 8)]
CALENDAR = Calendar()
DAYS = st.dates(date(2022, 12, 1), date(2024, 3, 1))


def planned(
    span: tuple[date, date] = YEAR, done: Done | None = None, terms: Terms | None = None
) -> list[Planned]:
    return agenda([(REGISTER, done or Done())], LISTENERS, terms or Terms(), Rhythm(), SHANGHAI, span)


def days(kind: str, audience: str) -> list[date]:
    return sorted({one.at.date() for one in planned() if (one.kind, one.audience) == (kind, audience)})


def test_the_reports_of_2023() -> None:
    wanted = {CALENDAR.add_working_days(due, -before) for due in DUE for before in (3, 1, 0)}
    assert days("report_reminder", "范文博") == sorted(wanted)
    assert days("report_overdue", "范文博") == [CALENDAR.next_working_day(due) for due in DUE]
    assert days("report_reminder", "范文博")[:3] == [date(2023, 2, 2), date(2023, 2, 6), date(2023, 2, 7)]


def test_the_plan_of_2023() -> None:
    assert days("plan_reminder", "范文博") == [
        date(2023, 2, 1),
        date(2023, 2, 10),
        date(2023, 2, 14),
        date(2023, 2, 15),
    ]
    assert days("plan_overdue", "范文博") == [date(2023, 2, 16)]


def test_who_hears_what() -> None:
    assert days("report_reminder", "方军") == [], "a head hears of what is overdue"
    assert (
        days("report_overdue", "方军")
        == days("report_overdue", "督查室周玉珍")
        == days("report_overdue", "李海")
    )
    assert days("report_reminder", "齐军") == days("report_reminder", "李海"), "a unit without a contact"
    assert days("report_reminder", "群“住建群”") == days("report_reminder", "李海")
    assert {one.period for one in planned() if one.kind == "report_overdue"} == {
        f"2023-{month:02d}" for month in range(1, 13)
    }


def test_bulletins_and_summaries() -> None:
    found = {(one.kind, one.period): one.at.date() for one in planned() if one.kind.endswith("_bulletin")}
    livelihood = {
        ("livelihood_bulletin", f"2023-{n:02d}"): CALENDAR.next_working_day(due)
        for n, due in enumerate(DUE, 1)
    }
    overall = {
        ("overall_bulletin", f"2023Q{n}"): CALENDAR.add_working_days(DUE[3 * n - 1], 3) for n in (1, 2, 3, 4)
    }
    assert found == livelihood | overall
    monthly = {one.at.date() for one in planned() if ":monthly:" in one.key}
    assert monthly == {CALENDAR.next_working_day(due) for due in DUE}
    weekly = {one.at.date() for one in planned() if ":weekly:" in one.key}
    beside = {CALENDAR.add_working_days(day, 1) for day in monthly} | monthly
    assert not weekly & beside, "nearly the same would be told twice in two days"
    assert not {CALENDAR.add_working_days(day, 1) for day in weekly} & monthly
    reasons = {one.reason for one in planned() if ":monthly:" in one.key}
    assert all("相邻工作日的每周摘要并入" in reason for reason in reasons)
    assert date(2023, 5, 4) in weekly, "a Thursday: the first working day after the holiday"
    assert all(CALENDAR.is_working_day(day) for day in weekly)


def test_one_push_a_person_and_slot() -> None:
    keys = [one.key for one in planned()]
    assert len(set(keys)) == len(keys)
    hours = Hours(SHANGHAI)
    assert all(hours.allows(one.at) for one in planned())
    assert all(one.at.minute not in {0, 30} for one in planned())
    assert all("工作日" in one.reason or "当天" in one.reason for one in planned())


@given(DAYS, DAYS, DAYS)
def test_splitting_a_span_plans_neither_more_nor_less(one: date, two: date, three: date) -> None:
    first, middle, last = sorted((one, two, three))
    parts = [*planned((first, middle)), *planned((middle + timedelta(days=1), last))]
    assert parts == planned((first, last))


def test_what_is_met_is_not_planned() -> None:
    march = Month(2023, 3)
    met = Done(reports={(item, unit, march) for item in REGISTER.items for unit in REGISTER.owing(item)})
    assert "2023-03" not in {one.period for one in planned(done=met) if one.kind.startswith("report")}
    assert "2023-04" in {one.period for one in planned(done=met) if one.kind.startswith("report")}


def test_before_the_go_live_nothing_is_pushed() -> None:
    found = planned(terms=Terms(go_live=date(2023, 6, 1)))
    assert min(one.at.date() for one in found) >= date(2023, 6, 1)
    assert {one.period for one in found if one.kind == "report_overdue"} == {
        f"2023-{month:02d}" for month in range(5, 13)
    }
    assert not [one for one in found if one.kind.startswith("plan")]
    assert "2023-04" not in {one.period for one in found if one.kind == "livelihood_bulletin"}


def test_a_moved_plan_is_called_late_only_after_the_printed_date() -> None:
    calendar = Calendar()
    for rule in DayOffRule:
        duty = next(
            duty for duty in duties_of(a_register(2024), Terms(calendar, rule)) if duty.kind is DutyKind.PLAN
        )
        steps = steps_of(duty, Ladder(), calendar)
        assert steps[-1].overdue
        assert steps[-1].slot.day > max(duty.deadline.on, date(2024, 2, 15))
        assert all(calendar.is_working_day(step.slot.day) for step in steps)


def test_returned_and_asked_have_their_own_steps() -> None:
    place = (ref("任务42"), HOUSING, Month(2023, 3))
    pending = Pending(date(2023, 4, 11), "下一步不具体")
    found = planned((date(2023, 4, 12), date(2023, 4, 14)), Done(returned={place: pending}))
    mine = {one.at.date() for one in found if one.audience == "李海" and "退回重报" in one.reason}
    assert mine == {date(2023, 4, 12), date(2023, 4, 13), date(2023, 4, 14)}
    found = planned((date(2023, 4, 12), date(2023, 4, 14)), Done(asked={place: pending}))
    mine = {one.at.date() for one in found if one.audience == "李海" and "待说明" in one.reason}
    assert mine == {date(2023, 4, 13)}, (
        "who was asked in the answer is reminded once, and never called overdue"
    )


@given(
    st.lists(st.builds(Rung, st.integers(0, 20), st.sampled_from(Half)), max_size=5).map(tuple),
    st.sampled_from(Half),
)
def test_a_ladder_is_kept_as_plain_data(rungs: tuple[Rung, ...], half: Half) -> None:
    ladder = Ladder(reports=rungs, overdue=half)
    assert Ladder.unpack(ladder.pack()) == ladder


def test_a_step_before_the_month_is_over_is_left_out() -> None:
    duty = next(duty for duty in duties_of(REGISTER, Terms()) if duty.month == Month(2023, 3))
    steps = steps_of(duty, Ladder(reports=(Rung(9), Rung(1))), CALENDAR)
    assert [step.slot for step in steps] == [
        Slot(date(2023, 4, 7), Half.MORNING),
        Slot(date(2023, 4, 11), Half.MORNING),
    ]
    assert isinstance(duty, Duty)
