"""What follows from an order. Only the office's orders come here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from handlers.bulletins.bulletin import BulletinKind
from handlers.desk.effects import Ask, Decision, StopAsking
from handlers.desk.view import LedgerView, Needs
from handlers.duties.deadlines import returned_deadline
from handlers.ledger.closing import ClosingStep
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.ledger.register import Register
from handlers.ledger.reports import WAITING_PLANS, PlanState, PlanVersion, ReportState, ReportVersion
from handlers.office.acts import (
    AcceptPlans,
    Announce,
    CheckReports,
    DecidePlan,
    DecideRequest,
    DraftBulletin,
    ReturnReport,
    SetLight,
    SettleLead,
    SwitchHead,
    TakeStep,
    Urge,
    WavePoints,
)
from handlers.office.asking import answered
from handlers.office.desk import OfficeDesk
from handlers.office.drawing_lots import draw
from handlers.office.orders import Act, Order
from handlers.wording import confirming, joining
from handlers.wording import office as words


def ordered(order: Order, desk: OfficeDesk, view: LedgerView, today: date, limit: int) -> Decision:
    """The answer and what changes; where something is missing, what is missing."""
    register = _register(order, view)
    case = _Case(order, desk, view, register, today, limit)
    if unknown := [item for item in order.items if item not in register.items]:
        return Decision(words.no_such_item(unknown[0], register.year))
    if order.act.asks:
        return Decision(answered(order, desk, register, today, limit))
    return case.decide()


def _register(order: Order, view: LedgerView) -> Register:
    """The open year that has the month, else the newest one that has the items."""
    years = sorted(view.registers, key=lambda one: -one.year)
    if order.month and (found := view.register(order.month.year)):
        return found
    return next((one for one in years if all(item in one.items for item in order.items)), years[0])


@dataclass(frozen=True, slots=True)
class _Case:
    order: Order
    desk: OfficeDesk
    view: LedgerView
    register: Register
    today: date
    limit: int

    def decide(self) -> Decision:
        match self.order.act:
            case Act.URGE:
                return self._urge()
            case Act.ANNOUNCE:
                return self._announce()
            case Act.ACCEPT_PLANS:
                return self._accept_plans()
            case Act.DRAFT:
                return self._draft()
            case Act.SPOT_CHECK:
                return self._spot_check()
            case Act.HEAD_CONFIRMS | Act.JOIN_ACCEPT | Act.JOIN_REFUSE:
                return self._on_people()
        if len(self.order.items) != 1:
            return Decision(words.usage(self.order.act, several=len(self.order.items) > 1))
        return self._on_item(self.order.items[0])

    def _on_item(self, item: ItemRef) -> Decision:
        match self.order.act:
            case Act.RETURN:
                return self._return(item)
            case Act.WAVE:
                return self._wave(item)
            case Act.ACCEPT_PLAN | Act.RETURN_PLAN:
                return self._plan(item)
            case Act.CLOSE | Act.REFUSE | Act.REOPEN:
                return self._step(item)
            case Act.LEAD:
                return self._lead(item)
            case _:
                return self._light(item)

    # Reports

    def _return(self, item: ItemRef) -> Decision:
        found = self._reports(item)
        if not found:
            return Decision(self._none_to_return(item))
        if len(found) > 1:
            return Decision(words.which_unit(self.order.act, item, self._units(found)))
        if not self.order.words:
            return Decision(words.why(self.order.act, item, self._name(found[0].key.unit_id)))
        version = found[0]
        unit, month = self._name(version.key.unit_id), version.key.month
        due = returned_deadline(self.today, self.view.calendar)
        said = words.returned(item, unit, month, version.version, self.order.words, due, self.today)
        return Decision(said, (ReturnReport(item, unit, month, version.version, self.order.words),))

    def _none_to_return(self, item: ItemRef) -> str:
        back = [
            version.key
            for version in self.view.reports.values()
            if version.key.item == item
            and version.state is ReportState.RETURNED
            and self.order.month in (None, version.key.month)
            and (not self.order.units or version.key.unit_id in self.order.units)
        ]
        if back:
            last = max(back, key=lambda key: key.month)
            return words.returned_already(item, self._name(last.unit_id), last.month)
        return words.nothing_to_return(item, self.order.month)

    def _reports(self, item: ItemRef) -> list[ReportVersion]:
        """Of each unit that is meant the newest report that counts, or that of the month."""
        newest: dict[int, ReportVersion] = {}
        for key, version in self.view.reports.items():
            if key.item != item or not version.counts or key.month.year != self.register.year:
                continue
            if self.order.month is not None and key.month != self.order.month:
                continue
            if self.order.units and key.unit_id not in self.order.units:
                continue
            if (before := newest.get(key.unit_id)) is None or before.key.month < key.month:
                newest[key.unit_id] = version
        return [newest[unit_id] for unit_id in sorted(newest)]

    def _units(self, found: list[ReportVersion]) -> list[str]:
        return [f"{self._name(one.key.unit_id)}（{one.key.month.month}月）" for one in found]

    def _wave(self, item: ItemRef) -> Decision:
        found = [
            one
            for one in self.desk.points
            if one.item == item
            and (not self.order.units or one.unit_id in self.order.units)
            and self.order.month in (None, one.month)
        ]
        if not found:
            return Decision(words.nothing_to_wave(item))
        acts = tuple(
            WavePoints(item, self._name(one.unit_id), one.month, self.order.words or None) for one in found
        )
        return Decision(words.waved(item, found, self._name), acts)

    # Plans

    def _plan(self, item: ItemRef) -> Decision:
        found = [
            plan
            for key, plan in self.view.plans.items()
            if key.item == item
            and plan.state in WAITING_PLANS
            and (not self.order.units or key.unit_id in self.order.units)
        ]
        if not found:
            return Decision(words.no_plan_waits(item))
        if len(found) > 1:
            names = [self._name(one.key.unit_id) for one in found]
            return Decision(words.which_unit(self.order.act, item, names))
        return self._on_plan(found[0])

    def _on_plan(self, plan: PlanVersion) -> Decision:
        item, unit, change = plan.key.item, self._name(plan.key.unit_id), plan.state is PlanState.REQUESTED
        accepted = self.order.act is Act.ACCEPT_PLAN
        if not accepted and not self.order.words:
            return Decision(words.why(self.order.act, item, unit))
        if accepted and change and not (plan.because or self.order.words):
            return Decision(words.why_the_change(item, unit))
        act = DecidePlan(plan.key.year, item, unit, plan.version, accepted, self.order.words)
        return Decision(
            words.plan_decided(item, unit, self.order.words, accepted=accepted, change=change), (act,)
        )

    def _accept_plans(self) -> Decision:
        plans = self.desk.waiting.plans
        if not plans:
            return Decision(words.NO_PLANS_WAIT)
        if not self.order.confirmed:
            return self._confirm(words.would_accept(plans))
        return Decision(words.accepted_all(len(plans)), (AcceptPlans(self.register.year), StopAsking()))

    # Items

    def _step(self, item: ItemRef) -> Decision:
        step = _STEPS[self.order.act]
        if step is not ClosingStep.CLOSED and not self.order.words:
            return Decision(words.why(self.order.act, item, ""))
        if step is ClosingStep.CLOSED and self.register.items[item].closed:
            return Decision(words.closed_already(item))
        applied = [
            self._name(key.unit_id)
            for key, version in self.view.reports.items()
            if key.item == item and version.state is ReportState.FILED and version.content.finished
        ]
        if step is ClosingStep.CLOSED and not applied and not self.order.confirmed:
            return self._confirm(words.nobody_applied(item))
        act = TakeStep(self.register.year, item, step, self.order.words or None)
        done = (StopAsking(),) if self.order.confirmed else ()
        return Decision(words.stepped(item, step, list(dict.fromkeys(applied))), (act, *done))

    def _light(self, item: ItemRef) -> Decision:
        unit = self._name(self.order.units[0]) if self.order.units else None
        light = self.order.light if self.order.act is Act.LIGHT else None
        if self.order.act is Act.LIGHT and not self.order.words:
            return Decision(words.why(self.order.act, item, unit or ""))
        act = SetLight(self.register.year, item, unit, light, self.order.words, self.order.confirmed)
        return Decision(words.light_set(item, unit, light, self.order.words), (act, *self._asked_no_more))

    def _lead(self, item: ItemRef) -> Decision:
        if len(self.order.units) != 1:
            listed = self.register.unit_names(item)
            return Decision(words.which_lead(item, listed))
        unit = self._name(self.order.units[0])
        act = SettleLead(self.register.year, item, unit, self.order.confirmed)
        return Decision(words.lead_settled(item, unit), (act, *self._asked_no_more))

    @property
    def _asked_no_more(self) -> tuple[StopAsking, ...]:
        return (StopAsking(),) if self.order.confirmed else ()

    # What goes to many

    def _urge(self) -> Decision:
        fresh = [one for one in self.desk.urgeable if not one.today]
        if not fresh:
            return Decision(words.nobody_to_urge(self.desk, self._name))
        about = words.about(self.order, self._name)
        if len(fresh) > 1 and not self.order.confirmed:
            return self._confirm(words.would_urge(self.desk, self._name, self.limit))
        act = Urge(tuple(one.person_id for one in fresh), about)
        done = (StopAsking(),) if self.order.confirmed else ()
        return Decision(words.urged(self.desk, self._name), (act, *done))

    def _announce(self) -> Decision:
        head, text = _addressed(self.order.words)
        groups = {
            number: name for number, (name, purpose) in self.desk.groups.items() if head in {name, purpose}
        }
        if not text:
            return Decision(words.usage(self.order.act))
        if not groups:
            return Decision(words.no_group(head, [name for name, _ in self.desk.groups.values()]))
        if not self.order.confirmed:
            return self._confirm(words.would_announce(list(groups.values()), text, self.desk))
        act = Announce(tuple(groups), text)
        return Decision(words.announced(list(groups.values()), self.desk), (act, StopAsking()))

    def _draft(self) -> Decision:
        kind = words.kind_of_bulletin(self.order.words, self.order.items)
        if kind is None or (kind is BulletinKind.MAJOR and len(self.order.items) != 1):
            return Decision(words.usage(self.order.act))
        month = self.order.month or Month.of(self.today).previous
        return Decision(words.drafting(kind), (DraftBulletin(kind, month, self.order.items),))

    def _spot_check(self) -> Decision:
        """So many reports, or those on the items that are named; shown with the seed before it is done."""
        count = self.order.count
        if not 0 < count <= _MOST_CHECKED:
            return Decision(words.usage(self.order.act))
        seed = f"{self.today:%Y%m%d}-{count}"
        drawn = draw(self.desk.lots, count, seed)
        if not drawn:
            return Decision(words.NOTHING_TO_CHECK)
        due = self.view.calendar.add_working_days(self.today, CHECK_DAYS)
        if not self.order.confirmed:
            return self._confirm(words.would_check(drawn, seed, due, self._name, self.desk))
        reports = tuple((lot.item, lot.unit_id, lot.month) for lot in drawn)
        act = CheckReports(self.register.year, reports, self.order.words or words.CHECK, due, seed)
        return Decision(words.checking(drawn, due, self.desk), (act, StopAsking()))

    def _on_people(self) -> Decision:
        return self._head_confirms() if self.order.act is Act.HEAD_CONFIRMS else self._requests()

    def _head_confirms(self) -> Decision:
        off = re.search("关|停|取消|不用", self.order.words)
        on = re.search("开|启|要|打开", self.order.words)
        if len(self.order.units) != 1 or not (on or off):
            return Decision(confirming.usage())
        unit = self._name(self.order.units[0])
        said = confirming.switched(unit, self.desk.heads, self.desk.pending, on=not off)
        return Decision(said, (SwitchHead(unit, not off),))

    def _requests(self) -> Decision:
        agreed = self.order.act is Act.JOIN_ACCEPT
        known = self.desk.requests
        numbers = self.order.numbers or tuple(one.number for one in known if len(known) == 1)
        if not numbers:
            return Decision(joining.which(known, agreed=agreed))
        if not agreed and not self.order.words:
            return Decision(joining.why_not(numbers[0]))
        found = [one for one in known if one.number in numbers]
        acts = tuple(DecideRequest(number, agreed, self.order.words) for number in numbers)
        return Decision(joining.decided(found, agreed=agreed), acts)

    def _confirm(self, what: str) -> Decision:
        return Decision(f"{what}\n回“确认”执行，回“取消”作罢。", (Ask((), keep_message=True, confirms=True),))

    def _name(self, unit_id: int) -> str:
        return self.register.units[unit_id].name


def _addressed(text: str) -> tuple[str, str]:
    """全体：明天开会: to whom and what; without a head it is for everybody."""
    found = re.match(r"\s*([^：:，,。\n]{1,20})[：:]\s*(.+)", text, re.DOTALL)
    return (found[1].strip(), found[2].strip()) if found else (EVERYBODY, text.strip())


CHECK_DAYS = 5  # working days for the answer to a spot check
_MOST_CHECKED = 20
EVERYBODY = "全体"
_STEPS = {Act.CLOSE: ClosingStep.CLOSED, Act.REFUSE: ClosingStep.REFUSED, Act.REOPEN: ClosingStep.REOPENED}


_LOOKS_AT_REPORTS = frozenset({Act.RETURN, Act.CLOSE})
_LOOKS_AT_PLANS = frozenset({Act.ACCEPT_PLAN, Act.RETURN_PLAN})


def needs_of_order(order: Order) -> Needs:
    """Which versions an order looks at: of all units."""
    if order.act in _LOOKS_AT_REPORTS:
        return Needs(order.items, None, any_unit=True)
    if order.act in _LOOKS_AT_PLANS:
        return Needs(order.items, (), any_unit=True, plans=True)
    return Needs()
