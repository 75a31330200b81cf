"""Drawing the standing: from what was reported, planned and decided to a light and a class for each unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from handlers.ledger.items import Indicator, Item
from handlers.ledger.months import Month
from handlers.ledger.register import Register, RegisteredItem
from handlers.ledger.reports import ReportVersion
from handlers.reading.shapes import PlanWords
from handlers.standings.facts import Baseline, Facts, Place, Rules
from handlers.standings.figures import GoalFigure
from handlers.standings.goals import Goal, has_stage_goal, read_goals
from handlers.standings.handing_over import by_month, reached_in_turn
from handlers.standings.lights import Light, Measured, measure, stage_light, summed, worst
from handlers.standings.matching import Target, targets_of
from handlers.standings.picture import Ground, ItemStanding, Stage, Standing, UnitStanding, judged_month
from handlers.standings.progress import share_counts, stated_beside, tells_all


def draw(register: Register, facts: Facts, rules: Rules, on: date) -> Standing:
    """The standing of every item on a day. Pure: the same facts give the same picture."""
    month = judged_month(register.year, on)
    entries = sorted(register.items.values(), key=lambda entry: entry.item.ref.sort_key)
    items = tuple(_item(entry, register, facts, rules, month) for entry in entries)
    return Standing(register.year, on, month, items, rules)


def _item(
    entry: RegisteredItem, register: Register, facts: Facts, rules: Rules, month: Month | None
) -> ItemStanding:
    owing = register.owing(entry.item.ref)
    units = tuple(_unit(entry, unit_id, register, facts, rules, month) for unit_id in owing)
    leads = _leads(entry, register)
    closed = entry.item.ref in facts.closed
    own = [unit for unit in units if unit.unit_id in leads]
    stage, light, ground = _as_its_leads(own)
    by_hand = facts.by_hand.get((entry.item.ref, None))
    if by_hand and not closed:
        stage, light, ground = _stage_of(by_hand.light), by_hand.light, Ground.BY_HAND
    return ItemStanding(
        entry.item,
        leads,
        entry.lead_id is not None,
        stage,
        light,
        ground,
        _measured_of_item(entry.item, own, units, facts, rules),
        units,
        by_hand,
    )


def _leads(entry: RegisteredItem, register: Register) -> tuple[int, ...]:
    """The settled lead, else the first unit; the members of a set where that is one."""
    if not entry.unit_ids:
        return ()
    lead = entry.lead_id if entry.lead_id is not None else entry.unit_ids[0]
    unit = register.units[lead]
    return unit.members if unit.collective else (lead,)


def _as_its_leads(leads: Sequence[UnitStanding]) -> tuple[Stage, Light, Ground]:
    if not leads:
        return Stage.NOT_ASSESSABLE, Light.UNRATED, Ground.NO_UNIT
    first = _furthest_behind(leads)
    return first.stage, first.light, first.ground


def _furthest_behind(leads: Sequence[UnitStanding]) -> UnitStanding:
    """Of several that lead the one whose light is the item's."""
    light = worst(unit.light for unit in leads)
    return next(unit for unit in leads if unit.light is light)


def _measured_of_item(
    item: Item, leads: Sequence[UnitStanding], units: Sequence[UnitStanding], facts: Facts, rules: Rules
) -> tuple[Measured, ...]:
    """The figures of the lead whose light it is; what is shared out (分摊) is summed over all units."""
    own = list(_furthest_behind(leads).measured) if leads else []
    if not own:
        own = [Measured(target, None, None, None) for target in targets_of(item.indicators)]
    for at, measured in enumerate(own):
        position = measured.target.position
        if position is not None and (item.ref, position) in facts.shared:
            parts = [one for unit in units for one in unit.measured if one.target == measured.target]
            own[at] = summed(measured, parts, rules.thresholds)
    return tuple(own)


def _unit(
    entry: RegisteredItem, unit_id: int, register: Register, facts: Facts, rules: Rules, month: Month | None
) -> UnitStanding:
    place = (entry.item.ref, unit_id)
    in_turn = _in_turn(entry, unit_id, register, facts, month)
    reports = in_turn[0] if len(in_turn) == 1 else by_month(in_turn)
    report = reports[-1] if reports and reports[-1].key.month == month else None
    plan = facts.plans.get(place)
    targets, goals = _measured_by(entry.item, plan)
    found = reached_in_turn(in_turn, targets)
    measured = measure(targets, goals, found, month, rules.thresholds)
    light, ground = _light(place, facts, month, report, plan, measured)
    return UnitStanding(
        entry.item.ref,
        unit_id,
        month,
        _stage(light, ground),
        light,
        ground,
        measured,
        _goal_words(plan, month),
        report,
        reports[-1] if reports else None,
        stated_beside(reports[-1].content, targets) if reports else None,
        place in facts.filed_plans,
        place in facts.returned_plans,
        place in facts.returned and report is None,
        place in facts.applied,
        facts.by_hand.get(place),
        place in facts.pending,
    )


def _in_turn(
    entry: RegisteredItem, unit_id: int, register: Register, facts: Facts, month: Month | None
) -> tuple[tuple[ReportVersion, ...], ...]:
    """What was reported on the item by the unit, and before it by those from whom it took the item on."""
    own = _reports(entry, unit_id, facts, month)
    former = register.predecessor(entry.item.ref, unit_id) if entry.course else None
    return (own,) if former is None else (*_in_turn(entry, former, register, facts, month), own)


def incomplete(register: Register, facts: Facts) -> dict[Place, bool]:
    """Places whose newest report does not tell all figures by itself: earlier ones have to be looked at.

    The value tells whether their stated percentages count too, and not only their figures.
    """
    places: dict[Place, bool] = {}
    for (ref, unit_id), reports in facts.reports.items():
        entry = register.items.get(ref)
        if entry is None:
            continue
        for item in (ref, *entry.linked):
            if item in register.items:
                targets, _ = _measured_by(register.items[item].item, facts.plans.get((item, unit_id)))
                if not tells_all(reports[-1], targets):
                    places[ref, unit_id] = places.get((ref, unit_id), False) or share_counts(targets)
    return places


def _measured_by(item: Item, plan: Baseline | None) -> tuple[tuple[Target, ...], tuple[Goal, ...]]:
    """The item's indicators and whatever else the plan has figures for, with the plan's goals."""
    return _targets_and_goals(item.indicators, plan.figures if plan else (), plan.words if plan else None)


@lru_cache(maxsize=32_768)
def _targets_and_goals(
    indicators: tuple[Indicator, ...], figures: tuple[GoalFigure, ...], words: PlanWords | None
) -> tuple[tuple[Target, ...], tuple[Goal, ...]]:
    targets = targets_of(indicators)
    goals = read_goals(figures, targets, words)
    return targets + tuple(goal.target for goal in goals if goal.target not in targets), goals


def _reports(
    entry: RegisteredItem, unit_id: int, facts: Facts, month: Month | None
) -> tuple[ReportVersion, ...]:
    """What the unit reported up to the month; a linked item's report serves where it has none of its own."""
    if month is None:
        return ()
    if not entry.linked:
        own = facts.reports.get((entry.item.ref, unit_id), ())
        return tuple(report for report in own if report.key.month <= month)
    by_month: dict[Month, ReportVersion] = {}
    for ref in (*entry.linked, entry.item.ref):
        for report in facts.reports.get((ref, unit_id), ()):
            if report.key.month <= month:
                by_month[report.key.month] = report
    return tuple(by_month[at] for at in sorted(by_month))


def _light(
    place: Place,
    facts: Facts,
    month: Month | None,
    report: ReportVersion | None,
    plan: Baseline | None,
    measured: Sequence[Measured],
) -> tuple[Light, Ground]:
    if place[0] in facts.closed:
        return Light.GREEN, Ground.CLOSED
    if by_hand := facts.by_hand.get(place):
        return by_hand.light, Ground.BY_HAND
    if month is None:
        return (Light.UNRATED if plan else Light.NO_PLAN), (Ground.NO_MONTH if plan else Ground.NO_PLAN)
    if plan is None:
        return Light.NO_PLAN, Ground.NO_PLAN
    if report is None:
        return Light.UNRATED, Ground.NOT_REPORTED
    if month.month == 1:
        return Light.UNRATED, Ground.FIRST_MONTH
    return _judged(plan, month, report, measured)


def _judged(
    plan: Baseline, month: Month, report: ReportVersion, measured: Sequence[Measured]
) -> tuple[Light, Ground]:
    lights = [one.light for one in measured if one.light is not None]
    staged = has_stage_goal(plan.words, plan.figures, month.quarter)
    if staged or report.content.stage_met is False or not lights:
        lights.append(stage_light(report.content.stage_met, month))
    light = worst(lights)
    by_figures = any(one.light is light and one.decides for one in measured)
    if light is Light.UNRATED:
        return light, Ground.NOT_READABLE
    by_stage = staged or report.content.stage_met is not None
    return light, Ground.FIGURES if by_figures or not by_stage else Ground.STAGE


def _goal_words(plan: Baseline | None, month: Month | None) -> str | None:
    if plan is None or month is None:
        return None
    words: str | None = getattr(plan.words, f"q{month.quarter}")
    return words


def _stage(light: Light, ground: Ground) -> Stage:
    if ground is Ground.CLOSED:
        return Stage.COMPLETED
    if ground is Ground.NOT_REPORTED:
        return Stage.NOT_REPORTED
    return _stage_of(light)


def _stage_of(light: Light) -> Stage:
    match light:
        case Light.GREEN:
            return Stage.ON_PLAN
        case Light.YELLOW | Light.RED:
            return Stage.BEHIND
        case Light.NO_PLAN:
            return Stage.WITHOUT_PLAN
        case Light.UNRATED:
            return Stage.NOT_ASSESSABLE
