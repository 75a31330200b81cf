"""The annexed table: each item's goal, progress and share, as the standing has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.bulletins.bulletin import Row
from handlers.ledger.register import Register
from handlers.standings.lights import Light, Measured
from handlers.standings.picture import Ground, ItemStanding, Stage, UnitStanding
from handlers.wording.phrases import half_width, number, short_title
from handlers.wording.standings import name_of, of_target

_TITLE, _GOAL, _WORDS = 22, 60, 60
_NOTHING = "—"


def row_of(item: ItemStanding, register: Register) -> Row:
    """One line of the table. A figure that is due by now stands beside what is reached (按计划应达…)."""
    told = [one for one in item.measured if one.reached is not None]
    return Row(
        item.ref,
        title_of(item.item.text),
        _goal(item),
        "；".join(_reached(one, item) for one in told) or _words(item),
        _shares(told),
        item.stage,
        register.unit_names(item.ref) + (item.item.others or ""),
        tuple(register.units[unit.unit_id].name for unit in _judged(item)),
        _note(item),
    )


def title_of(text: str, length: int = _TITLE) -> str:
    """The head of an item's text up to its first stop: enough to recognise it."""
    flat = "".join(text.split())
    for stop in "。；;，,":
        head = flat.split(stop, maxsplit=1)[0]
        if len(head) <= length:
            return head
    return flat[: length - 1] + "…"


def _goal(item: ItemStanding) -> str:
    """The notice's own words for each indicator; without figures the item's text."""
    raws = list(dict.fromkeys(one.raw for one in item.item.indicators))
    return "；".join(raws) if raws else _short(item.item.text, _GOAL)


def _reached(one: Measured, item: ItemStanding) -> str:
    """Where the item lags, what was due by now is told beside what is reached."""
    shows_due = item.stage is Stage.BEHIND and one.light in {Light.YELLOW, Light.RED}
    return of_target(one if shows_due else replace(one, expected=None))


def _share(one: Measured) -> str:
    return f"{number(round(one.share, 1))}%" if one.share is not None else ""


def _shares(told: Sequence[Measured]) -> str:
    """A share each; where there are several they say of what: 新改建公园25%、增设驿站40%."""
    shares = [(one, share) for one in told if (share := _share(one))]
    if len(shares) == 1 and len(told) == 1:
        return shares[0][1]
    return "、".join(f"{name_of(one.target)}{share}" for one, share in shares) or _NOTHING


def _words(item: ItemStanding) -> str:
    """What the lead has said of the month, where there are no figures."""
    lead = next(iter(_judged(item) or item.leads), None)
    said = lead and (lead.report or (lead.latest if item.stage is Stage.COMPLETED else None))
    return (_short(said.content.progress or "", _WORDS) if said else "") or _NOTHING


def _judged(item: ItemStanding) -> tuple[UnitStanding, ...]:
    """The leads that the item's state is about: of several, those that are in it."""
    same = tuple(unit for unit in item.leads if unit.stage is item.stage)
    return same or item.leads


def _note(item: ItemStanding) -> str:
    """Why it lags, where no figure tells it: a stage goal that is not met, or what the office has found."""
    if item.stage is not Stage.BEHIND:
        return ""
    by_hand = item.by_hand or next((unit.by_hand for unit in _judged(item) if unit.by_hand), None)
    if item.ground is Ground.BY_HAND and by_hand:
        return f"经督查室核查，{by_hand.reason}"
    if any(one.light in {Light.YELLOW, Light.RED} for one in item.measured):
        return ""
    goal = next((unit.goal for unit in _judged(item) if unit.goal), None)
    about = f"“{half_width(short_title(goal, _GOAL))}”" if goal else ""
    return f"据责任单位报送，阶段目标{about}未完成"


def _short(text: str, length: int) -> str:
    """At most so many characters, cut at a stop where there is one in the second half."""
    flat = half_width("；".join(" ".join(line.split()) for line in text.splitlines() if line.strip()))
    if len(flat) <= length:
        return flat
    head = flat[: length - 1]
    stop = max(head.rfind(mark) for mark in "。；;，,")
    return (head[:stop] if stop > length // 2 else head) + "…"
