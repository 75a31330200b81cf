"""What is owed, for any set of things done, against a count that knows nothing of how it is computed."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from handlers.duties.owed import Done, Duty, DutyKind, Pending, Terms, falling_due, owed
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from tests.builders import a_register

REGISTER = a_register()
TERMS = Terms()
DAY = timedelta(days=1)
DAYS = st.dates(date(2022, 12, 1), date(2024, 3, 1))
PLACES = [(item, unit) for item in REGISTER.items for unit in REGISTER.owing(item)]
MONTHS = [Month(2023, number) for number in range(1, 13)]
# fifth working day of the next month, from the announced calendar of 2023 and 2024
DUE = dict(
    zip(
        MONTHS,
        (
            date(2023, 2, 7),
            date(2023, 3, 7),
            date(2023, 4, 10),
            date(2023, 5, 9),
            date(2023, 6, 7),
            date(2023, 7, 7),
            date(2023, 8, 7),
            date(2023, 9, 7),
            date(2023, 10, 11),
            date(2023, 11, 7),
            date(2023, 12, 7),
            date(2024, 1, 8),
        ),
        strict=True,
    )
)
PLANS_DUE = date(2023, 2, 15)


@st.composite
def things_done(draw: st.DrawFn) -> Done:
    reports = draw(st.sets(st.sampled_from([(*place, month) for place in PLACES for month in MONTHS])))
    plans = draw(st.sets(st.sampled_from(PLACES)))
    closed = draw(st.sets(st.sampled_from(list(REGISTER.items)), max_size=2))
    reopened = draw(st.dictionaries(st.sampled_from(list(REGISTER.items)), DAYS, max_size=2))
    closings = {
        item: ((since, since + timedelta(draw(st.integers(1, 120)))),) for item, since in reopened.items()
    }
    return Done(plans, reports, closed=closed, closings=closings)


def counted(done: Done, on: date) -> set[tuple[ItemRef, int, Month | None]]:
    """Place by place, month by month, with the dates of the year written down."""
    found: set[tuple[ItemRef, int, Month | None]] = set()
    for item, unit in PLACES:
        if item in done.closed:
            continue
        spans = done.closings.get(item, ())
        plan_is_open = on >= date(2023, 1, 1) and (item, unit) not in done.plans
        if plan_is_open and not any(since <= PLANS_DUE < until for since, until in spans):
            found.add((item, unit, None))
        for month in MONTHS:
            begins = date(month.year + month.month // 12, month.month % 12 + 1, 1)
            if on < begins or (item, unit, month) in done.reports:
                continue
            if not any(since <= DUE[month] < until for since, until in spans):
                found.add((item, unit, month))
    return found


def places(duties: tuple[Duty, ...]) -> set[tuple[ItemRef, int, Month | None]]:
    return {(duty.item, duty.unit_id, duty.month) for duty in duties}


@given(things_done(), DAYS)
def test_owed_is_what_a_clerk_counts(done: Done, on: date) -> None:
    duties = owed(REGISTER, done, TERMS, on)
    assert len(duties) == len(places(duties))
    assert places(duties) == counted(done, on)


@given(things_done(), DAYS, st.integers(0, 90))
def test_what_becomes_overdue_in_a_span_is_what_fell_due_in_it(done: Done, first: date, days: int) -> None:
    last = first + timedelta(days)

    def late(on: date) -> set[Duty]:
        return {duty for duty in owed(REGISTER, done, TERMS, on) if duty.deadline.on < on}

    fell_due = set(falling_due(REGISTER, TERMS, first - DAY, last - DAY)) if days else set()
    assert late(last) - late(first) == fell_due & late(last)
    assert late(first) <= late(last)


@given(things_done(), st.sampled_from(PLACES), st.sampled_from(MONTHS), DAYS, DAYS)
def test_what_was_returned_is_owed_once_from_its_day_on(
    done: Done, place: tuple[ItemRef, int], month: Month, since: date, on: date
) -> None:
    item, unit = place
    reports = set(done.reports) - {(item, unit, month)}
    sent_back = Done(
        done.plans,
        reports,
        {(item, unit, month): Pending(since, "请补充")},
        {},
        (),
        done.closed,
        done.closings,
    )
    duties = owed(REGISTER, sent_back, TERMS, on)
    here = [duty for duty in duties if (duty.item, duty.unit_id, duty.month) == (*place, month)]
    assert len(here) <= 1
    assert all(duty.kind is DutyKind.RETURNED_REPORT and duty.deadline.on > since for duty in here)
    if item not in done.closed and item not in done.closings:
        assert len(here) == (since <= on)
