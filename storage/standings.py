"""The standing of a day, from the facts that the database held then.

The number of statements does not grow with the reports; of very many items, earlier reports come in portions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Text, and_, cast, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from handlers.duties.deadlines import local_day
from handlers.ledger.closing import ClosingStep
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.register import Register
from handlers.ledger.reports import PlanState, ReportVersion
from handlers.reading.shapes import PlanWords
from handlers.standings.drawing import draw, incomplete
from handlers.standings.facts import Baseline, Facts, HandSet, Place, Rules
from handlers.standings.picture import Standing, judged_month
from storage.goals import unpack_goals
from storage.policy import light_rules
from storage.registers import load_register, newest_year
from storage.rows import ClosingRow, HandLightRow, IndicatorRow, ItemRow, PlanRow, ReportRow
from storage.undisturbed import undisturbed
from storage.views import REPORT_COLUMNS, version_of

_MANY = 500  # items in one statement: both databases limit the number of values


@undisturbed()
def standing_on(
    connection: Connection, year: int | None, day: date, zone: tzinfo, rules: Rules | None = None
) -> tuple[Register, Standing]:
    """How a ledger year stood in the evening of a day, by the office's rules or by `rules`.

    Without a year the newest one up to that day. InputError where there is none.
    """
    at = datetime.combine(day + timedelta(days=1), time(), zone) - timedelta(microseconds=1)
    with Session(connection) as session:
        register = load_register(session, year or newest_year(session, day)).on(day)
        rules = rules or light_rules(session)
    return register, draw(register, facts_at(connection, register, at, zone), rules, day)


@undisturbed()
def standing_of_month(
    connection: Connection, month: Month, decided_by: datetime, reported_by: datetime, zone: tzinfo
) -> tuple[Register, Standing]:
    """How a month of its ledger year stands at its end: what a bulletin on that month shows.

    What the office has decided (plans, closings, lights) counts up to one moment, what units have reported on
    the month up to another: a correction shows later reports, and nothing else that is newer. InputError.
    """
    with Session(connection) as session:
        register = load_register(session, month.year).on(local_day(decided_by, zone))
        rules = light_rules(session)
    facts = facts_at(connection, register, decided_by, zone, month)
    if reported_by != decided_by:
        later = facts_at(connection, register, reported_by, zone, month)
        facts = replace(facts, reports=later.reports, returned=later.returned, pending=later.pending)
    return register, draw(register, facts, rules, month.last_day)


def rules_of(connection: Connection) -> Rules:
    """What the office has set of the lights, for reading."""
    with Session(connection) as session:
        return light_rules(session)


def facts_at(
    connection: Connection, register: Register, at: datetime, zone: tzinfo, month: Month | None = None
) -> Facts:
    """What the ledger year held at a moment: later versions, decisions and steps are left out.

    Reports up to a `month`; by default the one that is judged at that moment.
    """
    names = {entry.id: ref for ref, entry in register.items.items()}
    month = month or judged_month(register.year, local_day(at, zone))
    steps = _last_steps(connection, names, at)
    filed_plans, returned_plans = _filed_plans(connection, names, at)
    returned, pending = _held_up(connection, names, month, at)
    facts = Facts(
        plans=_baselines(connection, names, at),
        filed_plans=filed_plans,
        returned_plans=returned_plans,
        returned=returned,
        pending=pending,
        reports=_newest(connection, names, month, at),
        closed={
            ref: local_day(step.at, zone) for ref, step in steps.items() if step.step is ClosingStep.CLOSED
        },
        by_hand=_by_hand(connection, names, at),
        shared=_shared(connection, register, names),
    )
    facts = replace(facts, applied=_applied(connection, register, names, steps, at))
    if month is None:
        return facts
    earlier = _with_figures(connection, names, incomplete(register, facts), month, at)
    return replace(
        facts,
        reports={place: _joined(earlier.get(place, []), newest) for place, newest in facts.reports.items()},
    )


def _joined(earlier: Sequence[ReportVersion], newest: tuple[ReportVersion, ...]) -> tuple[ReportVersion, ...]:
    return (*(one for one in earlier if one.key.month < newest[-1].key.month), *newest)


def _counted(at: datetime, reports: type[ReportRow] = ReportRow) -> ColumnElement[bool]:
    """Filed, where need be confirmed by the head, and not moved on by then."""
    confirmed = or_(reports.needs_head.is_(False), reports.confirmed_at <= at)
    unmoved = or_(reports.moved_at.is_(None), reports.moved_at > at)
    return and_(reports.filed_at <= at, confirmed, unmoved)


def _baselines(connection: Connection, names: dict[int, ItemRef], at: datetime) -> dict[Place, Baseline]:
    statement = select(
        PlanRow.item_id,
        PlanRow.unit_id,
        PlanRow.version,
        cast(PlanRow.goals, Text),
        *(getattr(PlanRow, name) for name in PlanWords.__slots__),
    ).where(
        PlanRow.state.in_((PlanState.ACCEPTED, PlanState.SUPERSEDED)),
        PlanRow.decided_at <= at,
        or_(PlanRow.moved_at.is_(None), PlanRow.moved_at > at),
    )
    return {
        (names[item_id], unit_id): Baseline(version, PlanWords(*words), unpack_goals(goals))
        for item_id, unit_id, version, goals, *words in connection.execute(statement).all()
        if item_id in names
    }


def _filed_plans(
    connection: Connection, names: dict[int, ItemRef], at: datetime
) -> tuple[frozenset[Place], frozenset[Place]]:
    """Whose plan waits for the office, and whose was sent back and has not come again."""
    undecided = or_(PlanRow.decided_at.is_(None), PlanRow.decided_at > at)
    waits = and_(PlanRow.filed_at <= at, undecided, or_(PlanRow.moved_at.is_(None), PlanRow.moved_at > at))
    statement = (
        select(PlanRow.item_id, PlanRow.unit_id, waits.label("waits"))
        .where(or_(waits, _sent_back(PlanRow, at)))
        .order_by(PlanRow.version)
    )
    last = {
        (names[row.item_id], row.unit_id): bool(row.waits)
        for row in connection.execute(statement)
        if row.item_id in names
    }
    return (
        frozenset(place for place, waiting in last.items() if waiting),
        frozenset(place for place, waiting in last.items() if not waiting),
    )


def _sent_back(table: type[PlanRow | ReportRow], at: datetime) -> ColumnElement[bool]:
    return and_(table.reason.is_not(None), table.decided_at <= at)


def _held_up(
    connection: Connection, names: dict[int, ItemRef], month: Month | None, at: datetime
) -> tuple[frozenset[Place], frozenset[Place]]:
    """Whose report of the month was sent back (it may have come again), and whose waits for the head."""
    waits = and_(
        ReportRow.needs_head,
        ReportRow.filed_at <= at,
        or_(ReportRow.confirmed_at.is_(None), ReportRow.confirmed_at > at),
        or_(ReportRow.moved_at.is_(None), ReportRow.moved_at > at),
    )
    statement = select(ReportRow.item_id, ReportRow.unit_id, waits.label("waits")).where(
        ReportRow.month == str(month), or_(_sent_back(ReportRow, at), waits)
    )
    rows = [row for row in connection.execute(statement) if row.item_id in names]
    return (
        frozenset((names[row.item_id], row.unit_id) for row in rows if not row.waits),
        frozenset((names[row.item_id], row.unit_id) for row in rows if row.waits),
    )


def _newest(
    connection: Connection, names: dict[int, ItemRef], month: Month | None, at: datetime
) -> dict[Place, tuple[ReportVersion, ...]]:
    """The newest counting report of every place up to the month."""
    if month is None:
        return {}
    newest = (
        select(ReportRow.item_id, ReportRow.unit_id, func.max(ReportRow.month).label("month"))
        .where(ReportRow.month.between(f"{month.year}-01", str(month)), _counted(at))
        .group_by(ReportRow.item_id, ReportRow.unit_id)
        .subquery()
    )
    statement = (
        select(*REPORT_COLUMNS)
        .join(
            newest,
            and_(
                ReportRow.item_id == newest.c.item_id,
                ReportRow.unit_id == newest.c.unit_id,
                ReportRow.month == newest.c.month,
            ),
        )
        .where(_counted(at))
    )
    return {
        (names[row[0]], row[1]): (version_of(row, names[row[0]]),)
        for row in connection.execute(statement).all()
        if row[0] in names
    }


def _with_figures(
    connection: Connection,
    names: dict[int, ItemRef],
    places: Mapping[Place, bool],
    month: Month,
    at: datetime,
) -> dict[Place, list[ReportVersion]]:
    """The counting reports of these places up to the month that have figures, oldest first."""
    ids = {ref: number for number, ref in names.items()}
    figures = cast(ReportRow.quantities, Text) != "[]"
    found: dict[Place, list[ReportVersion]] = {}
    for shares, told in ((False, figures), (True, or_(figures, ReportRow.percent.is_not(None)))):
        wanted = sorted({ids[ref] for (ref, _), also in places.items() if also is shares})
        for start in range(0, len(wanted), _MANY):
            statement = (
                select(*REPORT_COLUMNS)
                .where(
                    ReportRow.item_id.in_(wanted[start : start + _MANY]),
                    ReportRow.month.between(f"{month.year}-01", str(month)),
                    _counted(at),
                    told,
                )
                .order_by(ReportRow.month)
            )
            for row in connection.execute(statement).all():
                place = (names[row[0]], row[1])
                if places.get(place) is shares:
                    found.setdefault(place, []).append(version_of(row, place[0]))
    return found


def _last_steps(connection: Connection, names: dict[int, ItemRef], at: datetime) -> dict[ItemRef, Row[Any]]:
    """The office's last step with each item."""
    last = select(func.max(ClosingRow.id)).where(ClosingRow.at <= at).group_by(ClosingRow.item_id)
    rows = connection.execute(select(ClosingRow.__table__).where(ClosingRow.id.in_(last)))
    return {names[row.item_id]: row for row in rows if row.item_id in names}


def _applied(
    connection: Connection,
    register: Register,
    names: dict[int, ItemRef],
    steps: Mapping[ItemRef, Row[Any]],
    at: datetime,
) -> frozenset[Place]:
    """Whose newest report, also on the running month, says that all is done; after the office's last step."""
    later = aliased(ReportRow)
    in_year = f"{register.year}-"
    overtaken = exists().where(
        later.item_id == ReportRow.item_id,
        later.unit_id == ReportRow.unit_id,
        later.month > ReportRow.month,
        later.month.startswith(in_year),
        _counted(at, later),
    )
    statement = select(ReportRow.item_id, ReportRow.unit_id, ReportRow.filed_at).where(
        ReportRow.month.startswith(in_year), _counted(at), ReportRow.finished, ~overtaken
    )
    claims = [(names[row.item_id], row) for row in connection.execute(statement) if row.item_id in names]
    return frozenset(
        (ref, row.unit_id)
        for ref, row in claims
        if (step := steps.get(ref)) is None
        or (step.step is not ClosingStep.CLOSED and row.filed_at > step.at)
    )


def _by_hand(
    connection: Connection, names: dict[int, ItemRef], at: datetime
) -> dict[tuple[ItemRef, int | None], HandSet]:
    statement = (
        select(HandLightRow.__table__)
        .where(HandLightRow.at <= at, or_(HandLightRow.lifted_at.is_(None), HandLightRow.lifted_at > at))
        .order_by(HandLightRow.id)
    )
    return {
        (names[row.item_id], row.unit_id): HandSet(row.light, row.reason, row.by, row.at)
        for row in connection.execute(statement)
        if row.item_id in names
    }


def _shared(
    connection: Connection, register: Register, names: dict[int, ItemRef]
) -> frozenset[tuple[ItemRef, int]]:
    statement = (
        select(IndicatorRow.item_id, IndicatorRow.position)
        .join(ItemRow, ItemRow.id == IndicatorRow.item_id)
        .where(ItemRow.notice_id == register.notice_id, IndicatorRow.shared)
    )
    rows = connection.execute(statement)
    return frozenset((names[row.item_id], row.position) for row in rows if row.item_id in names)
