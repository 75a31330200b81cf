"""Which items of the two annexes may be the same work: proposals, for the office to confirm.

The livelihood items repeat tasks in other words and sometimes with other figures (任务44 and 实事13 both
build 2700 flats). What speaks for it: a figure with the same unit of measure beside shared words, a name in
quotation marks that stands in both, or phrases that hardly any other item has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from handlers.ledger.indicators import draw_indicators
from handlers.ledger.items import Item, ItemKind, ItemRef

_QUOTED = re.compile(r"“([^”]{2,12})”")
_SENTENCE_PARTS = re.compile(r"[^\u4e00-\u9fff]+")
_FIGURE = re.compile(r"[0-9.]+[万亿余多]*(?:平方米|公里|[个家处套人场项名栋户亩元])?(?:以上)?")
_BODIES = re.compile(
    r"(?:社区)?(?:卫生)?服务(?:中心|机构|站)"
)  # every notice names such places; they tell nothing
_GRAM = 3
_RARE = 3  # items that may share a phrase before it says nothing
_LONG, _SHORT = 6, 4


@dataclass(frozen=True, slots=True)
class ProposedLink:
    """A task and a livelihood item that look alike, and the words or figures that say so."""

    task: ItemRef
    livelihood: ItemRef
    reason: str


@dataclass(frozen=True, slots=True)
class _Traits:
    """What an item is recognised by."""

    ref: ItemRef
    text: str
    grams: frozenset[str]
    names: frozenset[str]
    figures: tuple[tuple[float, str], ...]


def propose_links(items: Iterable[Item]) -> tuple[ProposedLink, ...]:
    """Pairs that may be one piece of work, in the order of the tasks."""
    traits = [_traits(item) for item in items]
    spread = Counter(gram for one in traits for gram in one.grams)
    names = Counter(name for one in traits for name in one.names)
    tasks = [one for one in traits if one.ref.kind is ItemKind.TASK]
    others = [one for one in traits if one.ref.kind is ItemKind.LIVELIHOOD]
    links = [_link(task, other, spread, names) for task in tasks for other in others]
    return tuple(link for link in links if link)


def _traits(item: Item) -> _Traits:
    parts = _SENTENCE_PARTS.split(_BODIES.sub(" ", _FIGURE.sub(" ", item.text)))
    grams = {part[at : at + _GRAM] for part in parts for at in range(len(part) - _GRAM + 1)}
    drawn = item.indicators or draw_indicators(item.text)
    figures = tuple(dict.fromkeys((one.value, _bare(one.unit)) for one in drawn))
    return _Traits(item.ref, item.text, frozenset(grams), frozenset(_QUOTED.findall(item.text)), figures)


def _bare(unit: str) -> str:
    """套（间） and 套 measure alike."""
    return unit.partition("（")[0]


def _link(task: _Traits, other: _Traits, spread: Counter[str], names: Counter[str]) -> ProposedLink | None:
    rare = {gram for gram in task.grams & other.grams if spread[gram] <= _RARE}
    phrases = _phrases(task.text, other.text, rare)
    figures = [figure for figure in task.figures if figure in other.figures and figure[1] != "%"]
    quoted = sorted(name for name in task.names & other.names if names[name] <= _RARE)
    if not _alike(phrases, figures, quoted):
        return None
    said = [f"“{phrase}”" for phrase in _shown(phrases, quoted)]
    said += [_written(value) + unit for value, unit in figures]
    return ProposedLink(task.ref, other.ref, "都有" + "、".join(said))


def _phrases(text: str, other: str, grams: set[str]) -> list[str]:
    """The longest stretches of rare words that both texts have, the longest first."""
    starts = [at for at in range(len(text)) if text[at : at + _GRAM] in grams]
    found: set[str] = set()
    for _, run in groupby(enumerate(starts), key=lambda pair: pair[1] - pair[0]):
        places = [at for _, at in run]
        found.add(_common(text[places[0] : places[-1] + _GRAM], other))
    return sorted(found, key=lambda phrase: (-len(phrase), text.index(phrase)))


def _common(phrase: str, other: str) -> str:
    """The longest part of the phrase that stands in the other text."""
    for length in range(len(phrase), 0, -1):
        for at in range(len(phrase) - length + 1):
            if phrase[at : at + length] in other:
                return phrase[at : at + length]
    return ""


def _alike(phrases: Sequence[str], figures: Sequence[tuple[float, str]], quoted: Sequence[str]) -> bool:
    lengths = [len(phrase) for phrase in phrases]
    return bool(
        (figures and phrases)
        or any(len(name) >= _GRAM for name in quoted)
        or (quoted and phrases)
        or any(length >= _LONG for length in lengths)
        or sum(length >= _SHORT for length in lengths) > 1
    )


def _shown(phrases: Sequence[str], quoted: Sequence[str]) -> list[str]:
    kept = [phrase for phrase in phrases if not any(phrase in name for name in quoted)]
    return [*quoted, *kept][:2]


def _written(value: float) -> str:
    """17800 as people write it: 1.78万."""
    return f"{value:.12g}" if value < 10_000 else f"{value / 10_000:.12g}万"
