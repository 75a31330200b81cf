"""What follows from an order. Only the office's orders come here, and the questions of leaders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from handlers.desk.bulletin_words import When
from handlers.desk.effects import Decision
from handlers.desk.view import LedgerView, Needs
from handlers.ledger.items import ItemRef
from handlers.ledger.register import Register
from handlers.office.asking import answered
from handlers.office.case import Case
from handlers.office.desk import OfficeDesk
from handlers.office.on_items import decide_plan, send_back, set_light, settle_lead, take_step, wave
from handlers.office.on_people import head_confirms, requests
from handlers.office.orders import Act, Order
from handlers.office.to_many import accept_plans, announce, draft_bulletin, spot_check, urge
from handlers.wording import office as words

_ON_ITEM: Mapping[Act, Callable[[Case, ItemRef], Decision]] = {
    Act.RETURN: send_back,
    Act.WAVE: wave,
    Act.ACCEPT_PLAN: decide_plan,
    Act.RETURN_PLAN: decide_plan,
    Act.CLOSE: take_step,
    Act.REFUSE: take_step,
    Act.REOPEN: take_step,
    Act.LIGHT: set_light,
    Act.LIFT: set_light,
    Act.LEAD: settle_lead,
}
_WITHOUT_ITEM: Mapping[Act, Callable[[Case], Decision]] = {
    Act.URGE: urge,
    Act.ANNOUNCE: announce,
    Act.ACCEPT_PLANS: accept_plans,
    Act.DRAFT: draft_bulletin,
    Act.SPOT_CHECK: spot_check,
    Act.HEAD_CONFIRMS: head_confirms,
    Act.JOIN_ACCEPT: requests,
    Act.JOIN_REFUSE: requests,
}
_LOOKS_AT_REPORTS = frozenset({Act.RETURN, Act.CLOSE})
_LOOKS_AT_PLANS = frozenset({Act.ACCEPT_PLAN, Act.RETURN_PLAN})


def ordered(order: Order, desk: OfficeDesk, view: LedgerView, today: date, limit: int) -> Decision:
    """The answer and what changes; where something is missing, what is missing."""
    register = _register(order, view)
    if unknown := [item for item in order.items if item not in register.items]:
        return Decision(words.no_such_item(unknown[0], register.year))
    if order.act.asks:
        return Decision(answered(order, desk, register, today, limit))
    case = Case(order, desk, view, register, today, limit)
    if order.when is When.MORNING and not case.quiet:
        case = replace(case, order=replace(order, confirmed=False))  # it would go out, or be done, at once
    if order.act in _WITHOUT_ITEM:
        return _WITHOUT_ITEM[order.act](case)
    if len(order.items) != 1:
        return Decision(words.usage(order.act, several=len(order.items) > 1))
    return _ON_ITEM[order.act](case, order.items[0])


def needs_of_order(order: Order) -> Needs:
    """Which versions an order looks at: of all units."""
    if order.act in _LOOKS_AT_REPORTS:
        return Needs(order.items, None, any_unit=True)
    if order.act in _LOOKS_AT_PLANS:
        return Needs(order.items, (), any_unit=True, plans=True)
    return Needs()


def _register(order: Order, view: LedgerView) -> Register:
    """The open year that has the month, else the newest one that has the items."""
    years = sorted(view.registers, key=lambda one: -one.year)
    if order.month and (found := view.register(order.month.year)):
        return found
    return next((one for one in years if all(item in one.items for item in order.items)), years[0])
