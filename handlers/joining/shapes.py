"""What people say about who reports for a unit, and the requests that the office decides on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum


class JoinKind(StrEnum):
    BIND = "bind"  # this account is that person of that unit
    HAND_OVER = "hand_over"  # somebody else reports from now on
    DEPUTISE = "deputise"  # somebody else reports too, until a day
    LEAVE = "leave"  # somebody reports for the unit no more


class JoinState(StrEnum):
    """A request is written down part by part, checked with the platform, and waits for the office."""

    DRAFT = "draft"  # something is still missing
    CHECKING = "checking"  # the platform is asked whose number it is
    WAITING = "waiting"  # for the office
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DROPPED = "dropped"  # the same sender has asked for something else since


OPEN = frozenset({JoinState.DRAFT, JoinState.CHECKING, JoinState.WAITING})


@dataclass(frozen=True, slots=True)
class Parts:
    """What an application says. `unit` is a known unit's own name, `unknown` what was written for one."""

    unit: str = ""
    name: str = ""
    phone: str = field(default="", repr=False)
    unknown: str = ""
    bad_phone: bool = False

    @property
    def complete(self) -> bool:
        return bool(self.unit and self.name and self.phone)

    def over(self, before: Parts) -> Parts:
        """This one, completed by what was said before."""
        return replace(
            self,
            unit=self.unit or ("" if self.unknown else before.unit),
            name=self.name or before.name,
            phone=self.phone or before.phone,
        )


@dataclass(frozen=True, slots=True)
class Apply:
    """绑定 单位 姓名 手机号, in any words; they are told apart by the names of the units."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class HandOver:
    """交接给 张三 139…: who takes over; `about` is whose work, where the office says it (区水务局 李海)."""

    text: str = field(repr=False)
    about: str = ""


@dataclass(frozen=True, slots=True)
class Deputise:
    """由李四代理到8月15日: who, and until which day; `about` is for whom, where the office says it."""

    text: str = field(repr=False)
    until: date | None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Leave:
    """解绑, 我调走了; `sure` is 确认解绑. `about` is who, where the office says it."""

    sure: bool
    about: str = ""


JoinWord = Apply | HandOver | Deputise | Leave


@dataclass(frozen=True, slots=True)
class Former:
    """Somebody who reports for units now."""

    person_id: int
    name: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JoinDesk:
    """What such a word is decided from.

    `parts` is what has been said by now. `open_number` is the sender's open request that asks the very same.
    `checkable`: the roster has this number for this person of this unit, without an account on the platform,
    so that the platform's own answer can let the sender in. `known`: the roster has such a person, who
    `replaces` another account there. `former` is whose work it is, of those in `candidates` where that is not
    clear. `lonely` are the units that would have nobody left.
    """

    platform: str
    user_id: str
    parts: Parts = field(default_factory=Parts)
    nearest: tuple[str, ...] = ()
    open_number: int | None = None
    too_many: bool = False
    checkable: bool = False
    known: bool = False
    replaces: bool = False
    oversees: bool = False  # whom the roster has is of the office, or a leader
    changes_nothing: bool = False
    former: Former | None = None
    candidates: tuple[str, ...] = ()
    lonely: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """An open request as the office sees it; the phone is masked already.

    `by` is who asked for it, `former` whose work it is; `note` what the office should know.
    """

    number: int
    kind: JoinKind
    unit: str
    name: str
    phone: str
    platform: str = ""
    by: str = ""
    former: str = ""
    until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeepRequest:
    """A request of the sender's: written down, checked with the platform or put to the office.

    `unit` "" means all units of the `former_id`.
    """

    kind: JoinKind
    state: JoinState
    platform: str
    user_id: str
    parts: Parts
    former_id: int | None = None
    until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class LeaveUnits:
    """The sender reports for no unit any more."""


JoinAct = KeepRequest | LeaveUnits


def masked(phone: str) -> str:
    """139****1234: enough for who knows the number."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) == 11 else ""
