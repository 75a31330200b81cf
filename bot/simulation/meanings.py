"""What a unit means to say about an item: its plan, and its report of a month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

from bot.simulation.aims import Aim, Way, draw_aim, draw_way, indicators_to_report
from bot.simulation.cast import Actor
from bot.simulation.dice import dice
from bot.simulation.phrases import (
    BEFORE_FIGURES,
    DEEDS,
    NEXT_STEPS,
    PLAIN,
    STAGES,
    draw_topic,
    draw_trouble,
)
from handlers.ledger.items import Indicator, IndicatorKind, Item, ItemRef
from handlers.ledger.months import Month
from handlers.ledger.register import Register

Goals = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that was done, in words, with the figure in it."""

    words: str
    value: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Meant:
    """A report as it is meant; None: nothing is said of it. `problem` "" means that there is none."""

    item: ItemRef
    unit: str
    month: Month
    deeds: tuple[Deed, ...]
    problem: str | None = None
    cause: str | None = None
    next_step: str | None = None
    stage_met: bool | None = None
    finished: bool = False

    @property
    def key(self) -> tuple[ItemRef, str, Month]:
        return self.item, self.unit, self.month

    @property
    def plain(self) -> bool:
        """No more than that it goes as planned: several such items are told in one sentence."""
        told = self.problem or self.next_step or self.finished
        return self.deeds == (Deed(PLAIN),) and not told


@dataclass(frozen=True, slots=True)
class MeantPlan:
    item: ItemRef
    unit: str
    goals: Goals
    principal: str
    deputy: str


@dataclass(frozen=True, slots=True)
class Course:
    """One unit on one item through the year. `shared` are the positions of indicators shared with others."""

    item: Item
    actor: Actor
    aims: tuple[Aim, ...]
    way: Way
    seed: int
    shared: tuple[int, ...] = ()

    def plan(self) -> MeantPlan:
        chance = self._dice("plan")
        goals = self._counted_goals(chance) if self.aims else self._stages(chance)
        return MeantPlan(self.item.ref, self.actor.unit, goals, self.actor.principal, self.actor.deputy)

    def changed_goal(self, quarter: int) -> str:
        """What the unit would rather have in a quarter: less of everything."""
        fewer = [aim.said(aim.tidy(aim.goals[quarter - 1] * 0.9)) for aim in self.aims]
        return "，".join(fewer) or f"启动{draw_topic(self.item.text, self._dice('change'))}"

    def report(self, month: Month) -> Meant:
        chance = self._dice(month)
        brief = self.actor.temper.brief
        well = self.way.path.goes_well
        trouble = None if well and chance.random() > 0.08 else draw_trouble(self.item.text, chance)
        meant = Meant(
            self.item.ref,
            self.actor.unit,
            month,
            self._deeds(month, chance, well=trouble is None),
            problem=trouble[0] if trouble else "",
            cause=trouble[1] if trouble and not brief else None,
            next_step=trouble[2] if trouble else chance.choice(NEXT_STEPS),
            stage_met=self._stage_met(month),
            finished=self.way.is_done(month),
        )
        return _shortened(meant, chance) if brief else meant

    def _deeds(self, month: Month, chance: Random, *, well: bool) -> tuple[Deed, ...]:
        if self.actor.temper.brief and well and not self.aims and chance.random() < 0.5:
            return (Deed(PLAIN),)
        counted = tuple(
            Deed(aim.said(value), value, aim.indicator.unit)
            for aim in self.aims
            if (value := aim.reached(self.way, month))
        )
        if counted and (self.actor.temper.brief or chance.random() < 0.6):
            return counted
        words, unit = self._dice("deed", month.quarter).choice(DEEDS)
        count = self._dice("count").randint(2, 5) * month.month
        topic = draw_topic(self.item.text, self._dice("topic", month))
        deed = Deed(words.format(topic=topic, n=count), float(count) if unit else None, unit)
        return (*counted, deed)

    def _stage_met(self, month: Month) -> bool | None:
        """January's report is due before the plan: no stage is asked for (domain.md)."""
        if month.month == 1:
            return None
        if self.way.path.goes_well:
            return True
        lags = self.way.path == "stuck" or (not self.aims and month.month % 3 == 0)
        return False if lags else None

    def _counted_goals(self, chance: Random) -> Goals:
        """Totals since January, or (再…) what each quarter adds; either way they end at the target."""
        said = Aim.said
        by_aim = [aim.goals for aim in self.aims]
        if chance.random() < 0.3 and all(aim.can_add_up for aim in self.aims):
            said = Aim.said_to_add
            by_aim = [aim.steps for aim in self.aims]
        first, second, third, fourth = (
            "，".join(
                said(aim, goals[at]) if at else aim.said(goals[at])
                for aim, goals in zip(self.aims, by_aim, strict=True)
                if goals[at]
            )
            or chance.choice(BEFORE_FIGURES)
            for at in range(4)
        )
        return first, second, third, fourth

    def _stages(self, chance: Random) -> Goals:
        topic = draw_topic(self.item.text, chance)
        first, second, third, fourth = (words.format(topic=topic) for words in chance.choice(STAGES))
        return first, second, third, fourth

    def _dice(self, *about: object) -> Random:
        return dice(self.seed, self.item.ref, self.actor.unit, *about)


def replaced(goals: Goals, quarter: int, goal: str) -> Goals:
    """The goals with another one for a quarter (1 to 4)."""
    first, second, third, fourth = (goal if at == quarter else words for at, words in enumerate(goals, 1))
    return first, second, third, fourth


def _shortened(meant: Meant, chance: Random) -> Meant:
    """What somebody brief leaves out."""
    return replace(
        meant,
        problem=None if not meant.problem and chance.random() < 0.3 else meant.problem,
        next_step=meant.next_step if chance.random() < 0.3 else None,
        stage_met=meant.stage_met if chance.random() < 0.5 else None,
    )


def courses_of(register: Register, actors: Iterable[Actor], seed: int) -> tuple[Course, ...]:
    """The year of everybody with everything, in the notice's order."""
    by_id = {actor.unit_id: actor for actor in actors}
    found: list[Course] = []
    for ref in sorted(register.items, key=lambda one: one.sort_key):
        item = register.items[ref].item
        owing = [by_id[unit_id] for unit_id in register.owing(ref) if unit_id in by_id]
        parts, shared = _parts(item, len(owing), dice(seed, "parts", ref))
        for actor, part in zip(owing, parts, strict=True):
            chance = dice(seed, "course", ref, actor.unit)
            aims = tuple(draw_aim(position, one, target, chance) for position, one, target in part)
            found.append(Course(item, actor, aims, draw_way(chance), seed, shared))
    return tuple(found)


_Part = list[tuple[int, Indicator, float]]


def _parts(item: Item, units: int, chance: Random) -> tuple[list[_Part], tuple[int, ...]]:
    """What of the item's indicators each unit takes up, and which of them are shared out.

    Enough indicators for all: each unit has some of its own. Else an amount is shared out, or each unit
    tells what it knows of the whole, and they disagree. What has very many units is counted by the first.
    """
    whole: _Part = [(position, one, one.value) for position, one in indicators_to_report(item)]
    if units == 1 or not whole or units > 8:
        return [whole, *([] for _ in range(units - 1))][:units], ()
    if len(whole) >= units:
        return [list(part) for part in _dealt(whole, units)], ()
    can_share = all(one.kind is IndicatorKind.AMOUNT and target >= 2 * units for _, one, target in whole)
    if can_share and chance.random() < 0.6:
        return [_share_of(whole, at, units) for at in range(units)], tuple(place for place, *_ in whole)
    return [whole] * units, ()


def _dealt(whole: _Part, units: int) -> Iterable[Sequence[tuple[int, Indicator, float]]]:
    """In the notice's order, the first units one more."""
    start = 0
    for at in range(units):
        size = len(whole) // units + (at < len(whole) % units)
        yield whole[start : start + size]
        start += size


def _share_of(whole: _Part, at: int, units: int) -> _Part:
    """Even shares; the first unit takes what is left over."""
    shares = []
    for position, one, target in whole:
        even = target // units
        shares.append((position, one, target - even * (units - 1) if at == 0 else even))
    return shares
