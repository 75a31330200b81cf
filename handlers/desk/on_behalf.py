"""代填 区水务局 任务60 完成情况：…: the office enters for a unit what it was told by telephone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.ledger.people import Person, RoleName
from handlers.ledger.register import Register, Unit
from handlers.reading.normalise import Text

_HEAD = re.compile(r"\s*(?:请|帮)?(?:代填|代报|替报|代为填报)[\s:：，,]*(?:替|代|为)?")
_BETWEEN = re.compile(r"(?:的)?[\s:：，,；;]*")


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """Who speaks, as a contact of that unit, and what; `unit` None: it was not said for which."""

    person: Person
    words: str
    unit: Unit | None


def on_behalf(text: str, person: Person, registers: Sequence[Register]) -> OnBehalf | None:
    """None for anything else, and for whoever is not of the office."""
    said = Text.of(text)
    head = _HEAD.match(said.norm)
    if head is None or RoleName.OFFICE not in person.roles or not registers:
        return None
    found = _unit_at(said.norm, head.end(), registers[-1])
    if found is None:
        return OnBehalf(person, text, None)
    unit, end = found
    between = _BETWEEN.match(said.norm, end)
    start = between.end() if between else end
    words = said.raw[said.origin[start] if said.origin else start :] if start < len(said.norm) else ""
    speaker = replace(
        person, roles=frozenset({RoleName.CONTACT}), unit_ids=(unit.id,), head_of=(), on_behalf=True
    )
    return OnBehalf(speaker, words, unit)


def _unit_at(norm: str, start: int, register: Register) -> tuple[Unit, int] | None:
    """The unit whose name (the longest that fits) stands there."""
    names = [
        (Text.of(name).norm, unit)
        for unit in register.units.values()
        for name in (unit.name, *unit.aliases, unit.name.removeprefix("区"))
    ]
    there = [(name, unit) for name, unit in names if len(name) > 1 and norm.startswith(name, start)]
    if not there:
        return None
    name, unit = max(there, key=lambda pair: len(pair[0]))
    return unit, start + len(name)
