"""What the office decides: plans, closing, lights by hand, shared indicators. Each with who, when and why.

People decide one after the other (`storage.turns`), and whoever comes second is told by whom and when it was
decided. Contacts may file at the same moment: the versions that a decision is about are locked first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from handlers.errors import InputError, OvertakenError
from handlers.ledger.closing import ClosingStep, may_follow
from handlers.ledger.items import ItemRef
from handlers.ledger.reports import WAITING_PLANS, PlanState, ReportState
from handlers.standings.lights import Light
from storage.history import remember, touch
from storage.policy import light_rules
from storage.registers import load_register
from storage.rows import (
    ClosingRow,
    HandLightRow,
    IndicatorRow,
    ItemRow,
    NoticeRow,
    PlanRow,
    ReportRow,
    UnitRow,
)
from storage.settling import find_item
from storage.turns import overwriting, take_turn
from storage.unit_names import UnitNames


def accept_plan(  # noqa: PLR0913 - who decides what on which version, when and why
    session: Session,
    year: int,
    ref: ItemRef,
    unit: str,
    by: str,
    now: datetime,
    *,
    version: int | None = None,
    because: str | None = None,
) -> int:
    """Make the waiting plan (or the requested change) the baseline; returns its version. InputError.

    What was the baseline before is superseded and stays visible. `version` is the one that the person has
    read: where it is no longer the one that waits, nothing is decided. A change needs a reason: the unit's,
    or `because`, in which the office writes down what it was told.
    """
    row, name = _waiting_plan(session, year, ref, unit, version)
    if row.state is PlanState.REQUESTED and not row.because:
        if not (because or "").strip():
            raise InputError(
                f"{ref} {name}申请调整计划，还没有写原因：请它发“更正计划 {ref} 原因：…”，或加 --because 代写"
            )
        row.because = f"{because}（督查室代写）"
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
    detail = {"unit": name, "version": row.version, "year": year}
    remember(session, "plan.accepted", str(ref), detail, by, now)
    return row.version


def accept_all_plans(session: Session, year: int, by: str, now: datetime) -> int:
    """Accept every plan that waits for the first time; requested changes are decided one by one."""
    take_turn(session)
    rows = session.execute(
        select(PlanRow, ItemRow, UnitRow.name)
        .join(ItemRow, ItemRow.id == PlanRow.item_id)
        .join(NoticeRow, NoticeRow.id == ItemRow.notice_id)
        .join(UnitRow, UnitRow.id == PlanRow.unit_id)
        .where(NoticeRow.year == year, PlanRow.state == PlanState.FILED)
        .order_by(PlanRow.id)
        .with_for_update(of=PlanRow)
    ).all()
    for row, item, unit in rows:
        row.state, row.decided_at, row.decided_by = PlanState.ACCEPTED, now, by
        detail = {"unit": unit, "version": row.version, "year": year}
        remember(session, "plan.accepted", str(ItemRef(item.kind, item.no)), detail, by, now)
    return len(rows)


def return_plan(  # noqa: PLR0913 - who decides what on which version, when and why
    session: Session,
    year: int,
    ref: ItemRef,
    unit: str,
    reason: str,
    by: str,
    now: datetime,
    *,
    version: int | None = None,
) -> int:
    """Send a waiting plan back, or refuse a requested change; the baseline stays. InputError.

    `version` as in `accept_plan`.
    """
    row, name = _waiting_plan(session, year, ref, unit, version)
    if not reason.strip():
        raise InputError("请写明退回的原因")
    requested = row.state is PlanState.REQUESTED
    row.state = PlanState.REFUSED if requested else PlanState.RETURNED
    row.decided_at, row.decided_by, row.reason, row.moved_at = now, by, reason, now
    what = "plan.refused" if requested else "plan.returned"
    detail = {"unit": name, "version": row.version, "reason": reason, "year": year}
    remember(session, what, str(ref), detail, by, now)
    return row.version


def take_step(
    session: Session, year: int, ref: ItemRef, step: ClosingStep, reason: str | None, by: str, now: datetime
) -> None:
    """Close an item, refuse its closing, or open it again. InputError where that step can't follow now."""
    take_turn(session)
    item = find_item(session, year, ref)
    last = session.scalars(
        select(ClosingRow).where(ClosingRow.item_id == item.id).order_by(ClosingRow.id.desc()).limit(1)
    ).one_or_none()
    if not may_follow(last.step if last else None, step):
        if last is None:
            raise InputError(f"{ref}没有办结，不能{_SPOKEN[step]}")
        hence = "" if step is last.step else f"，不能{_SPOKEN[step]}"
        raise OvertakenError(f"{ref}已由{last.by}于{{at}}{_SPOKEN[last.step]}{hence}", last.at)
    if step is not ClosingStep.CLOSED and not (reason or "").strip():
        raise InputError(f"{_SPOKEN[step]}要写明原因")
    if step is ClosingStep.REFUSED and not _applied(session, item.id, last):
        raise InputError(f"{ref}没有单位申请办结（或上次退回以后没有再申请），没有可退回的")
    session.add(ClosingRow(item_id=item.id, step=step, reason=reason, by=by, at=now))
    remember(session, f"item.{step.value}", str(ref), {"reason": reason, "year": year}, by, now)
    touch(session)


def _applied(session: Session, item_id: int, last: ClosingRow | None) -> bool:
    """Whether a unit has reported since the office's last step that all is done."""
    claims = select(ReportRow.id).where(
        ReportRow.item_id == item_id, ReportRow.finished, ReportRow.state == ReportState.FILED
    )
    if last is not None:
        claims = claims.where(ReportRow.filed_at > last.at)
    return session.scalars(claims.limit(1)).first() is not None


_SPOKEN = {
    ClosingStep.CLOSED: "办结",
    ClosingStep.REFUSED: "退回办结申请",
    ClosingStep.REOPENED: "重新打开",
}


def set_light(  # noqa: PLR0913 - who decides what, when and why
    session: Session,
    year: int,
    where: tuple[ItemRef, str | None],
    light: Light | None,
    reason: str,
    by: str,
    now: datetime,
    *,
    replace: bool = False,
) -> None:
    """Set a light by hand for an item or one unit on it, or lift it (`light` None). InputError.

    The same again changes nothing. What somebody else has set stays, unless it is to be replaced.
    """
    ref, unit = where
    take_turn(session)
    item = find_item(session, year, ref)
    found = answering_unit(session, year, ref, unit) if unit else None
    standing = _hand_light(session, item.id, found.id if found else None)
    if light is None and standing is None:
        raise InputError(f"{ref}没有由督查室设定的灯")
    if light is not None:
        if not reason.strip():
            raise InputError("手工设灯要写明原因")
        if load_register(session, year).items[ref].closed:
            raise InputError(f"{ref}已经办结，不再评灯；要设灯请先重新打开")
        if standing and (standing.light, standing.reason) == (light, reason):
            return
    if standing and standing.by != by and not replace:
        name = light_rules(session).looks.name(standing.light)
        about = f"{ref}{found.name if found else ''}的灯（{name}，原因：{standing.reason}）"
        raise overwriting(about, standing.by, standing.at)
    if light is not None:
        new = HandLightRow(item_id=item.id, light=light, reason=reason, by=by, at=now)
        new.unit_id = found.id if found else None
        session.add(new)
    if standing:
        standing.lifted_at = now
    detail = {
        "unit": found.name if found else None,
        "light": light.value if light else None,
        "reason": reason,
        "year": year,
    }
    remember(session, "light.set" if light else "light.lifted", str(ref), detail, by, now)


def share_out(
    session: Session, year: int, ref: ItemRef, position: int, shared: bool, by: str, now: datetime
) -> str:
    """Mark an indicator (counted from 1) as shared out (分摊) or not; returns its wording. InputError."""
    take_turn(session)
    item = find_item(session, year, ref)
    row = session.scalars(
        select(IndicatorRow).where(IndicatorRow.item_id == item.id, IndicatorRow.position == position - 1)
    ).one_or_none()
    if row is None:
        raise InputError(f"{ref}没有第{position}个指标")
    if row.shared is shared:
        return row.raw
    row.shared = shared
    detail = {"indicator": row.raw, "shared": shared, "year": year}
    remember(session, "indicator.shared", str(ref), detail, by, now)
    touch(session)
    return row.raw


def _hand_light(session: Session, item_id: int, unit_id: int | None) -> HandLightRow | None:
    statement = select(HandLightRow).where(
        HandLightRow.item_id == item_id,
        HandLightRow.unit_id.is_(None) if unit_id is None else HandLightRow.unit_id == unit_id,
        HandLightRow.lifted_at.is_(None),
    )
    return session.scalars(statement).one_or_none()


def _waiting_plan(
    session: Session, year: int, ref: ItemRef, unit: str, version: int | None
) -> tuple[PlanRow, str]:
    """The plan to decide on. Locked before it is read: its unit may be filing the next version just now."""
    take_turn(session)
    item, found = find_item(session, year, ref), answering_unit(session, year, ref, unit)
    versions = select(PlanRow).where(PlanRow.item_id == item.id, PlanRow.unit_id == found.id)
    session.execute(versions.with_only_columns(PlanRow.id).order_by(PlanRow.id).with_for_update()).all()
    rows = {row.version: row for row in session.scalars(versions.order_by(PlanRow.version))}
    if not rows:
        raise InputError(f"{found.name}没有等待审核的{ref}计划")
    return _wanted(rows, version, f"{ref} {found.name}的计划"), found.name


def _wanted(rows: Mapping[int, PlanRow], version: int | None, about: str) -> PlanRow:
    """The newest version, if it waits and is the one meant; else it is said what has become of it."""
    newest = max([number for number, row in rows.items() if row.state is not PlanState.WITHDRAWN] or rows)
    row = rows.get(version or newest)
    if row is None:
        raise InputError(f"{about}没有第{version}版，最新的是第{newest}版")
    if row.version < newest:
        raise InputError(f"{about}已有第{newest}版（您看的是第{row.version}版），请重新看过再决定")
    if row.decided_at is not None:
        said = "接受" if row.reason is None else "退回"
        raise OvertakenError(f"{about}第{row.version}版已由{row.decided_by}于{{at}}{said}", row.decided_at)
    if row.state not in WAITING_PLANS:
        raise InputError(f"{about}第{row.version}版已由填报单位撤回")
    return row


def answering_unit(session: Session, year: int, ref: ItemRef, unit: str) -> UnitRow:
    """The unit of that name, if it owes (or owed this year) plan and reports on the item; else InputError."""
    found = UnitNames(session).known(unit)
    register = load_register(session, year)
    if found.id not in register.ever_owing(ref):
        names = "、".join(register.units[unit_id].name for unit_id in register.owing(ref))
        raise InputError(f"{ref}不由{found.name}负责；责任单位是{names or register.unit_names(ref)}")
    return found
