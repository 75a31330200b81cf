"""What the office decides: plans, closing, lights by hand, shared indicators. Each with who, when and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from handlers.errors import InputError
from handlers.ledger.closing import ClosingStep, may_follow
from handlers.ledger.items import ItemRef
from handlers.ledger.reports import WAITING_PLANS, PlanState
from handlers.standings.lights import Light
from storage.history import remember, touch
from storage.registers import load_register
from storage.rows import ClosingRow, HandLightRow, IndicatorRow, ItemRow, NoticeRow, PlanRow, UnitRow
from storage.settling import find_item
from storage.unit_names import UnitNames


def accept_plan(session: Session, year: int, ref: ItemRef, unit: str, by: str, now: datetime) -> int:
    """Make the waiting plan (or the requested change) the baseline; returns its version. InputError.

    What was the baseline before is superseded and stays visible.
    """
    row, name = _waiting_plan(session, year, ref, unit)
    session.execute(
        update(PlanRow)
        .where(
            PlanRow.item_id == row.item_id,
            PlanRow.unit_id == row.unit_id,
            PlanRow.state == PlanState.ACCEPTED,
        )
        .values(state=PlanState.SUPERSEDED, moved_at=now)
    )
    row.state, row.decided_at, row.decided_by = PlanState.ACCEPTED, now, by
    remember(session, "plan.accepted", str(ref), {"unit": name, "version": row.version}, by, now)
    return row.version


def accept_all_plans(session: Session, year: int, by: str, now: datetime) -> int:
    """Accept every plan that waits for the first time; requested changes are decided one by one."""
    rows = session.scalars(
        select(PlanRow)
        .join(ItemRow, ItemRow.id == PlanRow.item_id)
        .join(NoticeRow, NoticeRow.id == ItemRow.notice_id)
        .where(NoticeRow.year == year, PlanRow.state == PlanState.FILED)
    ).all()
    for row in rows:
        row.state, row.decided_at, row.decided_by = PlanState.ACCEPTED, now, by
    remember(session, "plans.accepted", str(year), {"plans": len(rows)}, by, now)
    return len(rows)


def return_plan(
    session: Session, year: int, ref: ItemRef, unit: str, reason: str, by: str, now: datetime
) -> int:
    """Send a waiting plan back, or refuse a requested change; the baseline stays. InputError."""
    row, name = _waiting_plan(session, year, ref, unit)
    if not reason.strip():
        raise InputError("请写明退回的原因")
    requested = row.state is PlanState.REQUESTED
    row.state = PlanState.REFUSED if requested else PlanState.RETURNED
    row.decided_at, row.decided_by, row.reason, row.moved_at = now, by, reason, now
    what = "plan.refused" if requested else "plan.returned"
    remember(session, what, str(ref), {"unit": name, "version": row.version, "reason": reason}, by, now)
    return row.version


def take_step(
    session: Session, year: int, ref: ItemRef, step: ClosingStep, reason: str | None, by: str, now: datetime
) -> None:
    """Close an item, refuse its closing, or open it again. InputError where that step can't follow now."""
    item = find_item(session, year, ref)
    last = session.scalars(
        select(ClosingRow.step).where(ClosingRow.item_id == item.id).order_by(ClosingRow.id.desc()).limit(1)
    ).one_or_none()
    if not may_follow(last, step):
        state = "已经办结" if last is ClosingStep.CLOSED else "没有办结"
        raise InputError(f"{ref}{state}，不能{_SPOKEN[step]}")
    if step is not ClosingStep.CLOSED and not (reason or "").strip():
        raise InputError(f"{_SPOKEN[step]}要写明原因")
    session.add(ClosingRow(item_id=item.id, step=step, reason=reason, by=by, at=now))
    remember(session, f"item.{step.value}", str(ref), {"reason": reason}, by, now)


_SPOKEN = {
    ClosingStep.CLOSED: "办结",
    ClosingStep.REFUSED: "退回办结申请",
    ClosingStep.REOPENED: "重新打开",
}


def set_light(
    session: Session,
    year: int,
    where: tuple[ItemRef, str | None],
    light: Light | None,
    reason: str,
    by: str,
    now: datetime,
) -> None:
    """Set a light by hand for an item or one unit on it, or lift it (`light` None). InputError."""
    ref, unit = where
    item = find_item(session, year, ref)
    unit_id = answering_unit(session, year, ref, unit).id if unit else None
    lifted = session.execute(
        update(HandLightRow)
        .where(
            HandLightRow.item_id == item.id,
            HandLightRow.unit_id.is_(None) if unit_id is None else HandLightRow.unit_id == unit_id,
            HandLightRow.lifted_at.is_(None),
        )
        .values(lifted_at=now)
    )
    if light is None and not lifted.rowcount:  # type: ignore[attr-defined]
        raise InputError(f"{ref}没有由督查室设定的灯")
    if light is not None:
        if not reason.strip():
            raise InputError("手工设灯要写明原因")
        session.add(HandLightRow(item_id=item.id, unit_id=unit_id, light=light, reason=reason, by=by, at=now))
    detail = {"unit": unit, "light": light.value if light else None, "reason": reason}
    remember(session, "light.set" if light else "light.lifted", str(ref), detail, by, now)


def share_out(
    session: Session, year: int, ref: ItemRef, position: int, shared: bool, by: str, now: datetime
) -> str:
    """Mark an indicator (counted from 1) as shared out (分摊) or not; returns its wording. InputError."""
    item = find_item(session, year, ref)
    row = session.scalars(
        select(IndicatorRow).where(IndicatorRow.item_id == item.id, IndicatorRow.position == position - 1)
    ).one_or_none()
    if row is None:
        raise InputError(f"{ref}没有第{position}个指标")
    row.shared = shared
    detail = {"indicator": row.raw, "shared": shared}
    remember(session, "indicator.shared", str(ref), detail, by, now)
    touch(session)
    return row.raw


def _waiting_plan(session: Session, year: int, ref: ItemRef, unit: str) -> tuple[PlanRow, str]:
    item, found = find_item(session, year, ref), answering_unit(session, year, ref, unit)
    row = session.scalars(
        select(PlanRow).where(
            PlanRow.item_id == item.id, PlanRow.unit_id == found.id, PlanRow.state.in_(WAITING_PLANS)
        )
    ).one_or_none()
    if row is None:
        raise InputError(f"{found.name}没有等待审核的{ref}计划")
    return row, found.name


def answering_unit(session: Session, year: int, ref: ItemRef, unit: str) -> UnitRow:
    """The unit of that name, if it owes plan and reports on the item; InputError otherwise."""
    found = UnitNames(session).known(unit)
    register = load_register(session, year)
    if found.id not in register.owing(ref):
        names = "、".join(register.units[unit_id].name for unit_id in register.owing(ref))
        raise InputError(f"{ref}不由{found.name}负责；责任单位是{names or register.unit_names(ref)}")
    return found
