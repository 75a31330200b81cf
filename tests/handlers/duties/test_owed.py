"""What is owed: by whom, from when, until when; and what no longer is."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from handlers.duties.owed import (
    Done,
    DutyKind,
    Pending,
    Terms,
    duties_of,
    falling_due,
    is_met,
    of_person,
    owed,
)
from handlers.ledger.items import Item
from handlers.ledger.months import Month
from handlers.ledger.people import RoleName
from handlers.ledger.register import Register, RegisteredItem, Unit
from handlers.ledger.unit_kinds import UnitKind
from tests.builders import EDUCATION, HOUSING, STREET, a_contact, a_register, ref, units

REGISTER = a_register()
TERMS = Terms()
DAYS = st.dates(date(2022, 12, 1), date(2024, 3, 1))
MARCH = Month(2023, 3)


def test_the_whole_year() -> None:
    duties = duties_of(REGISTER, TERMS)
    places = [(name, unit) for name in REGISTER.items for unit in REGISTER.owing(name)]
    assert len(duties) == len(places) * 13
    plan = next(duty for duty in duties if duty.kind is DutyKind.PLAN)
    assert plan.deadline.on == date(2023, 2, 15)
    december = next(duty for duty in duties if duty.month == Month(2023, 12))
    assert (december.opens_on, december.deadline.on) == (date(2024, 1, 1), date(2024, 1, 8))


def test_a_set_owes_by_its_members() -> None:
    assert {duty.unit_id for duty in duties_of(REGISTER, TERMS) if duty.item == ref("任务57")} == {
        HOUSING,
        STREET,
    }


def test_unknown_members_of_an_unsettled_set_owe_nothing() -> None:
    collective = Unit(9, "各行业主管部门", UnitKind.DEPARTMENT, collective=True)
    item = RegisteredItem(1, Item(ref("任务1"), "办好。"), (HOUSING, 9))
    register = Register.of(1, 2023, 1, [item], [*units(), collective])
    assert {duty.unit_id for duty in duties_of(register, TERMS)} == {HOUSING}


def test_what_is_handed_in_is_not_owed() -> None:
    on = date(2023, 4, 6)
    before = owed(REGISTER, Done(), TERMS, on)
    done = Done(reports={(ref("任务42"), HOUSING, MARCH)}, plans={(ref("任务60"), EDUCATION)})
    after = owed(REGISTER, done, TERMS, on)
    gone = set(before) - set(after)
    assert {(duty.kind, duty.item, duty.month) for duty in gone} == {
        (DutyKind.REPORT, ref("任务42"), MARCH),
        (DutyKind.PLAN, ref("任务60"), None),
    }


def test_closed_items_owe_nothing() -> None:
    left = owed(REGISTER, Done(closed={ref("任务42")}), TERMS, date(2023, 4, 6))
    assert left
    assert not [duty for duty in left if duty.item == ref("任务42")]


def test_what_was_returned_is_due_two_working_days_on() -> None:
    thursday = date(2023, 4, 6)
    done = Done(returned={(ref("任务42"), HOUSING, MARCH): Pending(thursday, "下一步不具体")})
    duty = next(
        duty
        for duty in owed(REGISTER, done, TERMS, thursday)
        if (duty.item, duty.month) == (ref("任务42"), MARCH)
    )
    assert (duty.kind, duty.deadline.on) == (DutyKind.RETURNED_REPORT, date(2023, 4, 10))


def test_before_go_live_nothing_counts() -> None:
    terms = Terms(go_live=date(2023, 4, 10))
    months = {duty.month for duty in duties_of(REGISTER, terms)}
    assert None not in months
    assert min(month for month in months if month) == MARCH


def test_january_asks_for_no_stage_goal() -> None:
    asked = {duty.month: duty.asks_for_stage for duty in duties_of(REGISTER, TERMS)}
    assert not asked[Month(2023, 1)]
    assert asked[Month(2023, 2)]
    assert not asked[None]


def test_a_persons_units_add_up_and_contacts_share() -> None:
    duties = owed(REGISTER, Done(), TERMS, date(2023, 4, 6))
    one, both = a_contact(HOUSING), a_contact(HOUSING, EDUCATION)
    assert len(list(of_person(duties, both))) == sum(
        len(list(of_person(duties, a_contact(unit)))) for unit in (HOUSING, EDUCATION)
    )
    assert list(of_person(duties, one)) == list(of_person(duties, a_contact(HOUSING, role=RoleName.HEAD)))
    assert not list(of_person(duties, a_contact(HOUSING, role=RoleName.LEADER)))


def test_one_report_serves_linked_items() -> None:
    entries = [
        RegisteredItem(1, Item(ref("任务44"), "甲"), (HOUSING,), linked=(ref("实事13"),)),
        RegisteredItem(2, Item(ref("实事13"), "乙"), (HOUSING,), linked=(ref("任务44"),)),
    ]
    register = Register.of(1, 2023, 1, entries, units())
    done = Done(reports={(ref("实事13"), HOUSING, MARCH)})
    march = [duty for duty in duties_of(register, TERMS) if duty.month == MARCH]
    assert len(march) == 2
    assert all(is_met(duty, done, register) for duty in march)


@given(st.lists(DAYS, min_size=3, max_size=3))
def test_splitting_a_span_owes_neither_more_nor_less(days: list[date]) -> None:
    first, between, last = sorted(days)
    whole = falling_due(REGISTER, TERMS, first, last)
    parts = (*falling_due(REGISTER, TERMS, first, between), *falling_due(REGISTER, TERMS, between, last))
    assert sorted(map(repr, whole)) == sorted(map(repr, parts))


@given(DAYS, st.integers(1, 60))
def test_what_is_owed_stays_owed_until_it_is_met(on: date, days: int) -> None:
    assert set(owed(REGISTER, Done(), TERMS, on)) <= set(owed(REGISTER, Done(), TERMS, on + timedelta(days)))
