"""What the office still has to settle in a ledger year, as the database stands now."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.ledger.items import ItemRef
from handlers.ledger.links import LinkState
from handlers.ledger.register import Register, RegisteredItem
from storage.registers import load_register
from storage.rows import ItemLinkRow


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """One matter: what it is about, what is open, and the command that settles it."""

    about: str
    what: str
    how: str


def open_matters(session: Session, year: int) -> list[OpenMatter]:
    """In the notice's order: leads, overlaps, then the sets and the trailing 等. InputError: no such year."""
    register = load_register(session, year)
    return [
        *_leads(register),
        *_overlaps(session, register),
        *_sets(register),
        *_others(register),
    ]


def _leads(register: Register) -> list[OpenMatter]:
    return [
        OpenMatter(
            str(ref),
            f"牵头单位未标明，暂按{entry.item.units[0]}",
            f"ducha settle lead {ref} {entry.item.units[0]} --year {register.year}",
        )
        for ref, entry in _in_order(register)
        if entry.lead_id is None and entry.item.units
    ]


def _overlaps(session: Session, register: Register) -> list[OpenMatter]:
    names = {entry.id: ref for ref, entry in register.items.items()}
    rows = session.scalars(select(ItemLinkRow).where(ItemLinkRow.state == LinkState.PROPOSED))
    pairs = [
        (names[row.item_id], names[row.other_id], row.reason)
        for row in rows
        if row.item_id in names and row.other_id in names
    ]
    return [
        OpenMatter(
            f"{first}、{second}",
            f"可能是同一件事：{reason}（不是就在命令后加 --reject）",
            f"ducha settle link {first} {second} --year {register.year}",
        )
        for first, second, reason in sorted(pairs, key=lambda pair: pair[0].sort_key)
    ]


def _sets(register: Register) -> list[OpenMatter]:
    named: dict[int, list[ItemRef]] = {}
    for ref, entry in _in_order(register):
        for unit_id in entry.unit_ids:
            if register.units[unit_id].collective and not register.units[unit_id].members_settled:
                named.setdefault(unit_id, []).append(ref)
    matters = []
    for unit_id, refs in named.items():
        unit = register.units[unit_id]
        proposed = "、".join(register.units[member].name for member in unit.members) or "成员单位"
        where = "、".join(map(str, refs))
        matters.append(
            OpenMatter(unit.name, f"包括哪些单位（{where}）", f"ducha settle set {unit.name} {proposed}")
        )
    return matters


def _others(register: Register) -> list[OpenMatter]:
    return [
        OpenMatter(
            str(ref), f"责任单位以“{entry.item.others}”结尾", "向起草单位核实后，用更正后的通知重新导入"
        )
        for ref, entry in _in_order(register)
        if entry.item.others
    ]


def _in_order(register: Register) -> list[tuple[ItemRef, RegisteredItem]]:
    return sorted(register.items.items(), key=lambda pair: pair[0].sort_key)
