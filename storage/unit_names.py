"""Units by any of their names: the notice, the roster and people in chat all write them differently."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from handlers.errors import InputError
from handlers.ledger.collectives import is_collective, split_alias
from handlers.ledger.unit_kinds import propose_kind
from storage.people import nearest
from storage.rows import UnitAliasRow, UnitRow


class UnitNames:
    """The units of the database, found by name or alias, and added where they are new."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._units = {row.name: row for row in session.scalars(select(UnitRow))}
        by_id = {row.id: row for row in self._units.values()}
        self._aliases = {row.alias: by_id[row.unit_id] for row in session.scalars(select(UnitAliasRow))}

    @property
    def _before_bracket(self) -> dict[str, UnitRow]:
        """区…领导小组（指挥部） is also known without its bracket."""
        return {name.split("（")[0]: row for name, row in self._units.items() if "（" in name}

    @property
    def names(self) -> list[str]:
        return list(self._units)

    @property
    def aliases(self) -> dict[str, str]:
        """alias -> name"""
        return {alias: row.name for alias, row in {**self._before_bracket, **self._aliases}.items()}

    def find(self, written: str) -> UnitRow | None:
        """The unit that a name, an alias, or 名称（别名） stands for."""
        if found := self._units.get(written) or self._aliases.get(written):
            return found
        name, aliases = split_alias(written)
        return next((unit for part in (name, *aliases) if (unit := self.find_plain(part))), None)

    def known(self, name: str) -> UnitRow:
        """The unit that a name stands for; InputError, with the likeliest ones, where there is none."""
        unit = self.find(name)
        if unit is None:
            meant = "、".join(f"“{one}”" for one in nearest(name, self.names, self.aliases))
            hint = f"，是否应为{meant}？" if meant else "，请核对名称"
            raise InputError(f"没有单位“{name}”{hint}")
        return unit

    def find_plain(self, name: str) -> UnitRow | None:
        return self._units.get(name) or self._aliases.get(name) or self._before_bracket.get(name)

    def ensure(self, written: str, standing_alone: frozenset[str] = frozenset()) -> UnitRow:
        """The unit for a name of the notice, added with its bracketed aliases where it is new.

        `standing_alone` are the names that the notice also writes without brackets: 区应急委办（区应急局） is
        区应急局's business where 区应急局 is a unit of its own, and the office's name becomes its alias.
        A second name that means another unit already is left to that one.
        """
        name, aliases = split_alias(written)
        if name not in standing_alone:
            own = next((alias for alias in aliases if alias in standing_alone), None)
            if own is not None:
                name, aliases = own, (name, *(alias for alias in aliases if alias != own))
        unit = self.find_plain(name) or self._add(name)
        free = [alias for alias in aliases if alias not in standing_alone and not self.find_plain(alias)]
        self.add_aliases(unit, free)
        return unit

    def add_aliases(self, unit: UnitRow, aliases: Iterable[str]) -> None:
        """Give a unit further names; InputError where one already means another unit."""
        for alias in aliases:
            if alias == unit.name or not alias:
                continue
            other = self.find_plain(alias)
            if other is not None and other.id != unit.id:
                raise InputError(f"简称“{alias}”已经指{other.name}，不能再指{unit.name}")
            if other is None:
                self._session.add(UnitAliasRow(alias=alias, unit_id=unit.id))
                self._aliases[alias] = unit

    def _add(self, name: str) -> UnitRow:
        unit = UnitRow(name=name, kind=propose_kind(name), collective=is_collective(name))
        self._session.add(unit)
        self._session.flush()
        self._units[name] = unit
        return unit


def unit_named(connection: Connection, name: str) -> int:
    """The id of a known unit, for reading; InputError where there is none."""
    with Session(connection) as session:
        return UnitNames(session).known(name).id


def name_of_unit(connection: Connection, name: str) -> str:
    """A known unit's own name, whichever of its names is written; InputError where there is none."""
    with Session(connection) as session:
        return UnitNames(session).known(name).name
