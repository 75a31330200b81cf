"""Who speaks: for each unit of the ledger that has a contact in the roster, its people and its temper."""

from __future__ import annotations

from dataclasses import dataclass

from bot.simulation.dice import dice
from bot.simulation.tempers import Temper, draw_temper
from handlers.ledger.items import ItemRef
from handlers.ledger.people import RoleName
from handlers.ledger.register import Register
from storage.people import Roster, RosterRow


@dataclass(frozen=True, slots=True)
class Account:
    platform: str
    user: str
    name: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A unit as it reports: through which accounts, for which items, who answers for them.

    `says_who`: its contact speaks for other units too, so that messages have to name this one.
    """

    unit: str
    unit_id: int
    accounts: tuple[Account, ...]
    items: tuple[ItemRef, ...]
    principal: str
    deputy: str
    temper: Temper
    says_who: bool = False

    @property
    def signature(self) -> str:
        """What stands before the words of a message: the unit's name where it is needed."""
        return self.unit if self.says_who else ""


def cast(register: Register, roster: Roster, seed: int) -> tuple[Actor, ...]:
    """Everybody who owes something and has an account; the same seed gives the same tempers."""
    ids = {unit.name: unit.id for unit in register.units.values()}
    heads = [row.name for row in roster.rows if row.role is RoleName.HEAD]
    spoken_for = _spoken_for(roster)
    accounts: dict[str, list[Account]] = {}
    for account, units in spoken_for.items():
        accounts.setdefault(units[0], []).append(account)
    actors = []
    for unit in sorted(accounts, key=lambda name: ids.get(name, 0)):
        items = register.items_of([ids[unit]]) if unit in ids else ()
        if items:
            chance = dice(seed, "actor", unit)
            own = [row.name for row in roster.rows if row.unit == unit and row.role is RoleName.HEAD]
            principal, other = chance.sample(heads, 2)
            deputy = own[0] if own else other
            temper = draw_temper(chance)
            says_who = any(unit != other for one in accounts[unit] for other in spoken_for[one])
            own_accounts = tuple(accounts[unit])
            actors.append(Actor(unit, ids[unit], own_accounts, items, principal, deputy, temper, says_who))
    return tuple(actors)


def _spoken_for(roster: Roster) -> dict[Account, list[str]]:
    """The units of each contact's account, in the roster's order."""
    found: dict[Account, list[str]] = {}
    for row in roster.rows:
        if row.role is RoleName.CONTACT and row.identities:
            found.setdefault(_account(row), []).append(row.unit)
    return found


def _account(row: RosterRow) -> Account:
    platform, user = next(iter(row.identities.items()))
    return Account(platform, user, row.name)
