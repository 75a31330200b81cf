"""Whether two figures speak of the same thing: the words around them, without what any report says.

A comparison that cannot be made with certainty is not made: a question too many costs more than one too few.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from handlers.ledger.items import Indicator
from handlers.ledger.reports import ReportContent
from handlers.reading.shapes import Quantity
from handlers.standings.figures import Figure, figures_of
from handlers.standings.matching import Target, match, targets_of
from handlers.standings.senses import Sense, sense_of
from handlers.standings.times import THIS_QUARTER, Span

_MORE = re.compile(r"新(?=签|开|建成|发|办)|净增|新(?=增|建|引|招|认|设|培|登|注|入|评)|(?<![一-鿥])新")
_SAME_FROM = 0.6
_MOST_FIGURES = 40


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of a report, as written and on its scale.

    `target` is the index of the target that it counts for, as in the standing.
    """

    quantity: Quantity
    figure: Figure
    sense: Sense
    span: Span
    target: int | None = None

    @property
    def value(self) -> float:
        return self.figure.value

    @property
    def is_total(self) -> bool:
        return self.span in {Span.SO_FAR, Span.UNSAID}


@lru_cache(maxsize=512)
def targets_for(indicators: tuple[Indicator, ...]) -> tuple[Target, ...]:
    """The targets of an item; kept, since every message asks for them."""
    return targets_of(indicators)


@lru_cache(maxsize=8192)
def told(
    content: ReportContent, targets: tuple[Target, ...], quarter: int = THIS_QUARTER
) -> tuple[Told, ...]:
    """The figures of a report (of a month of the `quarter`), in its order; of a long table the first ones."""
    if not content.quantities:
        return ()
    figures = figures_of(content, quarter)
    by_target = match(figures, targets) if targets else {}
    found = []
    for quantity, figure in zip(content.quantities, figures, strict=True):
        sense = sense_of(figure.words)
        index = next((at for at, chosen in by_target.items() if any(figure is one for one in chosen)), None)
        found.append(Told(quantity, figure, sense, _span(figure, index is not None), index))
    return tuple(found[:_MOST_FIGURES])


def former(one: Told, now: Sequence[Told], before: Sequence[Told]) -> Told | None:
    """The total among the figures of a former report that counts what `one` counts; None where unsure.

    Several figures that are said alike are told apart by their order, if there are as many now as before.
    """
    alike = [other for other in now if other.figure.unit == one.figure.unit and other.sense == one.sense]
    there = [
        other
        for other in before
        if other.figure.unit == one.figure.unit and other.is_total and same_thing(one, other)
    ]
    if len({other.value for other in there}) == 1 and len(alike) == 1:
        return there[0]
    if len(alike) == len(there) and all(other.sense == one.sense for other in there):
        return there[next(at for at, other in enumerate(alike) if other is one)]
    return None


def same_thing(one: Told, other: Told) -> bool:
    """Whether two figures count the same, unit of measure and time aside."""
    mine, its = one.sense, other.sense
    of_one_target = one.target is not None and one.target == other.target
    if of_one_target and (mine.blank or its.blank):
        return True
    if mine.stages != its.stages or mine.places != its.places:
        return False
    return of_one_target or _share(mine.pairs, its.pairs) >= _SAME_FROM


def _share(first: frozenset[str], second: frozenset[str]) -> float:
    """How much two sets have in common, from 0 to 1 (Dice); two empty ones are alike."""
    together = len(first) + len(second)
    return 2 * len(first & second) / together if together else 1.0


def _span(figure: Figure, of_target: bool) -> Span:
    """As the standing has it; of what is no target's, 新增 is a part of the year's total.

    A target's own figure counts as a total where only its name has 又 or 增加, as the standing matches it.
    """
    span = figure.span or Span.UNSAID
    if of_target and not figure.own:
        return Span.UNSAID if span is Span.OTHER else span
    return Span.OTHER if span is Span.UNSAID and _MORE.search(figure.words) else span
