"""What a person is to the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RoleName(StrEnum):
    CONTACT = "contact"  # 联络员, 填报人
    HEAD = "head"  # 负责人
    OFFICE = "office"  # 督查室
    LEADER = "leader"  # 领导


_SPOKEN = {
    RoleName.CONTACT: "联络员",
    RoleName.HEAD: "负责人",
    RoleName.OFFICE: "督查室",
    RoleName.LEADER: "领导",
}
REPORTING = frozenset({RoleName.CONTACT, RoleName.HEAD})


def leads_only(person: Person) -> bool:
    """Whether somebody sees the ledger as a leader: the items of the post, and nothing of the office's."""
    return RoleName.LEADER in person.roles and RoleName.OFFICE not in person.roles and not person.reports


def spoken_role(role: RoleName) -> str:
    return _SPOKEN[role]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody we know. `unit_ids` are the units the person reports for, in the roster's order.

    `head_of` are those of which the person is the head. `on_behalf`: somebody of the office, who enters for
    the unit what it has told (代填).
    """

    id: int
    name: str
    roles: frozenset[RoleName]
    unit_ids: tuple[int, ...] = ()
    head_of: tuple[int, ...] = ()
    on_behalf: bool = False

    @property
    def reports(self) -> bool:
        """Whether the person reports for a unit (contact or head)."""
        return bool(self.roles & REPORTING)

    @property
    def oversees(self) -> bool:
        """Whether the person may look at every unit's reports (office or leader)."""
        return bool(self.roles & {RoleName.OFFICE, RoleName.LEADER})
