"""Plays the scenes in the order of their time: signed webhooks, real commands, real standings."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time

from handlers.ledger.register import Register
from handlers.standings.lights import Light
from handlers.standings.looks import DEFAULTS
from handlers.standings.picture import ItemStanding, UnitStanding
from handlers.wording.standings import explain, explain_item
from storage.packaged import YEAR, packaged_roster
from storage.standings import standing_on
from tests.conversations.worked_example.scenes import Chat, MonthEnd, Office, Scene, Step, Together
from tests.desk import SHANGHAI, Desk
from tests.storage.contents import ref


@dataclass(frozen=True, slots=True)
class Told:
    """What the program said to a step; at a month's end also the standing itself and its light."""

    words: str
    light: Light | None = None
    item: ItemStanding | None = None
    unit: UnitStanding | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """`run` is the command line; it gives what a person sees on the screen."""

    desk: Desk
    run: Callable[[list[str]], str]

    def play(self, scenes: Iterable[Scene]) -> dict[Step, Told]:
        """Everything that happens, in the order of time and not of the document."""
        told: dict[Step, Told] = {}
        for step in sorted(_steps(scenes), key=_when):
            assert step not in told, f"told twice: {step}"
            self.desk.clock.now = _when(step)
            told[step] = self._answer(step)
        return told

    def _answer(self, step: Step) -> Told:
        match step:
            case Chat(_, who, text):
                return Told(self.desk.says(account_of(who), text))
            case Office(_, command):
                return Told(self.run(shlex.split(command)))
            case MonthEnd(unit=None):
                item, _ = self._standing(step)
                return Told(f"{DEFAULTS[item.light].name}：{explain_item(item)}", item.light, item)
            case MonthEnd(unit=name):
                item, register = self._standing(step)
                unit = next(one for one in item.units if register.units[one.unit_id].name == name)
                return Told(f"{DEFAULTS[unit.light].name}：{explain(unit)}", unit.light, item, unit)

    def _standing(self, end: MonthEnd) -> tuple[ItemStanding, Register]:
        with self.desk.database.reading() as connection:
            register, picture = standing_on(connection, YEAR, end.on, SHANGHAI)
        (item,) = picture.of(lambda one: one.ref == ref(end.item)).items
        return item, register


def account_of(who: str) -> str:
    """The account of somebody of the made-up roster, by name."""
    row = next(row for row in packaged_roster().rows if row.name == who and row.identities)
    return next(iter(row.identities.values()))


def _steps(scenes: Iterable[Scene]) -> Iterator[Step]:
    for scene in scenes:
        if isinstance(scene, Together):
            yield from scene.steps
        elif isinstance(scene, Chat):
            yield scene


def _when(step: Step) -> datetime:
    return datetime.combine(step.on, time(21), SHANGHAI) if isinstance(step, MonthEnd) else step.at
