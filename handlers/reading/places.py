"""第一个, 1、2、3: places in what was last asked name its items."""

from __future__ import annotations

import re

from handlers.ledger.items import ItemRef
from handlers.reading.names import Mention
from handlers.reading.numerals import D, whole
from handlers.reading.shapes import Doubt, Scope

_POSITION = re.compile(
    rf"(?:(?<=^)|(?<=[\n;；。，,!！\s:：]))(?:第(?P<no>\d{{1,2}}|{D}十?|十)(?P<what>个|项|条|件)"
    rf"|(?P<first>头一个)|(?P<last>最后一?[个项]))"
)
_LIST_MARK = re.compile(r"(?:(?<=^)|(?<=[\n;；。\s]))\(?(?P<no>\d{1,2})\s*[、.)：:](?!\d)|(?P<circled>[①-⑳])")
_GLUED = re.compile(r"(?<![\d.])(?P<no>[1-9])(?=[一-龥])")


def by_place(body: str, scope: Scope) -> list[tuple[Mention, tuple[ItemRef, ...], Doubt | None]]:
    """第一个, 第二个: places in what was last asked; also 1、2、 if all of it is answered in order."""
    asked = scope.asked.items if scope.asked else ()
    if len(asked) < 2:
        return []
    spoken = [
        (
            found.start(),
            found.end(),
            len(asked) if found["last"] else 1 if found["first"] else whole(found["no"]),
        )
        for found in _POSITION.finditer(body)
    ]
    if not spoken:
        spoken = [
            (
                found.start("no" if found["no"] else "circled"),
                found.end(),
                int(found["no"]) if found["no"] else ord(found["circled"]) - 0x245F,
            )
            for found in _LIST_MARK.finditer(body)
        ]
        if [place for _, _, place in spoken] != list(range(1, len(asked) + 1)):
            return []
    return [
        (
            Mention(low, high, (), at_head=True),
            asked[place - 1 : place],
            None if place <= len(asked) else Doubt.NO_ITEM,
        )
        for low, high, place in spoken
    ]


def glued(
    body: str, mentions: list[Mention], scope: Scope
) -> list[tuple[Mention, tuple[ItemRef, ...], Doubt | None]]:
    """1正常2没动3完成, where three items were asked about: places, not 实事1."""
    asked = scope.asked.items if scope.asked else ()
    if len(asked) < 2 or not all(mention.bare and not mention.several for mention in mentions):
        return []
    found = list(_GLUED.finditer(body))
    if [int(place["no"]) for place in found] != list(range(1, len(asked) + 1)) or found[0].start():
        return []
    return [
        (Mention(place.start(), place.end(), (), at_head=True), (ref,), None)
        for place, ref in zip(found, asked, strict=True)
    ]
