"""What follows from a word on who reports. Nothing takes effect here: the platform or the office says yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handlers.desk.effects import Decision
from handlers.joining.shapes import (
    Apply,
    Deputise,
    HandOver,
    JoinDesk,
    JoinKind,
    JoinState,
    JoinWord,
    KeepRequest,
    Leave,
    LeaveUnits,
)
from handlers.ledger.people import Person, RoleName
from handlers.wording import joining as words


def joined(word: JoinWord, desk: JoinDesk, sender: Person | None, today: date) -> Decision:
    """The answer, and the request that is kept; a number that is merely known proves nothing."""
    match word:
        case Apply():
            return _applied(desk, sender)
        case Leave(sure, about) if not about:
            return _left(sure, desk, sender)
    if sender is None or not (sender.reports or RoleName.OFFICE in sender.roles):
        return Decision(words.NOT_A_REPORTER)
    if desk.former is None:
        return Decision(words.whose(desk.parts.unit, desk.candidates, desk.nearest))
    if isinstance(word, Leave):
        return _kept(JoinKind.LEAVE, desk, sender, note=_alone(desk))
    if desk.changes_nothing:
        return Decision(words.reports_already(desk.parts.name))
    if not desk.parts.name or not (desk.parts.phone or desk.known):
        return Decision(words.who_takes_over(desk.parts, deputy=isinstance(word, Deputise)))
    if isinstance(word, HandOver):
        return _kept(JoinKind.HAND_OVER, desk, sender)
    if word.until is None or word.until < today:
        return Decision(words.until_when(desk.parts.name))
    return _kept(JoinKind.DEPUTISE, desk, sender, until=word.until)


def _applied(desk: JoinDesk, sender: Person | None) -> Decision:
    parts = desk.parts
    if sender is not None and desk.changes_nothing:
        return Decision(words.bound_already(sender.name))
    if desk.too_many:
        return Decision(words.TOO_MANY)
    if not parts.complete:
        keep = KeepRequest(JoinKind.BIND, JoinState.DRAFT, desk.platform, desk.user_id, parts)
        return Decision(words.missing(parts, desk.nearest), () if sender else (keep,))
    if desk.open_number is not None:
        return Decision(words.asked_already(desk.open_number))
    checkable = desk.checkable and sender is None
    state = JoinState.CHECKING if checkable else JoinState.WAITING
    note = words.note(
        known=desk.known, replaces=desk.replaces, oversees=desk.oversees, moves=sender is not None
    )
    keep = KeepRequest(JoinKind.BIND, state, desk.platform, desk.user_id, parts, note=note)
    return Decision(words.being_checked(parts), (keep,))


def _left(sure: bool, desk: JoinDesk, sender: Person | None) -> Decision:
    if sender is None or not sender.reports:
        return Decision(words.NOT_A_REPORTER)
    if not sure:
        return Decision(words.would_leave(desk.lonely))
    return Decision(words.left(desk.lonely), (LeaveUnits(),))


def _kept(
    kind: JoinKind, desk: JoinDesk, sender: Person, *, until: date | None = None, note: str = ""
) -> Decision:
    if desk.open_number is not None:
        return Decision(words.asked_already(desk.open_number))
    if desk.too_many:
        return Decision(words.TOO_MANY)
    former = desk.former
    if former is None:
        raise ValueError("whose work it is has been asked before")
    keep = KeepRequest(
        kind, JoinState.WAITING, desk.platform, desk.user_id, desk.parts, former.person_id, until, note
    )
    unit = desk.parts.unit or "、".join(former.units)
    by_office = RoleName.OFFICE in sender.roles
    what = replace(desk.parts, unit=unit)
    return Decision(words.put_to_office(kind, what, former.name, until, by_office=by_office), (keep,))


def _alone(desk: JoinDesk) -> str:
    return words.nobody_left(desk.lonely) if desk.lonely else ""
