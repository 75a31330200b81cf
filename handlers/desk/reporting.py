"""Reports, plans, corrections and withdrawals: entries in, outcomes out."""

from __future__ import annotations

from datetime import date

from handlers.desk.effects import Effect, FilePlan, FileReport, SetAside, Withdraw
from handlers.desk.merging import AmbiguousFigureError, content_of, merged, merged_plan
from handlers.desk.outcomes import Filed, MonthFrom, Outcome, Overtaken, Planned, Refused, Why, Withdrawn
from handlers.desk.placing import Place, closed_year_told, month_of, not_reportable, place
from handlers.desk.view import LedgerView
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.reports import PlanKey, PlanState, ReportKey, ReportVersion
from handlers.reading.shapes import Entry, Intent, PlanWords, Reading


def outcomes_of(reading: Reading, text: str, view: LedgerView, today: date) -> tuple[Outcome, ...]:
    """What becomes of each entry. Every item is judged by itself: one refusal holds back no neighbour."""
    results: list[Outcome] = []
    for entry in reading.entries:
        if entry.item is None:
            continue
        where = place(entry.item, entry.month or reading.month, text, view)
        if isinstance(where, Refused):
            results.append(where)
            continue
        stated = entry.month or reading.month
        closed = None if stated else closed_year_told(entry.progress, today, view)
        if closed is not None:
            results.append(Refused(entry.item, Why.YEAR_CLOSED, str(closed)))
            continue
        if reading.intent is Intent.WITHDRAW:
            results.append(_withdraw(entry.item, stated, where, view, about_plan=reading.about_plan))
        elif entry.plan is not None:
            amends = reading.intent is Intent.AMEND
            results.append(_plan(entry.item, entry.plan, where, view, amends=amends))
        elif reading.intent is Intent.AMEND:
            results.append(_amend(entry.item, entry, where, today, view))
        else:
            month, month_from = month_of(entry.item, stated, where, today, view)
            key = ReportKey(entry.item, where.unit_id, month)
            results.append(_file(key, entry, month_from, view, amends=False))
    return (*results, *(not_reportable(item, reading.month, text, view) for item in reading.others))


def effects_of(outcomes: tuple[Outcome, ...]) -> tuple[Effect, ...]:
    effects: list[Effect] = []
    for outcome in outcomes:
        match outcome:
            case Filed(key, version, content, _, amends):
                effects.append(FileReport(key, version, content, amends))
            case Planned(key, version, words, amends, request):
                effects.append(FilePlan(key, version, words, amends, request))
            case Withdrawn(key, version):
                effects.append(Withdraw(key, version))
            case Overtaken(key, version):
                effects.append(SetAside(key, version))
            case Refused():
                pass
    return tuple(effects)


def _file(
    key: ReportKey, entry: Entry, month_from: MonthFrom, view: LedgerView, *, amends: bool
) -> Filed | Refused | Overtaken:
    if key in view.overtaken:
        return _overtaken(key, view)
    before = view.counting(key)
    try:
        content = merged(before.content, entry) if before else content_of(entry)
    except AmbiguousFigureError as error:
        return Refused(key.item, Why.WHICH_FIGURE, str(error))
    return Filed(key, view.next_version(key), content, month_from, amends)


def _amend(item: ItemRef, entry: Entry, where: Place, today: date, view: LedgerView) -> Outcome:
    standing = _standing(item, entry.month, where, view)
    if standing is not None:
        month_from = MonthFrom.STATED if entry.month else MonthFrom.LATEST
        return _file(standing.key, entry, month_from, view, amends=True)
    if entry.progress is None:  # a bare figure with nothing to correct says too little to be a report
        return Refused(item, Why.NOTHING_TO_AMEND, str(entry.month or ""))
    month, month_from = month_of(item, entry.month, where, today, view)
    return _file(ReportKey(item, where.unit_id, month), entry, month_from, view, amends=False)


def _plan(item: ItemRef, words: PlanWords, where: Place, view: LedgerView, *, amends: bool) -> Outcome:
    key = PlanKey(item, where.unit_id, where.register.year)
    before = view.plans.get(key)
    if key in view.overtaken and before is not None:
        return Overtaken(key, before.version, before.stands is None)
    stands = before.stands if before else None
    if stands is not None:
        words = merged_plan(stands, words)
    elif amends:
        return Refused(item, Why.NOTHING_TO_AMEND)
    request = before is not None and before.baseline is not None
    return Planned(key, before.version + 1 if before else 1, words, amends, request)


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
    return Withdrawn(stands.key, stands.version)


def _overtaken(key: ReportKey, view: LedgerView) -> Overtaken:
    return Overtaken(key, view.next_version(key) - 1, view.counting(key) is None)


def _standing(item: ItemRef, month: Month | None, where: Place, view: LedgerView) -> ReportVersion | None:
    if month is None:
        return view.latest(item, where.unit_id, where.register)
    return view.counting(ReportKey(item, where.unit_id, month))
