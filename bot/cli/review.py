"""What needs a person's eye after reading a notice, short enough to be read: like questions together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from handlers.ledger.items import ItemRef
from storage.notices.questions import Concern
from storage.notices.review import Matter

_LEAD = "原文看不出牵头单位，暂以排在首位的单位为建议，请逐项确认"
_COLLECTIVE = "是一类单位的统称，请明确包括哪些单位"


def summary(matters: Sequence[Matter]) -> Iterator[str]:
    """The open matters, every row named: leads and sets in one line a kind, the rest as they stand."""
    yield f"需要人看的{len(matters)}处："
    leads = [matter.ref for matter in matters if matter.concern is Concern.LEAD and matter.ref]
    if leads:
        yield f"  {ranges(leads)}（{len(leads)}项）：{_LEAD}"
    sets: dict[str, list[ItemRef]] = {}
    for matter in matters:
        if matter.concern is Concern.COLLECTIVE and matter.ref:
            sets.setdefault(matter.about, []).append(matter.ref)
    for name, refs in sets.items():
        yield f"  “{name}”（{ranges(refs)}）：{_COLLECTIVE}"
    for matter in _single(matters):
        yield f"  {matter.ref or '全文'}：{matter.question}"


def _single(matters: Iterable[Matter]) -> Iterator[Matter]:
    """Questions of one row; an overlap is told once, at the task."""
    together = (Concern.LEAD, Concern.COLLECTIVE)
    pairs: set[frozenset[str]] = set()
    for matter in matters:
        if matter.concern in together:
            continue
        if matter.concern is Concern.OVERLAP:
            pair = frozenset((str(matter.ref), matter.about))
            if pair in pairs:
                continue
            pairs.add(pair)
        yield matter


def ranges(refs: Sequence[ItemRef]) -> str:
    """任务1—110、实事1—20: runs of numbers drawn together."""
    parts = []
    for kind, of_kind in groupby(sorted(refs, key=lambda ref: ref.sort_key), key=lambda ref: ref.kind):
        numbers = [ref.no for ref in of_kind]
        runs = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
        spans = [[number for _, number in run] for _, run in runs]
        shown = [str(span[0]) if len(span) == 1 else f"{span[0]}—{span[-1]}" for span in spans]
        parts.append(f"{ItemRef(kind, numbers[0])}".removesuffix(str(numbers[0])) + "、".join(shown))
    return "、".join(parts)
