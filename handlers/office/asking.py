"""The office's questions: who is missing, which lights, how it stands, what waits. They change nothing."""

from __future__ import annotations

from datetime import date

from handlers.ledger.register import Register
from handlers.office.desk import OfficeDesk
from handlers.office.orders import Act, Order
from handlers.standings.picture import Standing
from handlers.wording import office_asked as words
from handlers.wording.summaries import summary


def answered(order: Order, desk: OfficeDesk, register: Register, today: date, limit: int) -> str:
    match order.act:
        case Act.MISSING if desk.reports is not None:
            return words.missing(order, desk.reports, desk.contacts, register, today, limit, leads=desk.leads)
        case Act.LIGHTS if desk.standing is not None:
            return words.lights(order.light, _chosen(order, desk.standing), register, limit)
        case Act.OVERVIEW if desk.standing is not None and desk.notables is not None:
            units = {unit.id: unit.name for unit in register.units.values()}
            return summary(desk.standing, desk.notables, units, monthly=False, asked=True)
        case Act.OVERVIEW if desk.standing is not None:
            return words.overview(_chosen(order, desk.standing), limit)
        case Act.WAITING:
            return words.waiting(desk.waiting, limit)
        case Act.PEOPLE:
            return words.people(order, desk.contacts, register, limit)
        case _:
            return "\n".join(desk.settings)


def _chosen(order: Order, standing: Standing) -> Standing:
    """Of the items, units and the leader that were named; of all where nothing was."""
    if order.items:
        standing = standing.of(lambda one: one.ref in order.items)
    for unit_id in order.units:
        standing = standing.of_unit(unit_id)
    return standing.of_leader(order.leader) if order.leader else standing
