"""Made-up people for an office's own ledger: a contact and a head for each unit, an office, the leaders."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from handlers.ledger.people import RoleName
from handlers.ledger.register import Register
from storage.people import Roster, RosterRow

_STEMS = "甲乙丙丁戊己庚辛壬癸"


def made_up_roster(register: Register) -> Roster:
    """Every second person is on the other platform. Leaders have the names that the ledger gives them."""
    return Roster(tuple(_rows(register)))


def one_contact_each(roster: Roster) -> Roster:
    """Without further contacts of a unit: some sixty people are enough."""
    known: set[str] = set()
    kept = []
    for row in roster.rows:
        if row.role is RoleName.CONTACT and row.unit in known:
            continue
        if row.role is RoleName.CONTACT:
            known.add(row.unit)
        kept.append(row)
    return Roster(tuple(kept))


def head_name(unit_id: int) -> str:
    """A name that reads as one in a plan (主要负责人：甄甲乙丙) and is still seen to be made up.

    负责人012 is none: the reader rightly leaves it out, and each plan would differ from what was meant.
    """
    return "甄" + "".join(_STEMS[int(digit)] for digit in f"{unit_id:03d}")


def _rows(register: Register) -> Iterator[RosterRow]:
    numbers = count(2)
    owing = {unit_id for ref in register.items for unit_id in register.owing(ref)}
    for unit_id in sorted(owing):
        unit = register.units[unit_id].name
        yield _row(next(numbers), unit, f"联络员{unit_id:03d}", RoleName.CONTACT)
        yield _row(next(numbers), unit, head_name(unit_id), RoleName.HEAD)
    for number in (1, 2):
        yield _row(next(numbers), "", f"督查室{number}", RoleName.OFFICE)
    leaders = dict.fromkeys(name for entry in register.items.values() for name in entry.item.leaders)
    for name in leaders:
        yield _row(next(numbers), "", name, RoleName.LEADER)


def _row(number: int, unit: str, name: str, role: RoleName) -> RosterRow:
    platform = "wecom" if number % 4 < 2 else "dingtalk"
    return RosterRow(number, unit, (), name, role, identities={platform: f"yanlian{number:04d}"})
