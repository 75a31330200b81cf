"""May it go now, and which way? Lease, month's budget and pace are asked and noted in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.platforms.port import Way
from storage import outbox, pacing, quotas
from storage.lifetimes import worth_of
from storage.outbox import Letter
from storage.quotas import Budgets

ASK_AGAIN = timedelta(hours=1)  # whether a used up budget has become larger
USED_UP = "本月的调用额度已用完，等下月或调高额度"
TOO_MANY = "发送太密，排队等候"


@dataclass(frozen=True, slots=True)
class Admitted:
    """`letters` are still ours, and go by `way` in one call, which is counted already."""

    letters: tuple[Letter, ...]
    way: Way


def admit(
    connection: Connection, letters: Sequence[Letter], ways: Sequence[Way], budgets: Budgets, now: datetime
) -> Admitted | None:
    """None where nothing may go now: then the letters wait, without having failed."""
    held = tuple(letter for letter in letters if outbox.renew(connection, letter, now))
    if not held:
        return None
    way = _way_left(connection, ways, budgets, now, matters=worth_of(held[0].kind).matters)
    if way is None:
        for letter in held:  # what matters more may overtake it
            outbox.postpone(connection, letter, now + ASK_AGAIN, USED_UP, in_order=False)
        return None
    until = pacing.admit(connection, way.paces, now)
    if until is not None:
        for letter in held:
            outbox.postpone(connection, letter, until, TOO_MANY, in_order=True)
        return None
    quotas.count(connection, way.name, way.quota, now)
    return Admitted(held, way)


def _way_left(
    connection: Connection, ways: Sequence[Way], budgets: Budgets, now: datetime, *, matters: bool
) -> Way | None:
    """The cheapest with budget left. What matters most is tried beyond it: the platform decides.

    A budget that is half used is spared where another way does as well: what is left of DingTalk's messages
    is better kept for those that people send, which come without words once it is used up.
    """
    left = [
        way for way in ways if not quotas.is_used_up(connection, way.quota, budgets, now, matters=matters)
    ]
    if not left:
        return ways[0] if matters else None
    shares = [quotas.share_used(connection, way.quota, budgets, now) for way in left]
    if shares[0] < quotas.SPARED_FROM:
        return left[0]
    good = [0, *(number for number, way in enumerate(left) if number and way.is_as_good)]
    return left[min(good, key=lambda number: shares[number])]
