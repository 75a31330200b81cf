"""What a change of thresholds would turn, in words: the preview before the office decides."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.ledger.register import Register
from handlers.standings.facts import Rules
from handlers.standings.lights import Light
from handlers.standings.looks import Looks
from handlers.standings.picture import ItemStanding, Standing
from handlers.wording.phrases import number


def thresholds_changed(before: Rules, after: Rules) -> str:
    """绿灯线 90% → 80%，黄灯线 70% → 60%."""
    old, new, looks = before.thresholds, after.thresholds, after.looks
    green = f"{looks.name(Light.GREEN)}线 {percent(old.green)} → {percent(new.green)}"
    return f"{green}，{looks.name(Light.YELLOW)}线 {percent(old.yellow)} → {percent(new.yellow)}"


def what_turns(before: Standing, after: Standing, register: Register) -> tuple[list[str], str]:
    """A line for each item that turns, indented ones for its units; and how many there are.

    An item whose own light stays is there too if the light of one of its units turns.
    """
    lines: list[str] = []
    turned = besides = 0
    looks = after.rules.looks
    for old, new in zip(before.items, after.items, strict=True):
        units = [f"  {line}" for line in _units(old, new, register, looks)]
        if old.light is not new.light:
            turned += 1
            lines.append(f"{new.ref}：{_turn(old.light, new.light, looks)}")
        elif units:
            besides += 1
            lines.append(f"{new.ref}：{looks.name(new.light)}不变")
        if len(new.units) > 1 or old.light is new.light:
            lines += units
    also = f"，另有{besides}项只有其中单位变灯" if besides else ""
    return lines, f"{turned}项变灯{also}。"


def _units(old: ItemStanding, new: ItemStanding, register: Register, looks: Looks) -> Iterator[str]:
    for before, after in zip(old.units, new.units, strict=True):
        if before.light is not after.light:
            part = "牵头" if after.unit_id in new.lead_ids else "配合"
            name = register.units[after.unit_id].name
            yield f"{name}（{part}）：{_turn(before.light, after.light, looks)}"


def _turn(before: Light, after: Light, looks: Looks) -> str:
    return f"{looks.name(before)} → {looks.name(after)}"


def percent(share: float) -> str:
    return f"{number(100 * share)}%"
