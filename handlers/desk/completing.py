"""What a report left out of annex 4: asked once, and answered in a word for all items of the message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from handlers.desk.outcomes import Filed, Outcome
from handlers.ledger.items import ItemRef
from handlers.ledger.months import Month
from handlers.reading.normalise import Text
from handlers.reading.shapes import Entry
from handlers.reading.values import is_nothing, is_stage_word, squeezed, stage_answer

_NAME = r"(?:任务|实事)[1-9]\d{0,3}(?!\d)"
_NAMED = re.compile(rf"\s*({_NAME}(?:[和及与、\s]+(?:{_NAME}|[1-9]\d{{0,3}}(?!\d)))*)\s*(?:的)?[:：]?")
_MEMBER = re.compile(r"(任务|实事)?([1-9]\d*)")
_FILLING = re.compile(r"(?:阶段)?(?:任务)?(?:目标|问题)?[:：]?(?:都|均|也|全部?)*(?=.)")
_PIECES = re.compile(r"[，,;；。.!！\n]+")
_LONGEST = 60


class PartName(StrEnum):
    STAGE = "stage"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was left out of the report on an item for a month."""

    item: ItemRef
    month: Month
    name: PartName


def left_out(outcomes: Sequence[Outcome]) -> tuple[Part, ...]:
    """What to ask about: only of first reports, so that nothing is asked twice, and of nothing finished.

    January asks for no stage goal: no plan is due yet (domain.md).
    """
    return tuple(part for outcome in outcomes if isinstance(outcome, Filed) for part in _of(outcome))


def _of(outcome: Filed) -> Iterable[Part]:
    key, content = outcome.key, outcome.content
    if outcome.version > 1 or outcome.closed or content.finished or content.progress is None:
        return
    if content.stage_met is None and key.month.month > 1:
        yield Part(key.item, key.month, PartName.STAGE)
    if content.problem is None:
        yield Part(key.item, key.month, PartName.PROBLEM)


def answered(text: str, parts: Sequence[Part]) -> tuple[Entry, ...]:
    """What a text says of the parts, if of nothing else: 已完成; 未完成，问题无; 任务60已完成."""
    if not parts or len(text) > _LONGEST:
        return ()
    found: dict[tuple[ItemRef, Month], Entry] = {}
    for piece in filter(str.strip, _PIECES.split(Text.of(text).norm)):
        named = _NAMED.match(piece)
        said = _said(squeezed(piece[named.end() :] if named else piece))
        about = _items(named[1]) if named else tuple(part.item for part in parts)
        meant = [part for part in parts if said and part.name is said[0] and part.item in about]
        if said is None or not meant or not set(about) <= {part.item for part in parts}:
            return ()
        for part in meant:
            place = part.item, part.month
            found[place] = _filled(found.get(place, Entry(part.item, month=part.month)), *said)
    return tuple(found.values())


def _said(words: str) -> tuple[PartName, bool] | None:
    """Which part a word is about, and whether the goal is met; of problems only that there are none."""
    filling = _FILLING.match(words)
    bare = words[filling.end() :] if filling else words
    if is_stage_word(bare) and (met := stage_answer(bare)) is not None:
        return PartName.STAGE, met
    return (PartName.PROBLEM, False) if words and (is_nothing(words) or is_nothing(bare)) else None


def _filled(entry: Entry, name: PartName, met: bool) -> Entry:
    return replace(entry, stage_met=met) if name is PartName.STAGE else replace(entry, problem="")


def _items(words: str) -> tuple[ItemRef, ...]:
    kind, items = "", []
    for found in _MEMBER.finditer(words):
        kind = found[1] or kind
        items.append(ItemRef.parse(f"{kind}{found[2]}"))
    return tuple(items)


def still_left_out(parts: Sequence[Part], entries: Sequence[Entry]) -> tuple[Part, ...]:
    """The parts that the answer said nothing of."""
    told = {(entry.item, entry.month): entry for entry in entries}

    def is_told(part: Part) -> bool:
        entry = told.get((part.item, part.month))
        if entry is None:
            return False
        return (entry.stage_met if part.name is PartName.STAGE else entry.problem) is not None

    return tuple(part for part in parts if not is_told(part))
