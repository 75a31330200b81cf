"""What the office changes in daily life: overrides of the calendar and named settings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from handlers.duties.deadlines import DEFAULT_DAY_OFF_RULE, DayOffRule
from handlers.duties.owed import Terms
from handlers.duties.workdays import Calendar
from handlers.errors import OvertakenError
from handlers.standings.facts import Rules
from handlers.standings.lights import Light, Thresholds
from handlers.standings.looks import Look, Looks
from storage.history import remember, touch
from storage.prepared import Prepared
from storage.rows import CalendarDayRow, PolicyRow
from storage.turns import last_decision, take_turn

CONFIRMED_YEARS = "calendar.confirmed_years"
TOLD_YEARS = "calendar.told_years"
PLAN_RULE = "plan.day_off_rule"
THRESHOLDS = "lights.thresholds"
LOOKS = "lights.look"
_DAYS = Prepared(select(CalendarDayRow.day, CalendarDayRow.working))
_TERMS = Prepared(
    select(PolicyRow.name, PolicyRow.value).where(PolicyRow.name.in_((CONFIRMED_YEARS, PLAN_RULE)))
)


def load_calendar(session: Session) -> Calendar:
    """The working days with the office's overrides."""
    days = {row.day: row.working for row in session.scalars(select(CalendarDayRow))}
    return Calendar(days, frozenset(_value(session, CONFIRMED_YEARS, [])))


def plan_rule(session: Session) -> DayOffRule:
    """What happens to 15 February when it is a day off."""
    return DayOffRule(_value(session, PLAN_RULE, DEFAULT_DAY_OFF_RULE.value))


def load_terms(session: Session, go_live: date | None) -> Terms:
    """By which rules duties fall due; `go_live` is a setting of the environment."""
    session.flush()
    return terms(session.connection(), go_live)


def terms(connection: Connection, go_live: date | None) -> Terms:
    """By which rules duties fall due, for reading."""
    kept = dict(_TERMS.rows(connection))
    calendar = Calendar(dict(_DAYS.rows(connection)), frozenset(kept.get(CONFIRMED_YEARS, ())))
    return Terms(calendar, DayOffRule(kept.get(PLAN_RULE, DEFAULT_DAY_OFF_RULE.value)), go_live)


def set_plan_rule(session: Session, rule: DayOffRule, by: str, now: datetime) -> None:
    set_policy(session, PLAN_RULE, rule.value, by, now)


def light_rules(session: Session) -> Rules:
    """The thresholds, names and colours of the lights."""
    chose = {Light(light): Look(**look) for light, look in _value(session, LOOKS, {}).items()}
    return Rules(Thresholds(**_value(session, THRESHOLDS, {})), Looks(chose))


def set_thresholds(
    session: Session, thresholds: Thresholds, by: str, now: datetime, *, seen: Thresholds | None = None
) -> None:
    """OvertakenError where they are no longer those that the person has `seen`."""
    take_turn(session)
    standing = light_rules(session).thresholds
    if thresholds == standing:
        return
    last = last_decision(session, ("policy.set",), THRESHOLDS, None)
    if seen is not None and standing != seen and last is not None:
        raise OvertakenError(f"灯的界线刚由{last.by}于{{at}}改过，请重新看过再决定", last.at)
    set_policy(session, THRESHOLDS, {"green": thresholds.green, "yellow": thresholds.yellow}, by, now)


def set_look(
    session: Session, light: Light, name: str | None, colour: str | None, by: str, now: datetime
) -> tuple[Look, Look]:
    """Give a light another name or colour; returns its former look and the new one. InputError."""
    take_turn(session)
    looks = light_rules(session).looks
    wanted = looks.changed(light, name, colour)
    if wanted[light] != looks[light]:
        chose = {one.value: {"name": look.name, "colour": look.colour} for one, look in wanted.chose.items()}
        set_policy(session, LOOKS, chose, by, now)
    return looks[light], wanted[light]


def set_day(session: Session, day: date, working: bool, note: str | None, by: str, now: datetime) -> None:
    """Declare one day a working day or a day off."""
    take_turn(session)
    session.merge(CalendarDayRow(day=day, working=working, note=note))
    remember(session, "calendar.set", day.isoformat(), {"working": working, "note": note}, by, now)
    touch(session)


def confirm_year(session: Session, year: int, by: str, now: datetime) -> None:
    """The office has checked this year's calendar: its dates are no longer provisional."""
    take_turn(session)
    years = sorted({*_value(session, CONFIRMED_YEARS, []), year})
    set_policy(session, CONFIRMED_YEARS, years, by, now)


def tell_once(session: Session, year: int, now: datetime) -> bool:
    """Whether the office still has to be told that this year's calendar is provisional; marks it as told."""
    take_turn(session)
    told = _value(session, TOLD_YEARS, [])
    if year in told:
        return False
    set_policy(session, TOLD_YEARS, sorted([*told, year]), "ducha", now)
    return True


def set_policy(session: Session, name: str, value: Any, by: str, now: datetime) -> None:
    session.merge(PolicyRow(name=name, value=value))
    remember(session, "policy.set", name, value, by, now)
    touch(session)


def _value(session: Session, name: str, default: Any) -> Any:
    row = session.get(PolicyRow, name)
    return default if row is None else row.value
