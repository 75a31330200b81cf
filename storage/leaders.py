"""Leaders' posts: who holds them, and who follows whom from which day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rapidfuzz import fuzz, process
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from handlers.errors import InputError, OvertakenError
from handlers.ledger.people import RoleName
from storage.history import remember, touch
from storage.rows import HistoryRow, PersonRow, PostHolderRow, PostRow, RoleRow
from storage.turns import last_decision, take_turn


@dataclass(frozen=True, slots=True)
class Succeeded:
    """`in_roster`: the new leader can be reached by summaries. `changed` False: it was so."""

    posts: int
    in_roster: bool
    changed: bool = True


def succeed(
    session: Session, former: str, new: str, on: date, reason: str, by: str, now: datetime
) -> Succeeded:
    """From that day on a leader holds every post that another one held; days before keep the former name.

    InputError; OvertakenError: somebody else has entered another successor.
    """
    take_turn(session)
    if not reason.strip():
        raise InputError("请写明原因（--reason），如依据的文件")
    former, new = former.strip(), new.strip()
    if not new or former == new:
        raise InputError("请写明接任的领导")
    holding = session.scalars(
        select(PostHolderRow).where(PostHolderRow.person_name == former, PostHolderRow.until_on.is_(None))
    ).all()
    if not holding:
        return _done_before(session, former, new, on)
    if late := [row for row in holding if on <= row.from_on]:
        raise InputError(f"{former}自{late[0].from_on}起任职，接任要在这以后")
    for row in holding:
        row.until_on = on - timedelta(days=1)
        session.add(PostHolderRow(post_id=row.post_id, person_name=new, from_on=on))
    detail = {"to": new, "on": on.isoformat(), "reason": reason.strip()}
    remember(session, "leader.succeeded", former, detail, by, now)
    touch(session)
    return Succeeded(len(holding), _in_roster(session, new))


def post_of(session: Session, leader: str, day: date) -> PostRow:
    """The post that a leader holds on a day; InputError with the likeliest names where there is none."""
    held = (
        select(PostRow)
        .join(PostHolderRow, PostHolderRow.post_id == PostRow.id)
        .where(
            PostHolderRow.person_name == leader,
            or_(PostHolderRow.until_on.is_(None), PostHolderRow.until_on >= day),
        )
    )
    post = session.scalars(held).first()
    post = post or session.scalars(select(PostRow).where(PostRow.name == leader)).one_or_none()
    if post is None:
        raise _unknown(session, leader)
    return post


def _done_before(session: Session, former: str, new: str, on: date) -> Succeeded:
    """The same succession again, or why there is none."""
    last: HistoryRow | None = last_decision(session, ("leader.succeeded",), former, None)
    if last is None:
        raise _unknown(session, former)
    if (last.detail["to"], last.detail["on"]) == (new, on.isoformat()):
        return Succeeded(0, _in_roster(session, new), changed=False)
    raise OvertakenError(
        f"已由{last.by}于{{at}}登记：{last.detail['to']}自{last.detail['on']}起接任{former}", last.at
    )


def _unknown(session: Session, leader: str) -> InputError:
    names = session.scalars(select(PostHolderRow.person_name).where(PostHolderRow.until_on.is_(None))).all()
    near = [
        name for name, _, _ in process.extract(leader, names, scorer=fuzz.ratio, limit=3, score_cutoff=40)
    ]
    hint = f"是否应为{'、'.join(near)}？" if near else f"现有：{'、'.join(dict.fromkeys(names))}"
    return InputError(f"没有叫“{leader}”的牵头领导，{hint}")


def _in_roster(session: Session, name: str) -> bool:
    statement = (
        select(PersonRow.id)
        .join(RoleRow, RoleRow.person_id == PersonRow.id)
        .where(PersonRow.name == name, PersonRow.active, RoleRow.role == RoleName.LEADER)
    )
    return session.execute(statement).first() is not None
