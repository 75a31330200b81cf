"""Orders that go to many: shown first, and done only with a word; in quiet hours it is asked when."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.bulletins.bulletin import BulletinKind
from handlers.desk.effects import Decision, StopAsking
from handlers.desk.group_binding import EVERYBODY
from handlers.ledger.months import Month
from handlers.office.acts import (
    AcceptPlans,
    Announce,
    CheckReports,
    DraftBulletin,
    Urge,
)
from handlers.office.case import Case
from handlers.office.desk import OfficeDesk
from handlers.office.drawing_lots import draw
from handlers.wording import office as words

CHECK_DAYS = 5  # working days for the answer to a spot check
_MOST_CHECKED = 20


def urge(case: Case) -> Decision:
    order = case.order
    if order.words and not (order.items or order.units or order.leader or order.month):
        return Decision(words.usage(order.act))  # 催报没交计划的: it is not said to all
    fresh = [one for one in case.desk.urgeable if not one.today]
    if not fresh:
        return Decision(words.nobody_to_urge(case.desk, case.name))
    about = words.about(order, case.name)
    if (len(fresh) > 1 or case.quiet) and not order.confirmed:
        return case.confirm(words.would_urge(case.desk, case.name, case.limit))
    act = Urge(tuple(one.person_id for one in fresh), about, case.at_once)
    return Decision(words.urged(_when(case), case.name), (act, *case.asked_no_more))


def announce(case: Case) -> Decision:
    head, text = _addressed(case.order.words)
    groups = {number: name for number, (name, purpose) in case.desk.groups.items() if head in {name, purpose}}
    if not text:
        return Decision(words.usage(case.order.act))
    if not groups:
        return Decision(words.no_group(head, [name for name, _ in case.desk.groups.values()]))
    if not case.order.confirmed:
        return case.confirm(words.would_announce(list(groups.values()), text, case.desk))
    act = Announce(tuple(groups), text, case.at_once)
    return Decision(words.announced(list(groups.values()), _when(case)), (act, StopAsking()))


def accept_plans(case: Case) -> Decision:
    plans = case.desk.waiting.plans
    if not plans:
        return Decision(words.NO_PLANS_WAIT)
    if not case.order.confirmed:
        return case.confirm(words.would_accept(plans))
    return Decision(words.accepted_all(len(plans)), (AcceptPlans(case.register.year), StopAsking()))


def draft_bulletin(case: Case) -> Decision:
    kind = words.kind_of_bulletin(case.order.words, case.order.items)
    if kind is None or (kind is BulletinKind.MAJOR and len(case.order.items) != 1):
        return Decision(words.usage(case.order.act))
    month = case.order.month or Month.of(case.today).previous
    return Decision(words.drafting(kind), (DraftBulletin(kind, month, case.order.items),))


def spot_check(case: Case) -> Decision:
    """So many reports, or those on the items that are named; shown with the seed before it is done."""
    count = case.order.count
    if not 0 < count <= _MOST_CHECKED:
        return Decision(words.usage(case.order.act))
    seed = f"{case.today:%Y%m%d}-{count}"
    drawn = draw(case.desk.lots, count, seed)
    if not drawn:
        return Decision(words.NOTHING_TO_CHECK)
    due = case.view.calendar.add_working_days(case.today, CHECK_DAYS)
    if not case.order.confirmed:
        return case.confirm(words.would_check(drawn, seed, due, case.name, case.desk))
    reports = tuple((lot.item, lot.unit_id, lot.month) for lot in drawn)
    act = CheckReports(case.register.year, reports, case.order.words or words.CHECK, due, seed, case.at_once)
    return Decision(words.checking(drawn, due, _when(case)), (act, StopAsking()))


def _addressed(text: str) -> tuple[str, str]:
    """全体：明天开会: to whom and what; without a head it is for everybody."""
    found = re.match(r"\s*([^：:，,。\n]{1,20})[：:]\s*(.+)", text, re.DOTALL)
    return (found[1].strip(), found[2].strip()) if found else (EVERYBODY, text.strip())


def _when(case: Case) -> OfficeDesk:
    """What is told of when it goes out: nothing, where it goes at once."""
    return replace(case.desk, goes_at=None) if case.at_once else case.desk
