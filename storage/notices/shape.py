"""An item as JSON and back: the shape that `ducha notice import --format json` prints and snapshots keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.ledger.items import Comparator, Indicator, IndicatorKind, Item, ItemKind, ItemRef


def item_json(item: Item) -> dict[str, Any]:
    """The item in the shape of the contract ("Import JSON")."""
    return {
        "kind": item.ref.kind.value,
        "no": item.ref.no,
        "category": item.category,
        "text": item.text,
        "leaders": list(item.leaders),
        "units": list(item.units),
        "lead_units": list(item.lead_units),
        "lead_known": item.lead_known,
        "others": item.others,
        "deadline": item.deadline,
        "indicators": [_indicator_json(indicator) for indicator in item.indicators],
        "questions": list(item.questions),
    }


def item_from_json(shape: Mapping[str, Any]) -> Item:
    """The item that `item_json` wrote; KeyError or ValueError for anything else."""
    return Item(
        ref=ItemRef(ItemKind(shape["kind"]), int(shape["no"])),
        text=shape["text"],
        category=shape["category"],
        leaders=tuple(shape["leaders"]),
        units=tuple(shape["units"]),
        lead_units=tuple(shape["lead_units"]),
        lead_known=bool(shape["lead_known"]),
        others=shape["others"],
        deadline=shape["deadline"],
        indicators=tuple(_indicator(indicator) for indicator in shape["indicators"]),
        questions=tuple(shape["questions"]),
    )


def _indicator_json(indicator: Indicator) -> dict[str, Any]:
    low = _plain(indicator.value)
    return {
        "metric": indicator.metric,
        "kind": indicator.kind.value,
        "op": indicator.op.value,
        "value": low if indicator.high is None else [low, _plain(indicator.high)],
        "unit": indicator.unit,
        "raw": indicator.raw,
    }


def _indicator(shape: Mapping[str, Any]) -> Indicator:
    value = shape["value"]
    low, high = value if isinstance(value, list) else (value, None)
    return Indicator(
        metric=shape["metric"],
        kind=IndicatorKind(shape["kind"]),
        op=Comparator(shape["op"]),
        value=float(low),
        unit=shape["unit"],
        raw=shape["raw"],
        high=None if high is None else float(high),
    )


def _plain(value: float) -> int | float:
    """12 rather than 12.0."""
    return int(value) if float(value).is_integer() else value
