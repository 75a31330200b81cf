"""Against which ledger year a text is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.ledger.people import Person
from handlers.ledger.register import Register
from handlers.reading import Catalog, read
from handlers.reading.shapes import Intent, Reading, Scope

_NO_ITEMS = Catalog.of(())


class Reader:
    """Reads against the newest open year, or against the one whose month the text states.

    What makes no sense in the newest year, or names items of other units there, is tried in the one before:
    in January its numbers are still used.
    """

    def __init__(self, person: Person | None, registers: Sequence[Register]) -> None:
        self._person = person
        self._registers = registers

    def read(self, text: str, scope: Scope) -> Reading:
        if not self._registers:
            return read(text, scope, _NO_ITEMS)
        newest = self._registers[-1]
        reading = self._read(text, scope, newest)
        years = {entry.month.year for entry in reading.entries if entry.month is not None}
        for register in self._registers[:-1]:
            if years == {register.year} or _is_doubtful(reading):
                other = self._read(text, scope, register)
                if not _is_doubtful(other) or years == {register.year}:
                    return other
        return reading

    def _read(self, text: str, scope: Scope, register: Register) -> Reading:
        unit_ids = self._person.unit_ids if self._person and self._person.reports else ()
        unit = register.units.get(unit_ids[0]) if unit_ids else None
        here = replace(scope, unit=unit.name if unit else None, mine=register.items_of(unit_ids))
        return read(text, here, register.catalog)


def _is_doubtful(reading: Reading) -> bool:
    return reading.intent is Intent.UNCLEAR or bool(reading.others)
