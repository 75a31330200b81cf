"""Reports, plans, corrections and withdrawals: entries in, outcomes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handlers.checking.checks import check
from handlers.checking.comparing import targets_for
from handlers.checking.falling import falling, goals_of
from handlers.checking.linked import about
from handlers.desk.effects import (
    Ask,
    Effect,
    FilePlan,
    FileReport,
    RaisePoints,
    SetAside,
    SettlePoints,
    Withdraw,
)
from handlers.desk.merging import AmbiguousFigureError, content_of, merged, merged_plan
from handlers.desk.outcomes import (
    Explained,
    Filed,
    MonthFrom,
    Outcome,
    Overtaken,
    Planned,
    Refused,
    Unconfirmed,
    Why,
    Withdrawn,
)
from handlers.desk.placing import Place, closed_year_told, month_of, month_told, not_reportable, place
from handlers.desk.unchanged import carried, counts_one_month, says_unchanged
from handlers.desk.view import LedgerView
from handlers.ledger.items import Item, ItemRef
from handlers.ledger.months import Month
from handlers.ledger.points import ASKS_WHAT_COUNTS, Point, PointKind, PointState
from handlers.ledger.reports import PlanKey, PlanState, ReportContent, ReportKey, ReportState, ReportVersion
from handlers.reading.plans import without_reasons
from handlers.reading.shapes import Entry, Intent, PlanWords, Reading

Told = dict[ReportKey, ReportContent]
"""What a message has said so far."""


def outcomes_of(reading: Reading, text: str, view: LedgerView, today: date) -> tuple[Outcome, ...]:
    """What becomes of each entry. Every item is judged by itself: one refusal holds back no neighbour."""
    results: list[Outcome] = []
    told: Told = {}
    for entry in reading.entries:
        if entry.item is None:
            continue
        stated = entry.month or reading.month or month_told(entry.progress, today)
        where = place(entry.item, stated, text, view)
        if isinstance(where, Refused):
            results.append(where)
            continue
        closed = None if stated else closed_year_told(entry.progress, today, view)
        if closed is not None:
            results.append(Refused(entry.item, Why.YEAR_CLOSED, str(closed)))
            continue
        if reading.intent is Intent.WITHDRAW:
            done = _withdraw(entry.item, stated, where, view, about_plan=reading.about_plan)
            results.append(done if stated else _unless_old(done, today))
        elif entry.plan is not None:
            amends = reading.intent is Intent.AMEND
            results.append(_plan(entry.item, entry, where, view, amends=amends))
        elif reading.intent is Intent.AMEND:
            results.append(_amend(replace(entry, month=stated), entry.item, where, today, view, told))
        else:
            month, month_from = month_of(entry.item, stated, where, today, view)
            key = ReportKey(entry.item, where.unit_id, month)
            file = _as_before if says_unchanged(entry.progress) else _file
            results.append(file(key, where, entry, month_from, view, told, amends=False))
    results += (Refused(item, Why.UNFILLED) for item in reading.unfilled)
    return (*results, *(not_reportable(item, reading.month, text, view) for item in reading.others))


def effects_of(outcomes: tuple[Outcome, ...]) -> tuple[Effect, ...]:
    """What the outcomes change. What is asked about goes last: it is the question that stays open."""
    effects: list[Effect] = []
    for outcome in outcomes:
        match outcome:
            case Filed(key, version, content, _, amends, points, mended):
                effects.append(FileReport(key, version, content, amends, outcome.pending))
                effects += [SettlePoints(key, mended, PointState.CORRECTED)] if mended else []
                effects += [RaisePoints(key, version, points)] if points else []
                effects += [SettlePoints(*agreed, PointState.CORRECTED) for agreed in outcome.agreed]
            case Planned(key, version, words, amends, request, because):
                effects.append(FilePlan(key, version, words, amends, request, because))
            case Withdrawn(key, version, points, _):
                effects.append(Withdraw(key, version, outcome.waited))
                if points and isinstance(key, ReportKey):
                    effects.append(SettlePoints(key, points, PointState.CORRECTED))
            case Explained(key, points, words):
                effects += [SettlePoints(key, points, PointState.EXPLAINED, words)] if points else []
            case Overtaken(key, version):
                effects.append(SetAside(key, version))
            case Refused() | Unconfirmed():
                pass
    asked = tuple(outcome.key.item for outcome in outcomes if isinstance(outcome, Filed) and outcome.points)
    plans = tuple(outcome.key.item for outcome in outcomes if isinstance(outcome, Planned) and outcome.falls)
    if old := [outcome.key for outcome in outcomes if isinstance(outcome, Unconfirmed)]:
        effects.append(Ask(tuple(key.item for key in old), months=tuple(key.month for key in old)))
    if asked or plans:
        about = Ask(asked, points=True, choices=_counts(outcomes)) if asked else Ask(plans, plans=True)
        effects.append(about)
    return tuple(effects)


def _counts(outcomes: tuple[Outcome, ...]) -> tuple[str, ...]:
    """What 1 and 2 answer to the one question whether a figure is one month's."""
    points = [outcome.points for outcome in outcomes if isinstance(outcome, Filed) and outcome.points]
    one = len(points) == 1 and points[0][0].kind is PointKind.MONTHLY_OR_SO_FAR
    return ("本月", "累计") if one else ()


def all_filed(outcomes: tuple[Outcome, ...]) -> bool:
    return all(isinstance(outcome, Filed) for outcome in outcomes)


def _file(
    key: ReportKey,
    where: Place,
    entry: Entry,
    month_from: MonthFrom,
    view: LedgerView,
    told: Told,
    *,
    amends: bool,
) -> Filed | Refused | Overtaken:
    if key in view.overtaken:
        return _overtaken(key, view)
    before = view.standing(key)
    try:
        content = merged(before.content, entry) if before else content_of(entry)
    except AmbiguousFigureError as error:
        return Refused(key.item, Why.WHICH_FIGURE, str(error))
    return filed(key, where, content, month_from, view, told, amends=amends)


def _as_before(
    key: ReportKey,
    where: Place,
    entry: Entry,
    month_from: MonthFrom,
    view: LedgerView,
    told: Told,
    *,
    amends: bool,
) -> Filed | Refused | Overtaken:
    """任务61 同上月，问题：无: last month's report, with what is said besides.

    The words alone, where there is no such report.
    """
    said = replace(entry, progress=None, quantities=(), percent=None)
    if view.counting(key) is not None and key not in view.overtaken:
        if content_of(said) == ReportContent():
            return Refused(key.item, Why.ALREADY_SAID, str(key.month.month))
        return _file(key, where, said, month_from, view, told, amends=amends)
    last = view.counting(replace(key, month=key.month.previous))
    if last is None or key in view.overtaken or last.content.progress is None:
        return _file(key, where, entry, month_from, view, told, amends=amends)
    if counts_one_month(last.content):
        return Refused(key.item, Why.ONE_MONTHS_FIGURE, str(last.key.month.month))
    content = merged(carried(last.content, key.month), said)
    return filed(key, where, content, month_from, view, told, amends=amends)


def filed(
    key: ReportKey,
    where: Place,
    content: ReportContent,
    month_from: MonthFrom,
    view: LedgerView,
    told: Told,
    *,
    amends: bool = False,
) -> Filed:
    """The report as a new version, with what a careful clerk would ask about it."""
    told[key] = content
    points, there = _points(key, content, where, view, told)
    return Filed(
        key,
        view.next_version(key),
        content,
        month_from,
        amends,
        tuple(point for point in points if not any(_is_known(point, one, view) for one in (key, *there))),
        tuple(point for point in view.open_points(key) if not _is_among(point, points)),
        where.register.items[key.item].closed,
        (*_agreed(key, points, there, view), *_start_known(key, content, where, view)),
        _waits_for_head(key.unit_id, where, view),
    )


def _waits_for_head(unit_id: int, where: Place, view: LedgerView) -> bool:
    """Where the unit wants it so; a head who reports answers for it anyway."""
    is_head = view.sender is not None and unit_id in view.sender.head_of
    return where.register.units[unit_id].head_confirms and not is_head


def _points(
    key: ReportKey, content: ReportContent, where: Place, view: LedgerView, told: Told
) -> tuple[tuple[Point, ...], tuple[ReportKey, ...]]:
    """The doubts about a report, and the unit's reports on linked items beside which it was seen."""
    entry = where.register.items[key.item]
    beside: dict[ItemRef, ReportContent] = {}
    for other in entry.linked:
        there = ReportKey(other, key.unit_id, key.month)
        version = view.counting(there)
        if its := told.get(there) or (version.content if version else None):
            beside[other] = its
    points = check(content, key.month, entry.item, view.earlier(key), beside)
    return points, tuple(ReportKey(other, key.unit_id, key.month) for other in beside)


def _agreed(
    key: ReportKey, points: tuple[Point, ...], there: tuple[ReportKey, ...], view: LedgerView
) -> tuple[tuple[ReportKey, tuple[Point, ...]], ...]:
    """Open points on linked items' reports that were about this one's figures, and are so no more."""
    found = []
    for other in there:
        gone = [
            point
            for point in view.open_points(other)
            if about(point, key.item) and not _is_among(point, points)
        ]
        found += [(other, tuple(gone))] if gone else []
    return tuple(found)


def _start_known(
    key: ReportKey, content: ReportContent, where: Place, view: LedgerView
) -> tuple[tuple[ReportKey, tuple[Point, ...]], ...]:
    """Open points on reports of later months, to whose quarter this one gives what was before it."""
    now = ReportVersion(key, view.next_version(key), ReportState.FILED, content)
    found = []
    for later, version in view.reports.items():
        open_ones = [one for one in view.open_points(later) if one.kind is PointKind.UNKNOWN_START]
        if (
            not open_ones
            or (later.item, later.unit_id) != (key.item, key.unit_id)
            or later.month <= key.month
        ):
            continue
        earlier = sorted(
            [*(one for one in view.earlier(later) if one.key != key), now], key=lambda one: one.key.month
        )
        left = check(version.content, later.month, where.register.items[key.item].item, earlier)
        gone = tuple(one for one in open_ones if not _is_among(one, left))
        found += [(later, gone)] if gone else []
    return tuple(found)


def recounted(
    key: ReportKey, own_quarter: bool, answered: tuple[Point, ...], view: LedgerView
) -> Filed | None:
    """The report with the unit's word on what the figures of a quarter count; None where it is gone."""
    before, register = view.counting(key), view.register(key.month.year)
    if before is None or register is None:
        return None
    content = replace(before.content, own_quarter=own_quarter)
    points = check(content, key.month, register.items[key.item].item, view.earlier(key))
    new = tuple(one for one in points if one.kind not in ASKS_WHAT_COUNTS and not _is_known(one, key, view))
    return Filed(key, view.next_version(key), content, MonthFrom.LATEST, True, new, answered)


def _is_known(point: Point, key: ReportKey, view: LedgerView) -> bool:
    """Asked about before and not corrected: it is open, explained or waved through, and not asked again."""
    known = (one for one in view.points.get(key, ()) if one.state is not PointState.CORRECTED)
    return _is_among(point, tuple(one.point for one in known))


def _is_among(point: Point, points: tuple[Point, ...]) -> bool:
    return any((point.kind, point.subject) == (other.kind, other.subject) for other in points)


def _amend(entry: Entry, item: ItemRef, where: Place, today: date, view: LedgerView, told: Told) -> Outcome:
    standing = _standing(item, entry.month, where, view, returned=True)
    if standing is not None:
        month_from = MonthFrom.STATED if entry.month else MonthFrom.LATEST
        return _file(standing.key, where, entry, month_from, view, told, amends=True)
    if entry.progress is None:  # a bare figure with nothing to correct says too little to be a report
        return Refused(item, Why.NOTHING_TO_AMEND, str(entry.month or ""))
    month, month_from = month_of(item, entry.month, where, today, view)
    return _file(ReportKey(item, where.unit_id, month), where, entry, month_from, view, told, amends=False)


def _plan(item: ItemRef, entry: Entry, where: Place, view: LedgerView, *, amends: bool) -> Outcome:
    """File a plan, or ask for a change of the baseline. The reason of a request may come by itself, later."""
    key = PlanKey(item, where.unit_id, where.register.year)
    words, because = entry.plan or PlanWords(), entry.cause
    before = view.plans.get(key)
    if key in view.overtaken and before is not None:
        return Overtaken(key, before.version, before.stands is None)
    stands = before.stands if before else None
    if before is not None and before.baseline is not None:
        words, told = without_reasons(words)
        because = because or told
    if stands is not None:
        words = merged_plan(stands, words, _aims(item, where))
    elif amends:
        return Refused(item, Why.NOTHING_TO_AMEND)
    request = before is not None and before.baseline is not None
    if request and before is not None and words == before.baseline:
        if before.state is PlanState.REQUESTED:  # back to what is locked
            return Withdrawn(key, before.version, request=True)
        return Refused(item, Why.NOTHING_CHANGED)
    if before is not None and before.state is PlanState.REQUESTED:
        because = because or before.because
    version, baseline = (before.version + 1, before.baseline) if before else (1, None)
    again = before is not None and before.state is PlanState.RETURNED
    entered = where.register.items[item]
    for_all = where.unit_id in (entered.lead_id, *entered.unit_ids[:1])
    falls = _falls(words, stands, entered.item, for_all=for_all)
    goals = goals_of(words, entered.item.indicators)
    return Planned(key, version, words, amends, request, because, baseline, again, falls, goals)


def _falls(words: PlanWords, stands: PlanWords | None, item: Item, *, for_all: bool) -> tuple[str, ...]:
    """Goals that fall or end too low, without those that fell before and were asked about."""
    known = falling(stands, item.indicators, for_all=for_all) if stands is not None else ()
    found = falling(words, item.indicators, for_all=for_all)
    return tuple(said for said in found if said not in known)


def _aims(item: ItemRef, where: Place) -> tuple[tuple[float, str], ...]:
    targets = targets_for(where.register.items[item].item.indicators)
    return tuple((target.value, target.unit) for target in targets if target.value is not None)


def _withdraw(
    item: ItemRef, month: Month | None, where: Place, view: LedgerView, *, about_plan: bool
) -> Outcome:
    plan = view.plans.get(PlanKey(item, where.unit_id, where.register.year))
    standing = None if about_plan else _standing(item, month, where, view)
    if about_plan and plan is not None and plan.state is PlanState.ACCEPTED:
        return Refused(item, Why.PLAN_LOCKED)
    stands = plan if about_plan and plan is not None and plan.counts else standing
    if stands is None:
        return Refused(item, Why.NOTHING_TO_WITHDRAW, "计划" if about_plan else "")
    if stands.key in view.overtaken:
        return Overtaken(stands.key, stands.version)
    points = view.open_points(stands.key) if isinstance(stands.key, ReportKey) else ()
    waited = isinstance(stands, ReportVersion) and stands.waits_for_head
    return Withdrawn(stands.key, stands.version, points, stands.state is PlanState.REQUESTED, waited)


def _unless_old(done: Outcome, today: date) -> Outcome:
    """What is neither of this month nor of the one before may not be meant: it is asked about first."""
    if isinstance(done, Withdrawn) and isinstance(done.key, ReportKey):
        return Unconfirmed(done.key) if done.key.month < Month.of(today).previous else done
    return done


def _overtaken(key: ReportKey, view: LedgerView) -> Overtaken:
    return Overtaken(key, view.next_version(key) - 1, view.counting(key) is None)


def _standing(
    item: ItemRef, month: Month | None, where: Place, view: LedgerView, *, returned: bool = False
) -> ReportVersion | None:
    if month is None:
        return view.latest(item, where.unit_id, where.register, returned=returned)
    key = ReportKey(item, where.unit_id, month)
    return view.standing(key) if returned else view.counting(key)
