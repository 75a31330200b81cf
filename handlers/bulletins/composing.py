"""From a standing to a bulletin. The standing is the only source of numbers: nothing is counted elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from handlers.bulletins.bulletin import (
    Bulletin,
    BulletinKind,
    Closing,
    Correction,
    Detail,
    Letterhead,
    Timeliness,
)
from handlers.bulletins.rows import row_of
from handlers.bulletins.shares import shares
from handlers.duties.deadlines import Deadline
from handlers.ledger.items import ItemKind, ItemRef
from handlers.ledger.months import Month
from handlers.ledger.register import Register
from handlers.standings.picture import ItemStanding, Stage, Standing, UnitStanding
from handlers.wording.standings import explain


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why and when a bulletin is written: its kind, the month it judges, the day it is dated.

    `items` are those it is about, () for a whole annex or the ledger; `closings` how they were closed.
    """

    kind: BulletinKind
    month: Month
    on: date
    items: tuple[ItemRef, ...] = ()
    closings: tuple[Closing, ...] = ()


def selection(standing: Standing, occasion: Occasion) -> Standing:
    """The part of the ledger that a bulletin is about."""
    if occasion.items:
        return standing.of(lambda one: one.ref in occasion.items)
    if occasion.kind is BulletinKind.LIVELIHOOD:
        return standing.of(lambda one: one.ref.kind is ItemKind.LIVELIHOOD)
    return standing


def compose(
    standing: Standing,
    register: Register,
    occasion: Occasion,
    letterhead: Letterhead,
    *,
    timeliness: Timeliness | None = None,
    next_deadline: Deadline | None = None,
    correction: Correction | None = None,
) -> Bulletin:
    """Everything that a bulletin says, from the whole year's standing. Pure: the same in, the same out."""
    part = selection(standing, occasion)
    if occasion.kind is BulletinKind.CIRCULAR:
        part = part.of(lambda _: False)
    counts = part.counts() if part.items else {}
    behind = [item for item in part.items if item.stage is Stage.BEHIND]
    ordered, asked = _demanded(behind, register)
    kinds = list(dict.fromkeys(item.ref.kind for item in part.items))
    single = part.items[0] if len(occasion.items) == 1 else None
    return Bulletin(
        occasion.kind,
        standing.year,
        occasion.month,
        occasion.on,
        letterhead,
        counts,
        shares(counts),
        tuple(row_of(item, register) for item in part.items),
        {kind: _of_kind(part, kind).counts() for kind in kinds} if len(kinds) > 1 else {},
        timeliness,
        next_deadline,
        ordered,
        asked,
        _flat(single.item.text) if single else "",
        _details(single, register) if single else (),
        tuple(replace(one, note=_flat(one.note)) for one in _in_order(occasion.closings)),
        _completed(standing, kinds) if occasion.kind is BulletinKind.COMPLETED else {},
        correction,
        tuple(item.ref for item in part.items) if occasion.items else (),
        _adjusted(register) if occasion.kind is BulletinKind.OVERALL else "",
    )


def _adjusted(register: Register) -> str:
    """台账原有130项，经研究决定撤销任务3，现为129项；"" where nothing was decided."""
    before, gone, new = register.adjusted()
    parts = [f"{what}{'、'.join(map(str, refs))}" for what, refs in (("撤销", gone), ("新增", new)) if refs]
    if not parts:
        return ""
    return f"台账原有{before}项，经研究决定{'，'.join(parts)}，现为{len(register.items)}项。"


def _of_kind(standing: Standing, kind: ItemKind) -> Standing:
    return standing.of(lambda item: item.ref.kind is kind)


def _in_order(closings: Iterable[Closing]) -> list[Closing]:
    """In the order of the notice, as the rows of the table are."""
    return sorted(closings, key=lambda one: one.item.sort_key)


def _completed(standing: Standing, kinds: Iterable[ItemKind]) -> dict[ItemKind, tuple[int, int]]:
    """Of the whole year: how many items of each kind are closed, and how many there are."""
    alike = {kind: _of_kind(standing, kind) for kind in kinds}
    return {kind: (of.counts()[Stage.COMPLETED], len(of.items)) for kind, of in alike.items()}


def _demanded(behind: Iterable[ItemStanding], register: Register) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The units that lag: those that may be told (请), and those that are asked (商请)."""
    ordered: dict[str, None] = {}
    asked: dict[str, None] = {}
    for item in behind:
        for unit in [one for one in item.leads if one.stage is Stage.BEHIND] or item.leads:
            known = register.units[unit.unit_id]
            (ordered if known.kind.under_government else asked)[known.name] = None
    return tuple(ordered), tuple(asked)


def _details(item: ItemStanding, register: Register) -> tuple[Detail, ...]:
    """What each unit has said of the item, in its own words; who has not reported is said so."""
    return tuple(_detail(unit, register) for unit in item.units)


def _detail(unit: UnitStanding, register: Register) -> Detail:
    said = unit.report or (unit.latest if unit.stage is Stage.COMPLETED else None)
    name = register.units[unit.unit_id].name
    if said is None:
        return Detail(name, explain(unit), goal=_flat(unit.goal), reported=False)
    content = said.content
    return Detail(
        name, _flat(content.progress), _flat(content.problem), _flat(content.next_step), _flat(unit.goal)
    )


def _flat(text: str | None) -> str:
    lines = (" ".join(line.split()).strip("。；") for line in (text or "").splitlines())
    return "；".join(line for line in lines if line)
