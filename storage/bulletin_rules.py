"""The office's rules for bulletins: review, series of numbers, what stands around the text."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.bulletins.bulletin import Letterhead
from handlers.bulletins.review import BulletinRules, Review, Series
from handlers.errors import InputError
from storage.policy import set_policy
from storage.rows import NoticeRow, PolicyRow
from storage.turns import take_turn

REVIEW = "bulletins.review"
HOLD_HOURS = "bulletins.hold_hours"
SERIES = "bulletins.series"
OFFICE = "bulletins.office"
COPIES = "bulletins.copies"
LONGEST_HOLD = 80.0  # working hours: ten days


def bulletin_rules(
    session: Session, first: BulletinRules | None = None, year: int | None = None
) -> BulletinRules:
    """The rules in force; `first` are those of the settings, which count until the office sets its own.

    With the year's notice, which is the basis that a bulletin of that year names.
    """
    first = first or BulletinRules()
    notice = session.scalars(select(NoticeRow).where(NoticeRow.year == year)).one_or_none() if year else None
    head = first.letterhead
    return BulletinRules(
        Review(_value(session, REVIEW, first.review)),
        float(_value(session, HOLD_HOURS, first.hold_hours)),
        Series(_value(session, SERIES, first.series)),
        Letterhead(
            notice.title if notice else None,
            notice.number if notice else None,
            _value(session, OFFICE, head.office),
            tuple(_value(session, COPIES, list(head.copies))),
        ),
    )


def set_bulletin_rules(session: Session, wanted: BulletinRules, by: str, now: datetime) -> None:
    """Make these the rules; each that is new is noted in the history. InputError."""
    if not 0 < wanted.hold_hours <= LONGEST_HOLD:
        raise InputError(f"暂缓期要在0到{LONGEST_HOLD:g}个工作小时之间，写的是{wanted.hold_hours:g}")
    if not wanted.letterhead.office.strip():
        raise InputError("落款单位不能为空")
    take_turn(session)
    before = _as_policy(bulletin_rules(session))
    for name, value in _as_policy(wanted).items():
        if value != before[name]:
            set_policy(session, name, value, by, now)


def _as_policy(rules: BulletinRules) -> dict[str, Any]:
    return {
        REVIEW: rules.review.value,
        HOLD_HOURS: rules.hold_hours,
        SERIES: rules.series.value,
        OFFICE: rules.letterhead.office,
        COPIES: list(rules.letterhead.copies),
    }


def changed_rules(rules: BulletinRules, **changes: Any) -> BulletinRules:
    """With what is given (not None) changed: review, hold_hours, series, office, copies."""
    given = {name: value for name, value in changes.items() if value is not None}
    head = replace(
        rules.letterhead, **{name: given.pop(name) for name in ("office", "copies") if name in given}
    )
    return replace(rules, letterhead=head, **given)


def _value(session: Session, name: str, default: Any) -> Any:
    row = session.get(PolicyRow, name)
    return default if row is None else row.value
