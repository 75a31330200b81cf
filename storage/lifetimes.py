"""What each kind of letter is worth: how long it is of use, and whether it goes when the quota is short.

The one table of both. A push may bring an expiry of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone, tzinfo

BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Worth:
    """`lives` None: until the end of the day it is for. `matters`: it goes while anything may go at all."""

    lives: timedelta | None
    matters: bool = False


ANSWER_LIVES = timedelta(days=1)
PUSH_LIVES = timedelta(days=3)
_OTHERWISE = Worth(PUSH_LIVES)
_KINDS = {
    "answer": Worth(ANSWER_LIVES, matters=True),
    "returned": Worth(PUSH_LIVES, matters=True),
    "decided": Worth(PUSH_LIVES),
    "assignment": Worth(timedelta(days=7), matters=True),
    "urge": Worth(PUSH_LIVES, matters=True),
    "undelivered": Worth(timedelta(days=1), matters=True),
    "quota_warning": Worth(PUSH_LIVES, matters=True),
    "confirm_request": Worth(PUSH_LIVES, matters=True),
    "join_request": Worth(PUSH_LIVES, matters=True),
    "leader_summary": Worth(PUSH_LIVES),
}
# By how the kind ends, where it has no line of its own.
_ENDINGS = {
    "_overdue": Worth(PUSH_LIVES, matters=True),
    "_returned": Worth(PUSH_LIVES, matters=True),
    "_reminder": Worth(None),
    "_summary": Worth(PUSH_LIVES),
    "_bulletin": Worth(PUSH_LIVES),
}


def worth_of(kind: str) -> Worth:
    if kind in _KINDS:
        return _KINDS[kind]
    return next((worth for end, worth in _ENDINGS.items() if kind.endswith(end)), _OTHERWISE)


def of_use_until(kind: str, first: datetime, zone: tzinfo = BEIJING) -> datetime:
    """When a letter that may go out from `first` on is given up."""
    lives = worth_of(kind).lives
    if lives is not None:
        return first + lives
    return datetime.combine(first.astimezone(zone) + timedelta(days=1), time(), zone)
