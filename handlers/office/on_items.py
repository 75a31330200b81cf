"""Orders on one item: its reports and plans, its closing, its light, its lead."""

from __future__ import annotations

from handlers.desk.effects import Decision
from handlers.duties.deadlines import returned_deadline
from handlers.ledger.closing import ClosingStep
from handlers.ledger.items import ItemRef
from handlers.ledger.reports import WAITING_PLANS, PlanState, PlanVersion, ReportState, ReportVersion
from handlers.office.acts import (
    DecidePlan,
    ReturnReport,
    SetLight,
    SettleLead,
    TakeStep,
    WavePoints,
)
from handlers.office.case import Case
from handlers.office.orders import Act
from handlers.wording import office as words

_STEPS = {Act.CLOSE: ClosingStep.CLOSED, Act.REFUSE: ClosingStep.REFUSED, Act.REOPEN: ClosingStep.REOPENED}


# Reports


def send_back(case: Case, item: ItemRef) -> Decision:
    """A unit's report on the item goes back with a reason."""
    found = _reports(case, item)
    if not found:
        return Decision(_none_to_return(case, item))
    if len(found) > 1:
        return Decision(words.which_unit(case.order.act, item, _units(case, found)))
    if not case.order.words:
        return Decision(words.why(case.order.act, item, case.name(found[0].key.unit_id)))
    version = found[0]
    unit, month = case.name(version.key.unit_id), version.key.month
    due = returned_deadline(case.today, case.view.calendar)
    said = words.returned(item, unit, month, version.version, case.order.words, due, case.today)
    return Decision(said, (ReturnReport(item, unit, month, version.version, case.order.words),))


def _none_to_return(case: Case, item: ItemRef) -> str:
    back = [
        version.key
        for version in case.view.reports.values()
        if version.key.item == item
        and version.state is ReportState.RETURNED
        and case.order.month in (None, version.key.month)
        and (not case.order.units or version.key.unit_id in case.order.units)
    ]
    if back:
        last = max(back, key=lambda key: key.month)
        return words.returned_already(item, case.name(last.unit_id), last.month)
    return words.nothing_to_return(item, case.order.month)


def _reports(case: Case, item: ItemRef) -> list[ReportVersion]:
    """Of each unit that is meant the newest report that counts, or that of the month."""
    newest: dict[int, ReportVersion] = {}
    for key, version in case.view.reports.items():
        if key.item != item or not version.counts or key.month.year != case.register.year:
            continue
        if case.order.month is not None and key.month != case.order.month:
            continue
        if case.order.units and key.unit_id not in case.order.units:
            continue
        if (before := newest.get(key.unit_id)) is None or before.key.month < key.month:
            newest[key.unit_id] = version
    return [newest[unit_id] for unit_id in sorted(newest)]


def _units(case: Case, found: list[ReportVersion]) -> list[str]:
    return [f"{case.name(one.key.unit_id)}（{one.key.month.month}月）" for one in found]


def wave(case: Case, item: ItemRef) -> Decision:
    """What looked odd in the reports on the item may pass."""
    found = [
        one
        for one in case.desk.points
        if one.item == item
        and (not case.order.units or one.unit_id in case.order.units)
        and case.order.month in (None, one.month)
    ]
    if not found:
        return Decision(words.nothing_to_wave(item))
    acts = tuple(
        WavePoints(item, case.name(one.unit_id), one.month, case.order.words or None) for one in found
    )
    return Decision(words.waved(item, found, case.name), acts)


# Plans


def decide_plan(case: Case, item: ItemRef) -> Decision:
    """The plan that waits is accepted or goes back, or a change of it is."""
    found = [
        plan
        for key, plan in case.view.plans.items()
        if key.item == item
        and plan.state in WAITING_PLANS
        and (not case.order.units or key.unit_id in case.order.units)
    ]
    if not found:
        return Decision(words.no_plan_waits(item))
    if len(found) > 1:
        names = [case.name(one.key.unit_id) for one in found]
        return Decision(words.which_unit(case.order.act, item, names))
    return _on_plan(case, found[0])


def _on_plan(case: Case, plan: PlanVersion) -> Decision:
    item, unit, change = plan.key.item, case.name(plan.key.unit_id), plan.state is PlanState.REQUESTED
    accepted = case.order.act is Act.ACCEPT_PLAN
    if not accepted and not case.order.words:
        return Decision(words.why(case.order.act, item, unit))
    if accepted and change and not (plan.because or case.order.words):
        return Decision(words.why_the_change(item, unit))
    act = DecidePlan(plan.key.year, item, unit, plan.version, accepted, case.order.words)
    return Decision(
        words.plan_decided(item, unit, case.order.words, accepted=accepted, change=change), (act,)
    )


# Items


def take_step(case: Case, item: ItemRef) -> Decision:
    """The item is closed, its closing refused, or it is opened again."""
    step = _STEPS[case.order.act]
    if step is not ClosingStep.CLOSED and not case.order.words:
        return Decision(words.why(case.order.act, item, ""))
    if step is ClosingStep.CLOSED and case.register.items[item].closed:
        return Decision(words.closed_already(item))
    applied = [
        case.name(key.unit_id)
        for key, version in case.view.reports.items()
        if key.item == item and version.state is ReportState.FILED and version.content.finished
    ]
    if step is ClosingStep.CLOSED and not applied and not case.order.confirmed:
        return case.confirm(words.nobody_applied(item))
    act = TakeStep(case.register.year, item, step, case.order.words or None)
    return Decision(words.stepped(item, step, list(dict.fromkeys(applied))), (act, *case.asked_no_more))


def set_light(case: Case, item: ItemRef) -> Decision:
    """A light by hand, or none any more."""
    unit = case.name(case.order.units[0]) if case.order.units else None
    light = case.order.light if case.order.act is Act.LIGHT else None
    if case.order.act is Act.LIGHT and not case.order.words:
        return Decision(words.why(case.order.act, item, unit or ""))
    act = SetLight(case.register.year, item, unit, light, case.order.words, case.order.confirmed)
    return Decision(words.light_set(item, unit, light, case.order.words), (act, *case.asked_no_more))


def settle_lead(case: Case, item: ItemRef) -> Decision:
    """One of the units leads the item."""
    if len(case.order.units) != 1:
        listed = case.register.unit_names(item)
        return Decision(words.which_lead(item, listed))
    unit = case.name(case.order.units[0])
    act = SettleLead(case.register.year, item, unit, case.order.confirmed)
    return Decision(words.lead_settled(item, unit), (act, *case.asked_no_more))
