"""Orders of the office, carried out by the functions that the command line calls."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.errors import InputError
from handlers.ledger.assignments import AssignmentKind
from handlers.ledger.people import RoleName
from handlers.office.acts import (
    AcceptPlans,
    Announce,
    CheckReports,
    DecidePlan,
    DecideRequest,
    DraftBulletin,
    OfficeAct,
    ReturnReport,
    SetLight,
    SettleLead,
    SwitchHead,
    TakeStep,
    Urge,
    WavePoints,
)
from storage import bulletins, confirming, deciding, kept_bulletins, reviewing, settling, urging
from storage.actors import Actor
from storage.assigning import New, give
from storage.bulletin_drafts import draft_of
from storage.bulletin_letters import send_preview
from storage.house import House
from storage.joining import decide_request
from storage.rows import PlanRow
from storage.senders import addresses_of
from storage.settling import find_item
from storage.unit_names import UnitNames


def carry_out_order(session: Session, act: OfficeAct, actor: Actor, now: datetime, house: House) -> None:
    """InputError, OvertakenError: what was decided on is no longer so; nothing is written then."""
    by = actor.name
    match act:
        case ReturnReport(item, unit, month, version, reason):
            reviewing.return_report(session, (item, unit, month), reason, by, now, version)
        case WavePoints(item, unit, month, reason):
            reviewing.wave_points(session, (item, unit, month), reason, by, now)
        case DecidePlan():
            _on_a_plan(session, act, actor, now)
        case AcceptPlans(year):
            deciding.accept_all_plans(session, year, by, now)
        case TakeStep(year, item, step, reason):
            deciding.take_step(session, year, item, step, reason, by, now)
        case SetLight(year, item, unit, light, reason, replace):
            deciding.set_light(session, year, (item, unit), light, reason, by, now, replace=replace)
        case SettleLead(year, item, unit, replace):
            settling.settle_lead(session, year, item, unit, by, now, replace=replace)
        case DraftBulletin():
            _draft(session, act, by, now, house)
        case Urge() | CheckReports() | Announce():
            _to_many(session, act, actor, now, house)
        case SwitchHead() | DecideRequest():
            _on_people(session, act, by, now, house)
        case _ as never:
            assert_never(never)


def _to_many(
    session: Session, act: Urge | CheckReports | Announce, actor: Actor, now: datetime, house: House
) -> None:
    match act:
        case Urge():
            urging.urge(session, act, actor, now, house)
        case CheckReports():
            _check(session, act, actor, now, house)
        case Announce():
            urging.announce(session, act, actor, now, house)


def _on_people(
    session: Session, act: SwitchHead | DecideRequest, by: str, now: datetime, house: House
) -> None:
    match act:
        case SwitchHead(unit, on):
            confirming.switch(session, unit, by, now, house.platforms, on=on)
        case DecideRequest(number, agreed, reason):
            decide_request(session, number, reason, by, now, house, agreed=agreed)


def _on_a_plan(session: Session, act: DecidePlan, actor: Actor, now: datetime) -> None:
    """Nobody reviews the own plan: the office's government office is a unit too."""
    item = find_item(session, act.year, act.item)
    unit = UnitNames(session).known(act.unit)
    own = select(PlanRow.person_id).where(
        PlanRow.item_id == item.id, PlanRow.unit_id == unit.id, PlanRow.version == act.version
    )
    if session.scalars(own).one_or_none() == actor.person_id:
        raise InputError(f"{act.item}的计划是您自己报的，请督查室另一位同事审核")
    what = (session, act.year, act.item, act.unit)
    if act.accepted:
        deciding.accept_plan(*what, actor.name, now, version=act.version, because=act.reason or None)
    else:
        deciding.return_plan(*what, act.reason, actor.name, now, version=act.version)


def _check(session: Session, act: CheckReports, actor: Actor, now: datetime, house: House) -> None:
    for item, unit_id, month in act.reports:
        kind = AssignmentKind.SPOT_CHECK
        new = New(kind, act.year, item, (unit_id,), act.words, act.due_on, month, act.seed)
        give(session, new, actor, now, house, at_once=act.at_once)


def _draft(session: Session, act: DraftBulletin, by: str, now: datetime, house: House) -> None:
    composed = draft_of(session.connection(), act.kind, act.month, house, now, items=act.items)
    number = bulletins.add_draft(session, composed, bulletins.key_of(composed), by, now)
    if number is None:
        raise InputError("这份通报已经拟过，回“预览”查看待发布的通报；要更正已发布的回“更正通报 N”")
    session.flush()
    kept = kept_bulletins.load(session.connection(), number)
    office = addresses_of(session, RoleName.OFFICE, house.platforms)
    send_preview(session, kept, office, house, now)
